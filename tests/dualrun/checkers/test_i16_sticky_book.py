from collections.abc import Callable, Mapping

from dualrun.checkers.i16_sticky_book import StickyBook
from dualrun.history import CallRecord
from tests.builders import Story, a_cancelled_story, a_story
from tests.business import START


def routed_by_the_flag_of_the_day() -> Story:
    """The stage moved on between the order and its invoice."""
    return a_story().changing("mirror invoice", posting=True)


def took_the_goods_elsewhere() -> Story:
    """The book of the day was asked to take the goods, and had no such order."""
    story = a_story(mirrored=False).ending_after("ship").answering("on_hold", "post_shipment: no such order")
    asked = CallRecord(START, "facade", "cloud_erp", "GET salesOrders", "SO-1", "m-9", "m-1", 1, 200)
    other = a_story("SO-2", home="cloud_erp", orders_before=1)
    return other.together_with(story).adding("", asked)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "invoices where new orders go today": routed_by_the_flag_of_the_day,
    "asks the book of the day to take the goods": took_the_goods_elsewhere,
    "ships where new orders go today": lambda: a_story().changing("mirror shipment", posting=True),
    "books again in the other book": lambda: a_story().changing("mirror book", posting=True),
    "turns the mirror into the order": lambda: a_story().changing("mirror shipped", posting=True),
    "turns the order into a mirror": lambda: a_story().changing("shipped", posting=False),
    "posts a shipment without an order": lambda: a_story().dropping("book", "shipped", "invoiced"),
    "posts a shipment of an order that has only a mirror": lambda: (
        a_story()
        .ending_after("mirror shipment")
        .dropping("book", "shipment", "shipped")
        .changing("mirror shipment", posting=True)
    ),
    "posts a shipment before the order": lambda: a_story().moving("shipment", before="book"),
    "posts a shipment against another reference": lambda: a_story().together_with(
        a_story("SO-2", orders_before=1).changing("invoice", order_number="SO-l-SO-1")
    ),
    "keeps the invoice of a posting order out of the ledger": lambda: a_story().changing(
        "invoice", posting=False
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "at home in the old book": a_story,
    "at home in the new book": lambda: a_story(home="cloud_erp"),
    "taken back where it was booked": a_cancelled_story,
    "a neighbour at home elsewhere": lambda: a_story().together_with(
        a_story("SO-2", home="cloud_erp", orders_before=1)
    ),
}


def test_the_home_and_the_stranger_are_both_named():
    [violation] = routed_by_the_flag_of_the_day().play([StickyBook()]).violations()

    assert violation.message == "SO-1: its book is legacy_erp; cloud_erp has posted invoice PI-c-SO-1"
    assert violation.evidence["home"] == "legacy_erp SO-l-SO-1"
