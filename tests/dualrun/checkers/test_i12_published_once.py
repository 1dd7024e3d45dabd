from collections.abc import Callable, Mapping
from typing import Any

from dualrun.checkers.i12_published_once import PublishedOnce
from tests.builders import Story, a_cancelled_story, a_refused_story, a_story


def shown_at_the_end(**told: Any) -> Story:
    return a_story().changing("shop complete", **told)


def swapped() -> Story:
    """Each buyer is shown the other's parcel, under the number of the site's own order."""
    story = a_story().together_with(a_story("SO-2", orders_before=1))
    for name in ("shop shipped", "shop invoiced", "shop complete"):
        story.changing(name, shipments=("W-w-SO-2",))
    return story


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "leaves a message in the outbox": lambda: a_story().closing_with(outbox_unsent=1),
    "never tells the shop of the shipment": lambda: shown_at_the_end(shipments=()),
    "tells of the shipment twice": lambda: shown_at_the_end(shipments=("DN-SO-1", "DN-SO-1")),
    "tells of two shipments": lambda: shown_at_the_end(shipments=("DN-SO-1", "DN-2")),
    "never tells the shop of the invoice": lambda: shown_at_the_end(invoices=()),
    "tells of the invoice twice": lambda: shown_at_the_end(invoices=("PI-l-SO-1", "PI-l-SO-1")),
    "shows the mirror's invoice": lambda: shown_at_the_end(invoices=("PI-c-SO-1",)),
    "shows an invoice before it is posted": lambda: a_story().moving("shop invoiced", before="invoice"),
    "shows a shipment before it has left": lambda: a_story().moving("shop shipped", before="ship"),
    "shows another buyer's parcel": swapped,
    "shows one parcel to two buyers": lambda: shown_at_the_end(shipments=("DN-SO-2",)).together_with(
        a_story("SO-2", orders_before=1)
    ),
    "leaves an accepted order as new": lambda: a_story().ending_after("call reserve"),
    "has no order in the shop": lambda: a_story().dropping(
        "shop new", "shop processing", "shop shipped", "shop invoiced", "shop complete"
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "everything told once": a_story,
    "an order without a shop": lambda: a_story(channel="field_sales"),
    "an order that was taken back": a_cancelled_story,
    "a refused order": a_refused_story,
    "a parcel under the site's own number": lambda: (
        a_story()
        .changing("shop shipped", shipments=("W-w-SO-1",))
        .changing("shop invoiced", shipments=("W-w-SO-1",))
        .changing("shop complete", shipments=("W-w-SO-1",))
    ),
}


def test_what_was_posted_is_said_beside_what_was_shown():
    [violation] = shown_at_the_end(invoices=()).play([PublishedOnce()]).violations()

    assert violation.message == "SO-1: invoice PI-l-SO-1 posted, shown to its buyer: none"
