"""What `drift` says of a release, held against what is declared of it and against what it breaks in fact."""

import io
import json
import re
from contextlib import redirect_stdout
from functools import cache
from typing import Any, NamedTuple

import pytest

from contracts.cli import run
from contracts.drift.looking import look_at_wave
from contracts.pact_file import SAID, read_pacts
from contracts.providers.releases import RELEASES
from contracts.providers.simulator import SimulatorProvider
from contracts.verification import verify
from contracts.writing import PACTS
from simulators.commerce.schemas.waves import CHANGES as OF_COMMERCE
from simulators.threepl.schemas.waves import CHANGES as OF_THREEPL

PACTED = read_pacts(PACTS)
DEFAULT_CHANGED = "parameter-default-changed"


class Row(NamedTuple):
    """One declared change, as the command tells it: the rule, where, and whom it hits."""

    wave: str
    declared: str
    rule: str
    operation: str
    where: str = ""
    consumers: tuple[str, ...] = ()


TABLE = (
    Row("commerce@SaaS 2025", "/V1/async/bulk/{resource}", "operation-removed", r"/async/bulk/V1/"),
    Row("commerce@SaaS 2025", "/V1/async/{resource}", "operation-removed", r"/rest/{store_code}/async/V1/"),
    Row("commerce@SaaS 2025", "/V1/{resource}", "operation-removed", r" /rest/V1/", "", ("facade",)),
    Row("commerce@2.4.4", "off unless switched on; this shop has it on", "sign-in-removed", ""),
    Row(
        "commerce@2.4.6",
        "searchCriteria[pageSize] of at most 300 where the limit is on",
        "parameter-narrowed",
        "",
        r"pageSize",
    ),
    Row("threepl@2026-01", "PUT /shipment/{shipment_id}:updateAddress", "operation-added", ":updateAddress$"),
    Row(
        "threepl@2026-01",
        "POST /shipment/{shipment_id}:updateLineItems",
        "operation-added",
        ":updateLineItems$",
    ),
    Row("threepl@2026-01", "GET /shipment/{shipment_id}:getLineItems", "operation-added", ":getLineItems$"),
    Row("threepl@2026-01", "shipments[].store_order_id", "response-field-removed", "", r"store_order_id$"),
    Row("threepl@2026-07", "receiving.freight", "response-field-added", "/receiving", r"freight$"),
    Row("threepl@2026-07", "POST /receiving: 400 is 422", "response-status-added", "^POST .*/receiving$"),
    Row(
        "threepl@2027-01",
        "POST /order/{order_id}:release",
        "operation-removed",
        ":release$",
        "",
        ("facade",),
    ),
    Row("threepl@2027-01", "POST /order/{order_id}:unhold", "operation-added", ":unhold$"),
    Row("threepl@2027-01", "GET /order", "response-type-changed", "^GET .*/order$", r"^\$$", ("facade",)),
)
DECLARED = {
    **{(f"commerce@{one.since}", one.after): one.is_breaking for one in OF_COMMERCE},
    **{(f"threepl@{one.wave}", one.what): one.is_breaking for one in OF_THREEPL},
}


@cache
def told(wave: str) -> list[dict[str, Any]]:
    """Give the changes that the command tells of, as data."""
    said = io.StringIO()
    with redirect_stdout(said):
        run(["drift", "--wave", wave, "--json"])
    return json.loads(said.getvalue())["changes"]


def about(row: Row) -> list[dict[str, Any]]:
    return [
        one
        for one in told(row.wave)
        if one["name"] == row.rule
        and re.search(row.operation.replace("{store_code}", r"\{store_code\}"), one["operation"])
        and re.search(row.where, one["where"])
    ]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.wave}: {row.declared}")
def test_the_command_finds_a_declared_change_and_names_whom_it_hits(row: Row):
    found = about(row)

    assert found
    assert tuple(dict.fromkeys(name for one in found for name in one["consumers"])) == row.consumers
    if DECLARED[row.wave, row.declared]:
        assert {one["severity"] for one in found} <= {"breaking", "unused"}
    else:
        assert {one["severity"] for one in found} <= {"benign", "unused"}


def test_the_table_holds_every_declared_change():
    assert {(row.wave, row.declared) for row in TABLE} == DECLARED.keys()


def test_what_hits_somebody_was_declared():
    waves = dict.fromkeys(row.wave for row in TABLE)
    said = [(wave, one) for wave in waves for one in told(wave) if one["consumers"]]
    hits = {(wave, one["rule"], one["operation"], one["where"]) for wave, one in said}
    ours = {(row.wave, one["rule"], one["operation"], one["where"]) for row in TABLE for one in about(row)}

    assert {(wave, operation, where) for wave, _, operation, where in hits - ours} == {
        ("threepl@2027-01", "GET /2026-01/order", "$[]")  # the entries that went with the list
    }


@pytest.mark.parametrize(
    ("system", "release"),
    [(system, release.name) for system, releases in RELEASES.items() for release in releases[1:]],
)
def test_what_a_release_breaks_in_fact_is_what_is_said_of_it(system: str, release: str):
    [served] = [one for one in RELEASES[system] if one.name == release]
    mine = [one for one in PACTED if one.provider == system and one.request.method != SAID]
    broken = {
        one.interaction.name for one in verify(mine, SimulatorProvider(system, served)) if not one.holds
    }

    hits = look_at_wave(f"{system}@{release}", PACTED).hits

    def named(*, sure: bool) -> set[str]:
        chosen = [one for one in hits if not sure or one.change.rule.name != DEFAULT_CHANGED]
        return {each.name for one in chosen for each in one.hit}

    assert named(sure=True) <= broken <= named(sure=False)
