"""Open orders that change their book in a rehearsal: with whom, how it is told, and what must be left."""

import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.document import Report


def rehearsed(seed: int = 7, **changes: str) -> Report:
    return rehearse(prepare(Wish("last-open-orders", seed, changes)))


def test_what_is_open_moves_and_the_old_book_can_be_switched_off() -> None:
    report = rehearsed()

    assert report.verdict == "go", report.reasons
    assert (
        sum(row.converted for row in report.conversions) == sum(row.asked for row in report.conversions) > 0
    )
    assert report.retirement is not None
    assert report.retirement.left == []
    assert report.reasons[0] == "nothing was left of the old book day 3 16:00: it could be switched off"


def test_without_it_the_old_book_lives_on_and_the_verdict_says_with_what() -> None:
    report = rehearsed(**{"migration.conversions": "[]"})

    assert (report.verdict, report.conversions) == ("no-go", [])
    [reason] = report.reasons
    assert reason.startswith("the old book could not be switched off day 3 16:00: ")
    assert "open orders are posted in the old book" in reason


@pytest.mark.parametrize("to", ["off", "shadow"])
def test_a_cohort_that_goes_back_takes_its_open_orders_along(to: str) -> None:
    steps = "[{at: day 0 06:30, cohort: first, to: dualwrite}, {at: day 0 12:00, cohort: first, to: shadow}, "
    steps += "{at: day 1 05:00, cohort: first, to: live}, {at: day 2 14:00, cohort: first, to: rampdown}, "
    steps += "{at: day 2 14:10, cohort: first, to: complete}, "
    steps += f'{{at: day 3 12:00, cohort: first, to: "{to}", rollback: tried}}]'
    conversions = "[{at: day 3 12:10, cohort: first}]"
    changes = {"migration.steps": steps, "migration.conversions": conversions, "migration.retire": "null"}
    report = rehearsed(11, **changes)

    [row] = report.conversions
    assert (row.to, row.converted) == ("old", row.asked)
    assert row.asked > 0
    assert [one.id for one in report.invariants if one.violated] == []


def test_a_conversion_that_finds_nothing_to_move_is_no_failure() -> None:
    report = rehearsed(
        **{"migration.conversions": "[{at: day 0 06:10, cohort: rest}]", "migration.retire": "null"}
    )

    assert [(row.asked, row.staying) for row in report.conversions] == [(0, {})]
    assert report.verdict == "go", report.reasons
