"""What every channel of the experience API has in common: an order, a way to send it, and how it is told.

A channel states in its own file which of this it relies on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from pact import match

from contracts.consumers.said import Said, Story

NOTHING, ACCEPTED = "no order has been placed", "an order has been accepted"
COMPLETED = "an order has been completed"
STATUSES = (
    "accepted|validated|backordered|allocated|released|picked|shipped|invoiced|completed"
    "|on_hold|rejected|cancelled|returning|returned"
)


class Client:
    """A channel's connection to the façade."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, trust_env=False)

    def ask(self, said: Said) -> tuple[int, Any]:
        """Send what is said, and give what comes back."""
        headers = dict(said.headers)
        reply = self._http.request(
            said.method, said.path, params=dict(said.query), json=said.sends, headers=headers
        )
        return reply.status_code, reply.json()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel with the order it sends, by which everything else is said."""

    name: str
    reference: str
    key: str
    uom: str = "EA"
    currency: str = "GBP"
    country: str = "GB"

    @property
    def order(self) -> dict[str, Any]:
        """The order as the channel sends it."""
        lines = [{"line": 1, "item": "I00001", "quantity": 6, "uom": self.uom, "unit_price": "2.50"}]
        to = {"name": "Corner Shop", "street": "1 High Street", "city": "Leeds", "postcode": "LS1 1AA"}
        return {
            "reference": self.reference,
            "channel": self.name,
            "customer": "C00042",
            "order_date": "2026-01-05",
            "currency": self.currency,
            "ship_to": {**to, "country": self.country},
            "lines": lines,
        }

    @property
    def signed(self) -> Mapping[str, str]:
        """The header by which the provider's landscape knows the channel."""
        return {"Authorization": f"Bearer rehearsal.{self.name}"}

    @property
    def placed(self) -> Mapping[str, Any]:
        """What a state needs to have the order placed."""
        return {"order": self.order, "key": self.key}

    def places(self, description: str, state: str = NOTHING, **changes: Any) -> Story:
        """Place the order; `changes` are those of the order, of its key and of the answer."""
        order = {**self.order, **changes.pop("order", {})}
        headers = {**self.signed, "Idempotency-Key": changes.pop("key", self.key)}
        reference = order["reference"]
        body = {"reference": reference, "status": "accepted", "href": f"/v1/orders/{reference}"}
        said = {"status": 202, "answers": body, "headers": headers, **changes}
        given = {state: self.placed if state != NOTHING else {}}
        return _told(Said(description, given, "POST", "/v1/orders", order, **said))

    def looks(
        self, description: str, path: str, answers: Any = None, state: str = ACCEPTED, **changes: Any
    ) -> Story:
        """Read something."""
        given = {state: self.placed if state != NOTHING else {}}
        said = {"answers": answers, "headers": self.signed, **changes}
        return _told(Said(description, given, "GET", f"/v1{path}", **said))

    def takes_back(self, description: str, lines: Any, state: str, **changes: Any) -> Story:
        """Take back an order, or some of it."""
        wish = {"outcome": match.regex("requested", regex="^(requested|done|refused)$")}
        said = {"status": 202, "answers": {"cancellation": wish}, "headers": self.signed, **changes}
        given = {state: self.placed if state != NOTHING else {}}
        path = f"/v1/orders/{self.reference}/cancel"
        return _told(Said(description, given, "POST", path, {"lines": lines}, **said))

    def basics(self) -> tuple[Story, ...]:
        """Give what every channel relies on: an order is taken once, told from others and found again."""
        return (
            self.places("a new order"),
            self.places("the same order under the same key", ACCEPTED),
            self.places(
                "another order under a used key",
                ACCEPTED,
                order={"reference": f"{self.reference}-B"},
                **refused(422, "idempotency_key_reused"),
            ),
            self.places(
                "a used reference under another key",
                ACCEPTED,
                key="another-key",
                **refused(409, "reference_in_use"),
            ),
            self.places(
                "an order with a field nobody knows",
                order={"colour": "red"},
                **refused(422, "invalid_request"),
            ),
            self.looks(
                "where a new order stands", f"/orders/{self.reference}/status", standing(self.reference)
            ),
            self.looks(
                "where an unknown order stands",
                f"/orders/{self.reference}/status",
                state=NOTHING,
                **refused(404, "order_unknown"),
            ),
        )


def refused(status: int, kind: str) -> dict[str, Any]:
    """Expect a refusal by its type, for that is what a channel decides by."""
    body = {
        "type": match.regex(f"https://dualrun.example/problems/{kind}", regex=f"^https://.+/{kind}$"),
        "status": status,
        "detail": match.regex("why, in words", regex="^.+$"),
    }
    return {"status": status, "answers": body, "content_type": "application/problem+json"}


def standing(reference: str, status: str = "accepted") -> dict[str, Any]:
    """Expect where an order stands."""
    choices = STATUSES if status == "accepted" else status
    return {"reference": reference, "status": match.regex(status, regex=f"^({choices})$")}


def _told(said: Said) -> Story:
    def holds(client: Any) -> bool:
        status, document = client.ask(said)
        return bool(status == said.status and document is not None)

    return Story(said.description, (said,), holds)
