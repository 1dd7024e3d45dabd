from datetime import date

from dualrun.clock import MONDAY
from facade.canonical.supply import Due
from facade.orders.state import Status
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage
from tests.facade.api.test_control import climb
from tests.facade.builders import a_state
from tests.facade.door import Door

DAY = date(2026, 3, 9)


def left(door: Door, kind: str) -> list[str]:
    found = door.get("/control/retire")
    assert found["may_retire"] is not bool(found["left"])
    return [one["what"] for one in found["left"] if one["kind"] == kind]


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
        "1 open orders are posted in the old book",
        "1 open orders are still copied",
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


def test_rules_that_never_explained_anything_are_listed_with_their_owner(door: Door):
    assert "tax_rounding_basis of finance has never explained anything" in left(door, "rule")
