"""What the façade relies on of the shop: to be let in, and to be heard when it tells of an order."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pact import match

from contracts.consumers.commerce_notices import NOTICES
from contracts.consumers.facade_calls import FIRST, ITEM, ORDER, Adapted, StillClock, shipment
from contracts.consumers.said import Said, Story, rule, story
from facade.adapters.commerce import CANCEL_HOOK, ORDER_HOOK, Commerce
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedLine
from facade.canonical.xref import CrossReference

CONSUMER, PROVIDER = "facade", "commerce"
NUMBER, NOBODYS, TOKEN = "770017", "999999999", "consumer-token"
CREDENTIALS = {"username": "consumer-user", "password": "consumer-password"}
CODES = {"item": {ITEM: "a-thing"}}
BASE = "/rest/V1"
REGISTERED = "the façade is registered"
WAITING, HELD = "an order is waiting", "an order is held"
SHIPPED, INVOICED, REFUNDED = "an order is shipped", "an order is invoiced", "an order is refunded"
KNOWN: dict[str, Any] = {"order_id": NUMBER}
ORDERED = replace(ORDER, channel_order_id=NUMBER)
STRANGER = replace(ORDER, channel_order_id=NOBODYS)
SENT = shipment("SHP-77001")
LEFT_UNTRACKED = replace(SENT, tracking="")
TWO_PIECES = [{"qty": 2, "extension_attributes": {"line_number": 1}}]
BILLED = Invoice(
    number="INV-77001",
    order_number="SO-1",
    external_ref=ORDER.external_ref,
    posting=True,
    invoice_date=ORDER.order_date,
    lines=(BookedLine(1, ITEM, ORDER.lines[0].quantity, Decimal("1.50"), Decimal("3.00")),),
    net=Decimal("3.00"),
    tax=Decimal("0.60"),
    gross=Decimal("3.60"),
    currency="GBP",
)


def consumer(url: str) -> Adapted:
    """Put up the adapter before a shop."""

    def make(wire: Any, settings: Any) -> Commerce:
        return Commerce(wire, settings, CrossReference(PROVIDER, CODES), StillClock())

    return Adapted(url, make, CREDENTIALS, CODES)


SIGN_IN = Said(
    "to be let in",
    {REGISTERED: CREDENTIALS},
    "POST",
    f"{BASE}/integration/admin/token",
    CREDENTIALS,
    answers=f'"{TOKEN}"',
    rules={"$": rule("regex", regex="^[!-~]{10,}$")},
)
REFUSED_ENTRY = Said(
    "to be let in with a password that is not ours",
    {},
    "POST",
    f"{BASE}/integration/admin/token",
    CREDENTIALS,
    status=401,
    answers={"message": match.regex("why", regex="^.+$")},
)
OVER = Said(
    "to tell anything with a token that is over",
    {WAITING: KNOWN},
    "POST",
    f"{BASE}/orders/{NUMBER}/comments",
    {
        "statusHistory": {
            "status": "complete",
            "comment": "",
            "is_customer_notified": 0,
            "is_visible_on_front": 1,
        }
    },
    headers={"Authorization": f"Bearer {TOKEN}"},
    status=401,
    answers={"message": match.regex("why", regex="^.+$")},
)


def _told(description: str, path: str, sends: Any, state: str = WAITING, **changes: Any) -> Said:
    given = {state: KNOWN} if state else {}
    return Said(description, given, "POST", f"{BASE}{path}", sends, **changes)


def _status(word: str, state: str, number: str = NUMBER, **changes: Any) -> Said:
    said = {"status": word, "comment": f"it is {word}", "is_customer_notified": 0, "is_visible_on_front": 1}
    path = f"/orders/{number}/comments"
    where = f"when {state}" if state else "of an order that is not there"
    return _told(f"to show {word} {where}", path, {"statusHistory": said}, state, **changes)


def _refused(status: int) -> dict[str, Any]:
    return {"status": status, "answers": {"message": match.regex("why", regex="^.+$")}}


def _shipment(description: str, tracks: list[Any], state: str = WAITING, **changes: Any) -> Said:
    number = NUMBER if state else NOBODYS
    extension = {"ext_shipment_reference": "SHP-77001"}
    body = {"items": TWO_PIECES, "tracks": tracks, "extension_attributes": extension}
    return _told(description, f"/order/{number}/ship", body, state, **changes)


def _invoice(description: str, state: str, **changes: Any) -> Said:
    number = NUMBER if state else NOBODYS
    extension = {
        "ext_invoice_number": "INV-77001",
        "subtotal": "3.00",
        "tax_amount": "0.60",
        "grand_total": "3.60",
    }
    body = {"capture": False, "items": TWO_PIECES, "extension_attributes": extension}
    return _told(description, f"/order/{number}/invoice", body, state, **changes)


TRACK = {"track_number": "TRK-0001", "title": "DC1", "carrier_code": "custom"}
ORDERS_URL, CANCELLATIONS_URL = "http://facade.example/orders/native", "http://facade.example/cancellations"


def _hook(hook: str, url: str) -> Said:
    webhook = {
        "webhook_method": hook,
        "webhook_type": "after",
        "batch_name": "integration",
        "hook_name": hook.rpartition(".")[2],
        "url": url,
        "required": True,
    }
    return Said(f"to be told of {hook}", {}, "POST", f"{BASE}/webhooks/subscribe", {"webhook": webhook})


def _tells(word: str, said: Said, native: str, order: Any = ORDERED, expected: Any = None) -> Story:
    reason = f"it is {native}"
    return story(
        said.description, lambda shop: shop.tell_status(order, word, reason, FIRST), expected, SIGN_IN, said
    )


def _ships(said: Said, what: Any = SENT, order: Any = ORDERED, expected: Any = None) -> Story:
    return story(
        said.description, lambda shop: shop.tell_shipment(order, what, FIRST), expected, SIGN_IN, said
    )


def _bills(said: Said, order: Any = ORDERED, expected: Any = None) -> Story:
    return story(
        said.description, lambda shop: shop.tell_invoice(order, BILLED, FIRST), expected, SIGN_IN, said
    )


WORDS = {
    "processing": "processing",
    "backordered": "backordered",
    "rejected": "rejected",
    "cancelled": "canceled",
}

INTERACTIONS = (
    *(_tells(word, _status(native, WAITING), native) for word, native in WORDS.items()),
    _tells("complete", _status("complete", INVOICED), "complete"),
    _tells("processing", _status("processing", HELD), "processing"),
    _tells(
        "processing",
        _status("processing", "", NOBODYS, **_refused(404)),
        "processing",
        STRANGER,
        "refused: 404",
    ),
    _ships(_shipment("to show a shipment", [TRACK])),
    _ships(_shipment("to show a shipment without tracking", []), LEFT_UNTRACKED),
    _ships(
        _shipment("to show a shipment of an order that is not there", [TRACK], "", **_refused(404)),
        SENT,
        STRANGER,
        "refused: 404",
    ),
    _bills(_invoice("to show an invoice", SHIPPED)),
    _bills(
        _invoice("to show an invoice of an order that is not there", "", **_refused(404)),
        STRANGER,
        "refused: 404",
    ),
    story(
        "is not let in",
        lambda shop: shop.tell_status(ORDERED, "complete", "", FIRST),
        "unavailable",
        REFUSED_ENTRY,
    ),
    story(
        "has to be let in again",
        lambda shop: shop.tell_status(ORDERED, "complete", "", FIRST),
        "unavailable",
        SIGN_IN,
        OVER,
    ),
    story(
        "subscribes",
        lambda shop: shop.subscribe(ORDERS_URL, CANCELLATIONS_URL),
        None,
        SIGN_IN,
        _hook(ORDER_HOOK, ORDERS_URL),
        _hook(CANCEL_HOOK, CANCELLATIONS_URL),
    ),
    *NOTICES,
)
