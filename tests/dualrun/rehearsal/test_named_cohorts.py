import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.document import Report

REST = "{name: rest, percent: 100}"


def rehearsed(scenario: str, seed: int, **changes: str) -> Report:
    return rehearse(prepare(Wish(scenario, seed, changes)))


def compared(report: Report) -> int:
    return sum(row.compared for row in report.parity)


@pytest.mark.parametrize("named", ["channels: [field_sales]", "regions: [GB-N]", "countries: [GB]"])
def test_who_is_named_moves_and_nobody_else(named: str):
    everybody = rehearsed("three-day-cutover", 7)
    some = rehearsed("three-day-cutover", 7, **{"migration.cohorts": f"[{{name: all, {named}}}, {REST}]"})

    assert not any(row.violated for row in some.invariants)
    assert 0 < compared(some) < compared(everybody)
    assert some.orders.completed == everybody.orders.completed


def test_orders_of_a_type_move_and_no_others():
    dated = {"demand.direct_share": "0.6", "demand.wished_day_share": "0.5"}
    some = "[{name: all, order_types: [scheduled]}, {name: rest, percent: 100}]"
    everybody = rehearsed("three-day-cutover", 7, **dated)
    report = rehearsed("three-day-cutover", 7, **dated, **{"migration.cohorts": some})

    assert [row.id for row in report.invariants if row.violated] == []
    assert 0 < compared(report) < compared(everybody) / 2
    assert report.orders.completed == everybody.orders.completed


@pytest.mark.parametrize("seed", [265, 303])
def test_what_is_open_in_the_new_book_counts_for_the_credit_of_who_went_back_to_the_old_one(seed: int):
    report = rehearsed("rollback", seed)

    assert {row.id: row.violated for row in report.invariants}["I08"] == 0
    assert report.verdict == "go"


def test_a_customer_whose_channels_stand_apart_has_one_credit_limit_in_both_books():
    steps = "[{at: day 0 06:30, cohort: all, to: dualwrite}, {at: day 1 05:00, cohort: all, to: shadow}, "
    steps += "{at: day 2 05:00, cohort: all, to: live}]"
    changes = {
        "migration.cohorts": f"[{{name: all, channels: [field_sales]}}, {REST}]",
        "migration.steps": steps,
        "demand.direct_share": "0.5",
        "landscape.customers": "12",
    }
    report = rehearsed("rollback", 292, **changes)

    judged = {row.id: row for row in report.invariants}["I08"]
    assert (judged.violated, judged.evaluated > 50) == (0, True)
