"""What the board of all orders relies on of the façade: one message for every kind of step there can be."""

from collections.abc import Mapping
from typing import Any

from pact import match

from contracts.consumers.bounds import count
from contracts.consumers.news import CLOUD_EVENT
from contracts.consumers.order_monitor import OrderMonitor
from contracts.consumers.ordering import COMPLETED, STATUSES, Client
from contracts.consumers.portal_facade import CHANNEL
from contracts.consumers.said import Heard

CONSUMER, PROVIDER = "order-monitor", "facade"
REFERENCE = CHANNEL.reference
consumer = Client
"""The board asks for nothing; it is told."""
INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9.]{2,9}[+]00:00$"

SENT_BACK = "goods of an order have come back"
TAKEN_BACK = "an order has been taken back once reserved"
STEPS: Mapping[str, str] = {
    "order.accepted": COMPLETED,
    "order.validated": COMPLETED,
    "order.rejected": "an order has been refused",
    "credit.exceeded": "an order waits for credit",
    "credit.awaited": "an order waits for credit",
    "order.booked": COMPLETED,
    "stock.reserved": COMPLETED,
    "stock.short": "an order waits for goods",
    "stock.surveyed": "an order waits for goods",
    "stock.awaited": "an order waits for goods",
    "order.released": COMPLETED,
    "order.picked": COMPLETED,
    "shipment.confirmed": COMPLETED,
    "shipment.posted": COMPLETED,
    "invoice.posted": COMPLETED,
    "channel.told": COMPLETED,
    "cancellation.requested": "an order has been taken back",
    "fulfilment.cancelled": TAKEN_BACK,
    "fulfilment.given_up": "a site has given up an order",
    "booking.amended": "a piece has been taken back once reserved",
    "booking.cancelled": TAKEN_BACK,
    "mirror.kept": "an order is in both books",
    "hold.released": "a held order has been let go on",
    "return.requested": SENT_BACK,
    "return.registered": SENT_BACK,
    "return.expected": SENT_BACK,
    "return.received": SENT_BACK,
    "credit_memo.posted": SENT_BACK,
    "refund.told": SENT_BACK,
}
"""By the type of a step, the state in which it happens."""
UNHEARD: Mapping[str, str] = {
    "fulfilment.kept": "a site must pick in the very moment in which the façade asks for the goods back",
    "command.refused": "a neighbour must refuse what no rule of its own forbids",
    "copy.requested": "the stage must go back while an order is in the new book alone",
}
"""The steps that no state here brings about, and what it would take."""


def _heard(kind: str, state: str) -> Heard:
    content = {
        "specversion": "1.0",
        "id": match.regex(f"{REFERENCE}@1", regex=f"^{REFERENCE}.*@[0-9]+$"),
        "source": "/dualrun/facade",
        "type": kind,
        "subject": match.regex(REFERENCE, regex=f"^{REFERENCE}"),
        "time": match.regex("2026-01-05T10:33:24.689541+00:00", regex=INSTANT),
        "data": {"version": count(1), "status_to": match.regex("accepted", regex=f"^({STATUSES})$")},
    }
    described = f"the step {kind}"
    return Heard(described, {state: CHANNEL.placed}, content, _takes(kind), {"type": kind}, CLOUD_EVENT)


def _takes(kind: str) -> Any:
    def takes(_: Any, body: bytes) -> bool:
        """Enter the step, once."""
        board = OrderMonitor()
        took = (board.take(body), board.take(body))
        return took == (True, False) and board.orders[REFERENCE].last == kind and not board.missed

    return takes


INTERACTIONS = tuple(_heard(kind, state) for kind, state in STEPS.items())
