from collections.abc import Callable, Mapping
from dataclasses import replace

from dualrun.checkers.i15_cross_reference import CrossReference
from dualrun.history import History
from tests.builders import Story, a_cancelled_story, a_story


def mapped_again_after_a_retry() -> Story:
    """The first booking's number was given to another reference."""
    other = a_story("SO-2", orders_before=1)
    return a_story().together_with(other.changing("book", number="SO-l-SO-1"))


def booked_for_somebody_else() -> Story:
    """The customer's old number led to another customer's new one."""
    story = a_story()
    [operation] = story.operations
    operation.intent = replace(operation.intent, customer_id="C00002")
    return story


def booked_with_what_stands_in() -> Story:
    """The buyer named another item and takes the booked one as well."""
    story = a_story()
    [operation] = story.operations
    intent = operation.intent
    lines = tuple(
        replace(line, item_id=f"{line.item_id}-gone", substitutes=(line.item_id,)) for line in intent.lines
    )
    operation.intent = replace(intent, lines=lines)
    return story


def booked_with_what_nobody_named() -> Story:
    """The buyer named another item, and nothing in its place."""
    story = booked_with_what_stands_in()
    [operation] = story.operations
    lines = tuple(replace(line, substitutes=()) for line in operation.intent.lines)
    operation.intent = replace(operation.intent, lines=lines)
    return story


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "gives one number to two orders": mapped_again_after_a_retry,
    "books for another customer": booked_for_somebody_else,
    "books an item that the buyer did not name": booked_with_what_nobody_named,
    "changes the customer of an order": lambda: a_story().changing("shipped", customer="10002"),
    "gives an invoice's number to another order": lambda: a_story().together_with(
        a_story("SO-2", orders_before=1).changing("invoice", number="PI-l-SO-1")
    ),
}


INNOCENT: Mapping[str, Callable[[], Story]] = {
    "an order with a substitute that its buyer named": booked_with_what_stands_in,
    "a mirrored order": a_story,
    "two orders": lambda: a_story().together_with(a_story("SO-2", home="cloud_erp", orders_before=1)),
    "an order taken back": a_cancelled_story,
}


def test_a_code_for_two_things_is_named():
    archive, checker = a_story().play([]).archive, CrossReference()
    archive.doubled_codes.append(("legacy_erp", "item", "70001"))

    checker.at_rest(archive, History(), a_story().closing)

    assert checker.violations[0].message == "legacy_erp has one code, 70001, for two of its items"
