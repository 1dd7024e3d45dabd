"""`dualrun up --state`: a landscape that is killed in the middle of its work finds everything again."""

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from tests.system.landscape import AFTER_A_KILL_S, ENVIRONMENT, Landscape, a_free_base_port, up
from tests.system.native_documents import DOCUMENTS, Document, called

SKU = "linen-storage-tin-large-i00001"
BUSY = 20


@dataclass
class Before:
    """What the first process had answered when it was killed."""

    numbers: dict[str, str]
    shown: dict[str, Any]
    finished: list[Any]
    increment_id: int
    legacy_numbers: list[str]
    signed_in: dict[str, str]


def finished(landscape: Landscape) -> list[Any]:
    """What the façade says of an order that is done, and of the stage it is at."""
    url = landscape.urls["facade"]
    signed = landscape.signed_in_at_the_facade()
    order, trail, stages = (
        landscape.client.get(f"{url}/v1/{path}", headers=signed).json()
        for path in ("orders/DONE", "orders/DONE/trail", "control/stages")
    )
    return [order, [entry for entry in trail if entry["kind"] == "event"], stages]


def legacy_numbers(landscape: Landscape) -> list[str]:
    return re.findall(r"<No>(SO-\d+)</No>", called(landscape, "*"))


@pytest.fixture(scope="module")
def killed_and_again(tmp_path_factory):
    """A landscape that was killed with orders under way, and another one over the same folder."""
    folder, base_port = tmp_path_factory.mktemp("state"), a_free_base_port()
    options = ("--state", str(folder / "kept"))
    with up(folder, base_port, *options) as first:
        assert first.move("dualwrite").status_code == 200
        numbers = {document.name: document.write(first, "STATE-1") for document in DOCUMENTS}
        first.order_in_the_shop("DONE", {"sku": SKU, "qty_ordered": 2})
        first.invoiced("DONE")
        health = f"{first.urls['wms']}/__admin/health"
        assert first.client.get(health, headers={"x-dualrun-world": "other"}).json()["world"] == "other"
        shown = {document.name: document.read(first) for document in DOCUMENTS}
        placed = [first.order_in_the_shop(f"BUSY-{n}", {"sku": SKU, "qty_ordered": 1}) for n in range(BUSY)]
        last = int(placed[-1]["increment_id"])
        signed_in = first.signed_in_at_the_shop()
        before = Before(numbers, shown, finished(first), last, legacy_numbers(first), signed_in)
        first.process.kill()
        first.process.wait(10)
    with up(folder, base_port, *options) as again:
        yield before, again


class TestAfterAKill:
    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
    def test_a_document_reads_as_before(self, killed_and_again, document: Document):
        before, again = killed_and_again

        assert before.numbers[document.name] in str(before.shown[document.name])
        assert document.read(again) == before.shown[document.name]

    def test_the_facade_knows_its_orders_and_its_stages(self, killed_and_again):
        before, again = killed_and_again

        assert finished(again) == before.finished

    def test_what_was_under_way_comes_to_its_end_once(self, killed_and_again):
        _, again = killed_and_again

        for n in range(BUSY):
            assert again.invoiced(f"BUSY-{n}", AFTER_A_KILL_S)["book"]["status"] == "invoiced"
        references = re.findall(r"<External_Document_No>(BUSY-\d+)<", called(again, "BUSY-*"))
        assert sorted(references) == sorted(f"BUSY-{n}" for n in range(BUSY))

    def test_numbers_go_on_and_none_is_given_twice(self, killed_and_again):
        before, again = killed_and_again

        placed = again.order_in_the_shop("NEXT", {"sku": SKU, "qty_ordered": 1})

        assert int(placed["increment_id"]) == before.increment_id + 1
        again.invoiced("NEXT")
        numbers = legacy_numbers(again)
        assert len(numbers) == len(set(numbers)) > len(before.legacy_numbers)
        for document in DOCUMENTS:
            assert document.write(again, "STATE-2") > before.numbers[document.name]

    def test_who_was_signed_in_still_is(self, killed_and_again):
        before, again = killed_and_again

        url = f"{again.urls['commerce']}/rest/V1/company/101"
        assert again.client.get(url, headers=before.signed_in).status_code == 200

    def test_only_the_ordinary_world_is_kept(self, killed_and_again):
        _, again = killed_and_again

        assert again.client.get(f"{again.urls['control']}/__admin/worlds").json() == ["default"]


def test_a_world_that_began_again_is_found_so_and_its_facade_with_it(tmp_path):
    base_port, options = a_free_base_port(), ("--state", str(tmp_path / "kept"))
    with up(tmp_path, base_port, *options) as first:
        first.order_in_the_shop("GONE", {"sku": SKU, "qty_ordered": 1})
        first.wait_for(lambda: first.order_in_the_facade("GONE"), lambda order: "book" in order)
        assert first.client.post(f"{first.urls['control']}/__admin/reset").status_code == 200
        first.process.kill()
        first.process.wait(10)
    with up(tmp_path, base_port, *options) as again:
        assert again.order_in_the_facade("GONE")["status"] == 404
        assert called(again, "GONE").count("<No>") == 0
        again.order_in_the_shop("GONE", {"sku": SKU, "qty_ordered": 1})
        assert again.invoiced("GONE")["book"]["status"] == "invoiced"


def test_a_system_that_was_not_there_before_begins_and_the_others_stay(tmp_path):
    base_port, options = a_free_base_port(), ("--state", str(tmp_path / "kept"))
    warehouse, shop = DOCUMENTS[-1], DOCUMENTS[1]
    with up(tmp_path, base_port, "--only", "wms", *options) as first:
        warehouse.write(first, "STATE-1")
        shown = warehouse.read(first)
        first.process.kill()
        first.process.wait(10)
    with up(tmp_path, base_port, "--only", "wms", "--only", "commerce", *options) as again:
        assert warehouse.read(again) == shown
        shop.write(again, "STATE-1")


@pytest.mark.parametrize("file", ["systems.sqlite3", "facade.sqlite3"])
def test_a_damaged_folder_ends_with_2_and_one_line_that_names_it(tmp_path, file):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / file).write_text("something else\n" * 400)
    options = ("--json", "--base-port", str(a_free_base_port()), "--state", str(kept))
    command = [sys.executable, "-m", "dualrun", "up", *options]

    outcome = subprocess.run(
        command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )

    assert (outcome.returncode, outcome.stdout) == (2, "")
    [line] = outcome.stderr.splitlines()
    assert str(kept) in line
