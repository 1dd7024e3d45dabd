from collections.abc import Callable, Mapping
from decimal import Decimal

from dualrun.checkers.i06_quantity_chain import QuantityChain
from tests.builders import Story, a_story

SHORT = ((1, Decimal(3)), (2, Decimal(4)))
LONG = ((1, Decimal(3)), (2, Decimal(6)))


def invoiced_short() -> Story:
    story = a_story()
    first, second = story.says("invoice").lines
    return story.changing("invoice", lines=(first, second._replace(quantity=Decimal(4))))


def amended_after_shipping() -> Story:
    story = a_story()
    first, second = story.says("shipped").lines
    return story.changing("shipped", lines=(first, second._replace(quantity=Decimal(4))))


def shipped_as(*rows: tuple[int, str, int]) -> Callable[[], Story]:
    return lambda: a_story().changing("ship", shipped=rows)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "posts the shipment again on a second notice": lambda: a_story().repeating("shipment", number="PS-2"),
    "posts the invoice again": lambda: a_story().repeating("invoice", number="PI-2"),
    "posts it again in the mirror": lambda: a_story().repeating("mirror shipment", number="PS-2"),
    "posts more than was ordered": lambda: a_story().changing("shipment", quantities=LONG),
    "posts less than has left": lambda: a_story().changing("shipment", quantities=SHORT),
    "posts a negative quantity": lambda: a_story().changing("shipment", quantities=((1, Decimal(-3)),)),
    "changes what it has posted": lambda: a_story().repeating("shipment", quantities=SHORT),
    "posts against no order": lambda: a_story().changing("shipment", order_number="SO-9"),
    "invoices less than was shipped": invoiced_short,
    "invoices before it has shipped": lambda: a_story().moving("invoice", before="shipment"),
    "amends an order below what has left": amended_after_shipping,
    "ships from a second site as well": lambda: a_story().repeating("ship", number="W-2"),
    "ships short, posts in full": shipped_as((1, "7000001", 30), (2, "7000002", 4)),
    "ships the wrong item": shipped_as((1, "7000001", 30), (2, "7000001", 5)),
    "ships cases as pieces": shipped_as((1, "7000001", 3), (2, "7000002", 5)),
    "ships more than it reserved": shipped_as((1, "7000001", 30), (2, "7000002", 6)),
    "calls an order invoiced that never left": lambda: a_story().dropping("ship"),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "a full chain": a_story,
    "a shipment stored twice alike": lambda: a_story().repeating("shipment"),
    "an order that has not left yet": lambda: a_story().ending_after("call release"),
    "a site that empties its reservation as goods leave": lambda: a_story().changing("ship", reserved=()),
}


def test_a_line_brought_down_to_nothing_needs_no_shipment():
    story = a_story()
    for name in ("book", "shipped", "invoiced", "mirror book", "mirror shipped", "mirror invoiced"):
        first, second = story.says(name).lines
        story.changing(name, lines=(first, second._replace(quantity=Decimal(0))))
    for name in ("shipment", "mirror shipment"):
        story.changing(name, quantities=((1, Decimal(3)),))
    for name in ("invoice", "mirror invoice"):
        story.changing(name, lines=story.says(name).lines[:1])
    story.changing("ship", shipped=((1, "7000001", 30),))

    assert story.play([QuantityChain()]).violations() == []


def test_what_left_is_compared_in_pieces():
    story = shipped_as((1, "7000001", 3), (2, "7000002", 5))()

    messages = [violation.message for violation in story.play([QuantityChain()]).violations()]
    assert any("1/ITEM-1: 30, 2/ITEM-2: 5} EA, left {1/ITEM-1: 3" in message for message in messages)
