from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from dualrun.checkers.i12_published_once import PublishedOnce
from dualrun.history import LineIntent
from tests.builders import Story, a_cancelled_story, a_refused_story, a_story


def shown_at_the_end(**told: Any) -> Story:
    return a_story().changing("shop complete", **told)


def shown_throughout(story: Story, reference: str) -> Story:
    for name in ("shop shipped", "shop invoiced", "shop complete"):
        story.changing(name, shipments=(reference,))
    return story


def swapped() -> Story:
    """Two buyers of different goods are each shown the other's parcel."""
    fewer = (LineIntent(1, "ITEM-1", 1, "CS", Decimal("3.50")),)
    ours = shown_throughout(a_story(), "DN-SO-2")
    return ours.together_with(shown_throughout(a_story("SO-2", lines=fewer), "DN-SO-1"))


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "leaves a message in the outbox": lambda: a_story().closing_with(outbox_unsent=1),
    "never tells the shop of the shipment": lambda: shown_at_the_end(shipments=()),
    "tells of the shipment twice": lambda: shown_at_the_end(shipments=("DN-SO-1", "DN-SO-1")),
    "tells of two shipments": lambda: shown_at_the_end(shipments=("DN-SO-1", "DN-2")),
    "never tells the shop what left for an order that is parked": lambda: a_story().ending_after("ship"),
    "never tells the shop of the invoice": lambda: shown_at_the_end(invoices=()),
    "tells of the invoice twice": lambda: shown_at_the_end(invoices=("PI-l-SO-1", "PI-l-SO-1")),
    "shows the mirror's invoice": lambda: shown_at_the_end(invoices=("PI-c-SO-1",)),
    "shows an invoice before it is posted": lambda: a_story().moving("shop invoiced", before="invoice"),
    "shows a shipment before it has left": lambda: a_story().moving("shop shipped", before="ship"),
    "shows another buyer's parcel": swapped,
    "shows a parcel that never was": lambda: shown_throughout(a_story(), "DN-0"),
    "shows one parcel to two buyers": lambda: shown_throughout(a_story(), "DN-SO-2").together_with(
        a_story("SO-2", orders_before=1)
    ),
    "leaves an accepted order as new": lambda: a_story().ending_after("call reserve"),
    "loses the message that should have followed": lambda: a_story().answering("validated"),
    "has no order in the shop": lambda: a_story().dropping(
        "shop new", "shop processing", "shop shipped", "shop invoiced", "shop complete"
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "everything told once": a_story,
    "an order without a shop": lambda: a_story(channel="field_sales"),
    "an order that was taken back": a_cancelled_story,
    "a refused order": a_refused_story,
    "goods that left for an order whose book refuses the shipment": lambda: (
        a_story()
        .ending_after("shop shipped")
        .dropping("shipment", "shipped", "mirror shipment", "mirror shipped")
    ),
    "two buyers of the same goods": lambda: a_story().together_with(a_story("SO-2", orders_before=1)),
}


def test_what_was_posted_is_said_beside_what_was_shown():
    [violation] = shown_at_the_end(invoices=()).play([PublishedOnce()]).violations()

    assert violation.message == "SO-1: invoice PI-l-SO-1 posted, shown to its buyer: none"
