from collections.abc import Callable, Mapping

from dualrun.checkers.i11_consumer_order import ConsumerOrder
from tests.builders import Story, a_cancelled_story, a_story

LAST = "shop complete"


def shown() -> tuple[tuple[str, ...], tuple[str, ...]]:
    said = a_story().says(LAST)
    return said.shipments, said.invoices


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "tells a shipment twice": lambda: a_story().changing(LAST, shipments=shown()[0] * 2),
    "tells an invoice twice": lambda: a_story().changing(LAST, invoices=shown()[1] * 2),
    "takes a shipment back": lambda: a_story().changing(LAST, shipments=()),
    "shows another shipment in its place": lambda: a_story().changing(LAST, shipments=("S-9",)),
    "tells the invoice before the shipment": lambda: a_story().changing(
        "shop processing", invoices=shown()[1]
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "a shipment, then its invoice": a_story,
    "an order taken back": a_cancelled_story,
    "two shipments, one after the other": lambda: a_story().changing(LAST, shipments=(*shown()[0], "S-2")),
}


def test_what_is_no_longer_shown_is_named():
    [violation, *_] = a_story().changing(LAST, shipments=("S-9",)).play([ConsumerOrder()]).violations()

    assert "was shown and no longer is" in violation.message
