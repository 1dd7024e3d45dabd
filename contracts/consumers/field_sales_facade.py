"""What field sales relies on of the façade. Whatever is not said here, the façade may change without asking.

Each function describes one interaction to the mock and gives what the app makes of it, to be tried there.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pact import Pact, match
from pact.interaction import HttpInteraction

from contracts.consumers.bounds import count
from contracts.consumers.field_sales import FieldSales, Progress, Receipt, RefusedError

CONSUMER, PROVIDER = "field-sales", "facade"
Holds = Callable[[FieldSales], bool]

TOKEN = "rehearsal.field_sales"
"""The token that the provider's landscape knows field sales by."""
consumer = partial(FieldSales, token=TOKEN)
"""Puts up the app before a façade."""
KEY, REFERENCE = "visit-17", "FS-000017"
ORDER: Mapping[str, Any] = {
    "reference": REFERENCE,
    "channel": "field_sales",
    "customer": "K00042",
    "order_date": "2026-01-05",
    "currency": "GBP",
    "ship_to": {
        "name": "Corner Shop",
        "street": "1 High Street",
        "city": "Leeds",
        "postcode": "LS1 1AA",
        "country": "GB",
    },
    "lines": [
        {"line": 1, "item": "I001", "quantity": 6, "uom": "EA", "unit_price": "2.50"},
        {"line": 2, "item": "I002", "quantity": 2, "uom": "EA", "unit_price": "1.10"},
    ],
}
OTHER_ORDER = {**ORDER, "reference": "FS-000018"}
PALLETS = {**ORDER, "lines": [{**ORDER["lines"][0], "uom": "PALLET"}]}
TAKEN_BACK = [{"line": 2, "quantity": 1}]

PLACED: dict[str, object] = {"order": ORDER, "key": KEY}
NOTHING = "no order has been placed"
ACCEPTED = "an order has been accepted"
COMPLETED = "an order has been completed"


def new_order(pact: Pact) -> Holds:
    """Place an order."""
    asked = pact.upon_receiving("a new order").given(NOTHING)
    _acknowledged(_placing(asked, ORDER, KEY))
    return lambda app: app.place(ORDER, KEY) == Receipt(REFERENCE, f"/v1/orders/{REFERENCE}", replayed=False)


def order_again(pact: Pact) -> Holds:
    """Send an order again because no answer came: one order, and the same answer."""
    asked = pact.upon_receiving("the same order under the same key").given(ACCEPTED, PLACED)
    _acknowledged(_placing(asked, ORDER, KEY)).with_header("Idempotency-Replayed", "true")
    return lambda app: app.place(ORDER, KEY) == Receipt(REFERENCE, f"/v1/orders/{REFERENCE}", replayed=True)


def key_reused(pact: Pact) -> Holds:
    """Use a key for something else."""
    asked = pact.upon_receiving("another order under a used key").given(ACCEPTED, PLACED)
    _refused(_placing(asked, OTHER_ORDER, KEY), 422, "idempotency_key_reused")
    return lambda app: _refusal(app.place, OTHER_ORDER, KEY) == "idempotency_key_reused"


def reference_taken(pact: Pact) -> Holds:
    """Use a reference for another order."""
    asked = pact.upon_receiving("a used reference under another key").given(ACCEPTED, PLACED)
    _refused(_placing(asked, ORDER, "visit-18"), 409, "reference_in_use")
    return lambda app: _refusal(app.place, ORDER, "visit-18") == "reference_in_use"


def no_key(pact: Pact) -> Holds:
    """Forget the key."""
    asked = pact.upon_receiving("an order without a key").given(NOTHING)
    _refused(_placing(asked, ORDER, None), 400, "idempotency_key_missing")
    return lambda app: _refusal(app.place, ORDER, None) == "idempotency_key_missing"


def unknown_unit(pact: Pact) -> Holds:
    """Order in a unit that nobody sells by."""
    asked = pact.upon_receiving("an order by the pallet").given(NOTHING)
    _refused(_placing(asked, PALLETS, KEY), 422, "invalid_request")
    return lambda app: _refusal(app.place, PALLETS, KEY) == "invalid_request"


def status_of_new_order(pact: Pact) -> Holds:
    """Look at an order that is under way."""
    asked = pact.upon_receiving("the status of a new order").given(ACCEPTED, PLACED)
    status = match.regex(
        "accepted",
        regex="^(accepted|validated|backordered|allocated|released|picked|shipped|invoiced|completed"
        "|on_hold|rejected|cancelled)$",
    )
    line = {
        "line": count(1),
        "item": match.regex("I001", regex="^.+$"),
        "quantity": count(6),
        "uom": match.regex("EA", regex="^(EA|CS)$"),
        "unit_price": match.regex("2.50", regex=r"^[0-9]+(\.[0-9]{1,4})?$"),
    }
    body = {
        "reference": REFERENCE,
        "status": status,
        "reason": match.str(""),
        "lines": match.each_like(line, min=1),
    }
    _asking_status(asked).will_respond_with(200).with_body(body, content_type="application/json")
    return lambda app: app.progress(REFERENCE) == Progress("accepted", None, None)


def status_of_completed_order(pact: Pact) -> Holds:
    """Look at an order that is done: the representative is shown shipment and invoice."""
    asked = pact.upon_receiving("the status of a completed order").given(COMPLETED, PLACED)
    body = {
        "status": "completed",
        "shipment": match.regex("SHP-1", regex="^.+$"),
        "invoice": match.regex("INV-1", regex="^.+$"),
    }
    _asking_status(asked).will_respond_with(200).with_body(body, content_type="application/json")
    return lambda app: app.progress(REFERENCE) == Progress("completed", "SHP-1", "INV-1")


def status_of_unknown_order(pact: Pact) -> Holds:
    """Look at an order that never was."""
    asked = pact.upon_receiving("the status of an unknown order").given(NOTHING)
    _refused(_asking_status(asked), 404, "order_unknown")
    return lambda app: _refusal(app.progress, REFERENCE) == "order_unknown"


def taking_back(pact: Pact) -> Holds:
    """Take back a part while there is time."""
    asked = pact.upon_receiving("taking back part of a new order").given(ACCEPTED, PLACED)
    wish = {"outcome": match.regex("requested", regex="^(requested|done|refused)$"), "reason": match.str("")}
    answer = _taking_back(asked).will_respond_with(202)
    answer.with_body({"cancellation": wish}, content_type="application/json")
    return lambda app: app.take_back(REFERENCE, TAKEN_BACK) == "requested"


def taking_back_late(pact: Pact) -> Holds:
    """Take back a part when the goods are gone."""
    asked = pact.upon_receiving("taking back part of a completed order").given(COMPLETED, PLACED)
    _refused(_taking_back(asked), 409, "too_late_to_cancel")
    return lambda app: _refusal(app.take_back, REFERENCE, TAKEN_BACK) == "too_late_to_cancel"


INTERACTIONS: tuple[Callable[[Pact], Holds], ...] = (
    new_order,
    order_again,
    key_reused,
    reference_taken,
    no_key,
    unknown_unit,
    status_of_new_order,
    status_of_completed_order,
    status_of_unknown_order,
    taking_back,
    taking_back_late,
)


def _placing(asked: HttpInteraction, order: Mapping[str, Any], key: str | None) -> HttpInteraction:
    asked = _signed(asked.with_request("POST", "/v1/orders"))
    if key is not None:
        asked = asked.with_header("Idempotency-Key", key)
    return asked.with_body(dict(order), content_type="application/json")


def _signed(asked: HttpInteraction) -> HttpInteraction:
    return asked.with_header("Authorization", f"Bearer {TOKEN}")


def _asking_status(asked: HttpInteraction) -> HttpInteraction:
    return _signed(asked.with_request("GET", f"/v1/orders/{REFERENCE}/status"))


def _taking_back(asked: HttpInteraction) -> HttpInteraction:
    asked = _signed(asked.with_request("POST", f"/v1/orders/{REFERENCE}/cancel"))
    return asked.with_body({"lines": TAKEN_BACK}, content_type="application/json")


def _acknowledged(asked: HttpInteraction) -> HttpInteraction:
    href = match.regex(f"/v1/orders/{REFERENCE}", regex=f"^/v1/orders/{REFERENCE}$")
    body = {"reference": REFERENCE, "status": "accepted", "href": href}
    return asked.will_respond_with(202).with_body(body, content_type="application/json")


def _refused(asked: HttpInteraction, status: int, kind: str) -> HttpInteraction:
    """Expect a refusal by its type, for that is what the app decides by; the words are for people."""
    body = {
        "type": match.regex(f"https://dualrun.example/problems/{kind}", regex=f"^https://.+/{kind}$"),
        "title": match.regex(kind.replace("_", " "), regex="^.+$"),
        "status": status,
        "detail": match.regex("why, in words", regex="^.+$"),
    }
    return asked.will_respond_with(status).with_body(body, content_type="application/problem+json")


def _refusal(act: Callable[..., object], *arguments: object) -> str:
    try:
        act(*arguments)
    except RefusedError as refused:
        return refused.kind
    return "not refused"
