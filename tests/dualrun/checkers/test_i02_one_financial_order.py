from collections.abc import Callable, Mapping

from dualrun.checkers.i02_one_financial_order import OneFinancialOrder
from tests.builders import Story, a_cancelled_story, a_story


def booked_twice() -> Story:
    return a_story().repeating("book", number="SO-l-2")


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "books again when an answer was lost": booked_twice,
    "lets the mirror post": lambda: a_story().changing("mirror book", posting=True),
    "cancels the first order and books another": lambda: a_cancelled_story().adding(
        "cloud_erp", a_story(home="cloud_erp").says("book")
    ),
    "turns the mirror into a posting order": lambda: a_story().changing("mirror shipped", posting=True),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "one order and its mirror": a_story,
    "the same order stored again": lambda: a_story().repeating("book"),
    "two mirrors": lambda: a_story().repeating("mirror book", number="SO-c-2"),
}


def test_both_orders_are_named():
    [violation] = booked_twice().play([OneFinancialOrder()]).violations()

    assert violation.evidence == {"orders": "legacy_erp SO-l-SO-1, legacy_erp SO-l-2"}


def test_a_second_order_is_told_once_however_often_it_changes():
    story = booked_twice().repeating("book again", status="cancelled")

    [checker] = story.play([OneFinancialOrder()]).checkers
    assert checker.violated == 1
