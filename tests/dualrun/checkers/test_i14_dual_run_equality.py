from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from dualrun.checkers.i14_dual_run_equality import DualRunEquality
from tests.builders import Story, a_cancelled_story, a_story


def mirrored_as(step: str, line: int = 1, **changes: Any) -> Story:
    story = a_story()
    lines = list(story.says(step).lines)
    lines[line - 1] = lines[line - 1]._replace(**changes)
    return story.changing(step, lines=tuple(lines))


def never_mirrored() -> Story:
    return a_story(mirrored=False).closing_with(expected_mirrors=frozenset({"SO-1"}))


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "forgets the mirror": never_mirrored,
    "writes the mirror twice": lambda: a_story().repeating("mirror book", number="SO-c-2"),
    "mirrors what it never booked": lambda: a_story().ending_after("mirror book").dropping("book"),
    "mirrors into the same book": lambda: a_story(mirrored=False).adding(
        "legacy_erp", a_story().says("invoiced")._replace(number="SO-2", posting=False)
    ),
    "mirrors for another customer": lambda: a_story().changing("mirror invoiced", customer="17100002"),
    "mirrors for a customer without a code": lambda: a_story().changing("mirror invoiced", customer="D10001"),
    "mirrors another item": lambda: mirrored_as("mirror invoiced", item="MZ-2"),
    "mirrors another quantity": lambda: mirrored_as("mirror invoiced", quantity=Decimal(4)),
    "mirrors another unit": lambda: mirrored_as("mirror invoiced", unit="PC"),
    "mirrors another price": lambda: mirrored_as("mirror invoiced", net=Decimal("10.51")),
    "forgets a line": lambda: a_story().changing(
        "mirror invoiced", lines=a_story().says("mirror invoiced").lines[:1]
    ),
    "adds up otherwise": lambda: a_story().changing("mirror invoiced", net=Decimal("16.01")),
    "mirrors in another currency": lambda: a_story().changing("mirror invoiced", currency="USD"),
    "rounds by a rule nobody declared": lambda: a_story().changing("mirror invoiced", tax=Decimal("1.14")),
    "leaves the mirror behind": lambda: a_story().dropping("mirror invoiced"),
    "forgets to cancel the mirror": lambda: a_cancelled_story().dropping("cancel mirror book"),
    "forgets the mirror's shipment": lambda: a_story().dropping("mirror shipment"),
    "mirrors another shipment": lambda: a_story().changing("mirror shipment", quantities=((1, Decimal(3)),)),
    "forgets the mirror's invoice": lambda: a_story().dropping("mirror invoice"),
    "mirrors another invoice": lambda: mirrored_as("mirror invoice", 2, net=Decimal("5.51")),
    "taxes the mirror's invoice otherwise": lambda: a_story().changing("mirror invoice", tax=Decimal("1.10")),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "old book first": a_story,
    "new book first": lambda: a_story(home="cloud_erp"),
    "both cancelled": a_cancelled_story,
    "a line brought down to nothing in one book and gone from the other": lambda: _without_second_line(),
    "an order that was never booked": lambda: a_story().ending_after("call accept"),
}


def _without_second_line() -> Story:
    story = a_story().ending_after("mirror book")
    first, second = story.says("book").lines
    nothing = second._replace(quantity=Decimal(0), net=Decimal("0.00"))
    story.changing("book", lines=(first, nothing), net=first.net, tax=Decimal("0.74"))
    [kept, _] = story.says("mirror book").lines
    return story.changing("mirror book", lines=(kept,), net=kept.net, tax=Decimal("0.74"))


@pytest.mark.parametrize(
    ("tax", "is_equal"), [("1.13", True), ("1.12", True), ("1.135", True), ("1.136", False)]
)
def test_tax_may_differ_by_half_a_cent_for_each_rounding(tax, is_equal):
    story = a_story().changing("mirror invoiced", tax=Decimal(tax))

    assert (story.play([DualRunEquality()]).violations() == []) is is_equal


def test_an_order_that_no_one_mirrors_is_not_evaluated():
    [checker] = a_story(mirrored=False).play([DualRunEquality()]).checkers

    assert checker.evaluated == 0


def test_both_sides_are_shown_in_business_words():
    [violation] = mirrored_as("mirror invoiced", item="MZ-2").play([DualRunEquality()]).violations()

    assert violation.evidence["difference"] == "order line 1"
    assert "ITEM-1" in violation.evidence["posting"]
    assert "ITEM-2" in violation.evidence["mirror"]
