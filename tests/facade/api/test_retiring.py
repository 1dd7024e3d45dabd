from datetime import date

from dualrun.clock import MONDAY
from facade.canonical.supply import Due
from facade.dual_run.comparison import Comparison, Verdict
from facade.orders.state import Status
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage
from tests.facade.api.test_control import TAX, climb, compare
from tests.facade.builders import a_state
from tests.facade.door import Door

DAY = date(2026, 3, 9)


def left(door: Door, kind: str) -> list[str]:
    found = door.get("/control/retire")
    assert found["may_retire"] is not bool(found["left"])
    return [one["what"] for one in found["left"] if one["kind"] == kind]


def litter(door: Door) -> list[str]:
    return [one["what"] for one in door.get("/control/retire")["litter"]]


def an_order_at(door: Door, stage: Stage, status: Status = Status.VALIDATED) -> None:
    door.put(a_state()._replace(route=Route("orders", "all", stage, 1), status=status))


def test_a_cohort_that_has_not_arrived_keeps_the_old_book_alive(door: Door):
    climb(door, Stage.LIVE)

    assert left(door, "routing") == ["orders of all stands at live"]


def test_a_cohort_that_has_arrived_is_no_hindrance(door: Door):
    climb(door, Stage.COMPLETE)

    assert left(door, "routing") == []


def test_an_open_order_of_the_old_book_has_to_end_first_and_its_copies_with_it(door: Door):
    an_order_at(door, Stage.SHADOW)

    assert left(door, "order") == [
        "1 open orders are posted in the old book: convert W000001, or let them end",
        "1 open orders are still copied: convert W000001, or let them end",
    ]


def test_what_has_ended_is_no_hindrance(door: Door):
    an_order_at(door, Stage.SHADOW, Status.COMPLETED)

    assert left(door, "order") == []


def test_goods_that_the_old_book_has_ordered_have_to_come_first_and_its_copies_need_not(door: Door):
    picture = door.alone.facade.published.picture
    one, other = Due("I1", "DC1", DAY, 40), Due("I2", "DC1", DAY, 6, posts=False)
    picture.take_book(Side.OLD, (), (one, one, other), MONDAY)
    assert left(door, "purchase") == ["goods of 1 items are on their way that the old book has ordered"]

    picture.take_book(Side.OLD, (), (other,), MONDAY)

    assert left(door, "purchase") == []


def test_what_is_still_compared_is_named(door: Door):
    climb(door, Stage.LIVE)

    assert left(door, "comparator") == [
        "orders of all compares its entry, changes and shipments: move it to complete"
    ]


def test_a_rule_that_explains_what_is_still_compared_is_alive_and_the_unused_are_litter(door: Door):
    climb(door, Stage.LIVE)
    compare(door, Stage.LIVE, 2, Comparison(Verdict.TOLERATED, (TAX,)))

    assert left(door, "rule") == [
        "tax_rounding_basis of finance has explained 2 differences: it goes with the last comparison"
    ]
    assert litter(door) == [
        "exposure_rounding_basis of credit control has never explained anything: delete it",
        "code_page of customer master has never explained anything: delete it",
    ]


def test_a_rule_explains_on_while_an_order_of_a_cohort_that_has_arrived_is_copied(door: Door):
    climb(door, Stage.COMPLETE)
    compare(door, Stage.LIVE, 2, Comparison(Verdict.TOLERATED, (TAX,)))
    assert left(door, "rule") == []

    an_order_at(door, Stage.LIVE)

    assert len(left(door, "rule")) == 1


def test_once_nothing_is_compared_the_rules_are_litter_and_the_old_book_may_go(door: Door):
    compare(door, Stage.SHADOW, 2, Comparison(Verdict.TOLERATED, (TAX,)))
    climb(door, Stage.COMPLETE)

    assert door.get("/control/retire")["may_retire"]
    assert litter(door)[0] == "tax_rounding_basis of finance has nothing left to explain: delete it"
