"""`dualrun up`: six servers, one document, an order that comes back invoiced, and a clean end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time  # noqa: TID251 - how long a real process takes is the point
from decimal import Decimal

import pytest

from tests.system.landscape import ENVIRONMENT, a_free_base_port, up

STOPPED_WITHIN_S = 3.0  # two for the landscape, one for a machine that is busy with other tests


@pytest.fixture
def dualwrite(landscape):
    assert landscape.move("dualwrite").status_code == 200
    yield
    assert landscape.move("off").status_code == 200


@pytest.fixture(scope="module")
def sku(landscape):
    """Something the shop sells, taken from the order that the start page proposes."""
    return landscape.document["try"][1].partition('"sku": "')[2].partition('"')[0]


class TestBeginning:
    def test_says_where_everything_is_and_all_of_it_answers(self, landscape):
        names = [system["name"] for system in landscape.document["systems"]]

        assert landscape.document["schema"] == "dualrun.up/1"
        assert names == [
            "facade",
            "cloud_erp",
            "commerce",
            "legacy_erp",
            "threepl",
            "threepl_graphql",
            "wms",
            "control",
        ]
        for system in landscape.document["systems"]:
            assert landscape.client.get(system["health"]).json()["status"] == "ok", system
            assert landscape.client.get(system["docs"]).status_code == 200, system

    def test_a_system_says_which_it_is(self, landscape):
        health = landscape.client.get(f"{landscape.urls['wms']}/__admin/health")

        assert health.json()["system"] == "wms"


class TestAnOrderOfTheShop:
    def test_comes_back_shipped_and_invoiced(self, landscape, sku, in_old_book, in_new_book):
        placed = landscape.order_in_the_shop("UP-OFF", {"sku": sku, "qty_ordered": 3})
        done = landscape.invoiced("UP-OFF")

        assert (done["side"], done["mirrored"], done["book"]["status"]) == ("old", False, "invoiced")
        shown = landscape.wait_for(
            lambda: landscape.in_the_shop(placed["entity_id"]), lambda order: order["status"] == "invoiced"
        )
        assert shown["extension_attributes"]["shipments"]
        assert shown["items"][0]["qty_shipped"] == shown["items"][0]["qty_invoiced"] == 3
        [order] = in_old_book("SalesOrder", External_Document_No="UP-OFF")
        [invoice] = in_old_book("PostedSalesInvoice", Order_No=order.No)
        assert (order.Status, order.Book_Role, invoice.Amount) == ("Invoiced", "Leading", order.Amount)
        assert in_new_book("salesOrders", "externalDocumentNumber eq 'UP-OFF'") == []

    def test_stands_in_both_books_after_the_move_to_dualwrite(
        self, landscape, dualwrite, sku, in_old_book, in_new_book
    ):
        landscape.order_in_the_shop("UP-DUAL", {"sku": sku, "qty_ordered": 5})
        done = landscape.invoiced("UP-DUAL")

        assert (done["stage"], done["side"], done["mirrored"]) == ("dualwrite", "old", True)
        [old] = in_old_book("SalesOrder", External_Document_No="UP-DUAL")
        [invoice] = in_old_book("PostedSalesInvoice", Order_No=old.No)
        [mirror] = landscape.wait_for(
            lambda: in_new_book("salesInvoices", f"orderNumber eq '{mirrored_order(in_new_book)['number']}'"),
            bool,
        )
        new = mirrored_order(in_new_book)
        assert (old.Book_Role, old.Status, invoice.Book_Role) == ("Leading", "Invoiced", "Leading")
        assert (new["bookRole"], new["fullyShipped"], mirror["bookRole"]) == ("mirror", True, "mirror")
        assert Decimal(str(new["totalAmountExcludingTax"])) == old.Amount == invoice.Amount
        assert Decimal(str(mirror["totalAmountExcludingTax"])) == invoice.Amount


def mirrored_order(in_new_book):
    [order] = in_new_book("salesOrders", "externalDocumentNumber eq 'UP-DUAL'")
    return order


class TestOneMoreLandscape:
    @pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
    def test_takes_its_own_three_commands_as_pasted_and_stops_on_ctrl_c(self, tmp_path):
        with up(tmp_path, a_free_base_port()) as fresh:
            script = "\n".join(fresh.document["try"])
            pasted = subprocess.run(["bash", "-e"], input=script, capture_output=True, text=True, check=True)

            assert '"increment_id":"000000001"' in pasted.stdout
            assert '"reference":"000000001"' in pasted.stdout
            assert fresh.invoiced("000000001")["book"]["status"] == "invoiced"
            assert_stops_at_once(fresh, signal.SIGINT)

    def test_begins_anew_after_it_was_killed_and_stops_in_the_middle_of_its_work(self, tmp_path, sku):
        base_port = a_free_base_port()
        with up(tmp_path, base_port) as first:
            first.order_in_the_shop("KILLED", {"sku": sku, "qty_ordered": 1})
            first.wait_for(lambda: first.order_in_the_facade("KILLED"), lambda order: "book" in order)
            first.process.kill()
        with up(tmp_path, base_port) as again:
            assert again.order_in_the_facade("KILLED")["status"] == 404
            for number in range(20):
                again.order_in_the_shop(f"LAST-{number}", {"sku": sku, "qty_ordered": 1})
            assert_stops_at_once(again, signal.SIGTERM)


def assert_stops_at_once(landscape, number):
    asked_at = time.monotonic()
    landscape.process.send_signal(number)

    assert landscape.process.wait(10) == 0
    assert time.monotonic() - asked_at < STOPPED_WITHIN_S
    assert landscape.talk.read_text() == "dualrun: stopping\n"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(landscape.urls["facade"].rpartition(":")[2]))) != 0


class TestBadUsage:
    def test_a_busy_port_is_one_line_that_names_it_and_the_way_out(self, landscape):
        taken = int(landscape.urls["wms"].rpartition(":")[2])

        outcome = refused("--base-port", str(taken))

        assert outcome.returncode == 2
        assert outcome.stdout == ""
        [line] = outcome.stderr.splitlines()
        assert str(taken) in line
        assert "--base-port" in line

    def test_a_port_that_servers_may_not_use_is_refused(self):
        outcome = refused("--base-port", "40000")

        assert outcome.returncode == 2
        assert "--base-port 40000" in outcome.stderr

    def test_an_unknown_pace_is_told_the_nearest_one(self):
        outcome = refused("--pace", "brsk")

        assert outcome.returncode == 2
        assert "did you mean brisk?" in outcome.stderr


def refused(*arguments):
    command = [sys.executable, "-m", "dualrun", "up", "--json", *arguments]
    return subprocess.run(
        command, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, timeout=60, check=False
    )
