"""What a channel relies on in the webhooks that the façade sends it; each says which of it, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pact import match

from contracts.consumers.bounds import count, exactly
from contracts.consumers.ordering import COMPLETED, Channel
from contracts.consumers.said import Heard
from contracts.consumers.webhook_receiver import WebhookReceiver

SECRET = "whsec_Y29uc3VtZXItc2VjcmV0LWNvbnN1bWVy"
AT = "1767571200"
CLOUD_EVENT = "application/cloudevents+json"
STATUS, SHIPPED, INVOICED = "order.status_changed", "order.shipped", "order.invoiced"
REFUNDED = "order.refunded"
AMOUNT = r"^[0-9]+[.][0-9]{2}$"
STATES: Mapping[str, str] = {
    "processing": COMPLETED,
    "backordered": "an order waits for goods",
    "on_hold": "an order waits for credit",
    "rejected": "an order has been refused",
    "cancelled": "an order has been taken back",
}
"""By the status that is told, the state in which it is the last that is told."""


def said() -> Any:
    """Expect some words."""
    return match.regex("why", regex="^.+$")


@dataclass(frozen=True, slots=True)
class News:
    """What one channel wants to hear."""

    channel: Channel

    def status(self, status: str, *, with_reason: bool = False) -> Heard:
        """Hear that an order stands elsewhere; buyers are told why where it is bad news."""
        reason = {"reason": said()} if with_reason else {}
        return self._heard(f"that an order is {status}", STATES[status], STATUS, {"status": status, **reason})

    def shipped(self, *fields: str) -> Heard:
        """Hear that goods have left; `fields` are those that the channel passes on."""
        line = {
            "line": count(1),
            "quantity": match.regex("6", regex="^[0-9]+([.][0-9]+)?$"),
            "uom": exactly("EA"),
        }
        known = {
            "shipment": said(),
            "tracking": said(),
            "shipped_at": match.regex(
                "2026-01-05T10:33:24+00:00", regex="^[0-9-]{10}T[0-9:.]{8,15}[+]00:00$"
            ),
            "lines": match.each_like(line, min=1),
        }
        data = {name: known[name] for name in fields}
        return self._heard("that goods have left", COMPLETED, SHIPPED, data)

    def invoiced(self, *fields: str) -> Heard:
        """Hear what is to be paid."""
        amounts = {name: match.regex("3.00", regex=AMOUNT) for name in ("net", "tax", "gross")}
        known = {
            **amounts,
            "invoice": said(),
            "invoice_date": match.regex("2026-01-05", regex="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
            "currency": self.channel.currency,
        }
        data = {name: known[name] for name in fields}
        return self._heard("what is to be paid", COMPLETED, INVOICED, data)

    def refunded(self, *fields: str) -> Heard:
        """Hear that goods are back, and what is given back for them."""
        amounts = {name: match.regex("3.00", regex=AMOUNT) for name in ("net", "tax", "gross")}
        line = {
            "line": count(1),
            "quantity": match.regex("6", regex="^[0-9]+([.][0-9]+)?$"),
            "uom": exactly("EA"),
        }
        known = {
            **amounts,
            "credit_memo": said(),
            "lines": match.each_like(line, min=1),
            "currency": self.channel.currency,
        }
        data = {name: known[name] for name in fields}
        state = "goods of an order have come back"
        return self._heard("what is given back", state, REFUNDED, data)

    def _heard(self, description: str, state: str, kind: str, data: Mapping[str, Any]) -> Heard:
        content = {"type": kind, "data": {"reference": self.channel.reference, **data}}
        metadata = {
            "type": kind,
            "webhook-id": match.regex("msg_1", regex="^.+$"),
            "webhook-timestamp": match.regex(AT, regex="^[0-9]+$"),
            "webhook-signature": match.regex(f"v1,{'A' * 43}=", regex="^v1,[A-Za-z0-9+/]{43}=$"),
        }
        given = {state: self.channel.placed}
        return Heard(description, given, content, self._takes(kind), metadata, CLOUD_EVENT)

    def _takes(self, kind: str) -> Any:
        def takes(_: Any, body: bytes) -> bool:
            """Take the news, and take it no second time."""
            receiver = WebhookReceiver(SECRET)
            headers = {"webhook-id": "msg_1", "webhook-timestamp": AT}
            headers["webhook-signature"] = receiver.signature("msg_1", AT, body)
            news = receiver.take(headers, body, int(AT))
            again = receiver.take(headers, body, int(AT))
            return news is not None and news[0] == kind and again is None

        return takes
