"""What the façade relies on of the logistics provider."""

import hmac
from base64 import b64decode, b64encode
from typing import Any

from pact import match

from contracts.consumers.bounds import count
from contracts.consumers.facade_calls import (
    AGAIN,
    FIRST,
    FULFILMENT,
    ITEM,
    LATE,
    ORDER,
    REFERENCE,
    SITE,
    Adapted,
)
from contracts.consumers.said import Heard, Said, Story, story
from dualrun.clock import MONDAY
from facade.adapters.threepl import TOPICS, ThreePl
from facade.canonical.xref import CrossReference

CONSUMER, PROVIDER = "facade", "threepl"
STORED, NUMBER, OWN, NOBODYS = "7700001", "770017", "STATE-REF-1", "999999999"
CODES = {"item": {ITEM: STORED}, "site": {SITE: "117"}}
SECRET = "whsec_Y29uc3VtZXItc2VjcmV0LWNvbnN1bWVy"
CREDENTIALS = {"token": "consumer-token", "webhook_secret": SECRET}
CALLBACK = "http://facade.example/notices/threepl"
ORDERS, WEBHOOKS = "/2026-01/order", "/2026-01/webhook"

HELD, PROCESSING, PICKED = "an order is on hold", "an order is processing", "an order is picked"
SHIPPED, CANCELLED = "an order is shipped", "an order is cancelled"
BAD_ADDRESS = "an order is on hold for its address"
IN_STOCK = {"an item is in stock": {"inventory_id": STORED}}
OUT_OF_STOCK = {"an item is out of stock": {"inventory_id": STORED}}
KNOWN: dict[str, Any] = {"order_id": NUMBER}
FOUND: dict[str, Any] = {"order_id": NUMBER, "reference_id": OWN}
NATIVE = {
    "reference_id": FULFILMENT,
    "order_number": REFERENCE,
    "type": "B2B",
    "fulfillment_hold": True,
    "recipient": {
        "name": "Corner Shop",
        "address": {"address1": "1 High Street", "city": "Leeds", "zip_code": "LS1 1AA", "country": "GB"},
    },
    "products": [{"external_line_id": 1, "inventory_id": int(STORED), "quantity": 2}],
}


def consumer(url: str) -> Adapted:
    """Put up the adapter before a provider."""
    return Adapted(url, lambda wire, s: ThreePl(wire, s, CrossReference(PROVIDER, CODES)), CREDENTIALS, CODES)


def _refused(code: str, status: int = 422) -> dict[str, Any]:
    return {"status": status, "answers": {"code": code, "message": match.regex("why", regex="^.+$")}}


def _created(description: str, given: dict[str, Any], **changes: Any) -> Said:
    said = {"status": 201, "answers": {"id": count(1), "reference_id": FULFILMENT}, **changes}
    return Said(description, given, "POST", ORDERS, NATIVE, **said)


def _commanded(verb: str, state: str, **changes: Any) -> Said:
    echoed = "order_id" if verb == "cancel" else "id"
    said = {"answers": {echoed: int(NUMBER)}, **changes}
    return Said(f"to {verb} when {state}", {state: KNOWN}, "POST", f"{ORDERS}/{NUMBER}:{verb}", **said)


def _unknown(verb: str) -> Said:
    path = f"{ORDERS}/{NOBODYS}:{verb}"
    return Said(f"to {verb} an order that is not there", {}, "POST", path, **_refused("order_not_found", 404))


def _looked(state: str, answered: str) -> Said:
    entry = {"id": int(NUMBER), "status": match.regex(answered, regex="^[A-Z][A-Za-z]+$")}
    query = {"ReferenceIds": OWN, "Limit": "250"}
    said = f"an order by its reference when {state}"
    return Said(said, {state: FOUND}, "GET", ORDERS, query=query, answers=[entry])


NOT_THERE = Said(
    "an order by a reference that nobody used",
    {},
    "GET",
    ORDERS,
    query={"ReferenceIds": FULFILMENT, "Limit": "250"},
    answers=[],
)
CANCELLED_BEFORE = Said(
    "an order by the reference of one that is cancelled",
    {CANCELLED: {"order_id": NUMBER, "reference_id": FULFILMENT}},
    "GET",
    ORDERS,
    query={"ReferenceIds": FULFILMENT, "Limit": "250"},
    answers=[{"id": int(NUMBER), "status": "Cancelled"}],
)
NOTHING_STANDS = Said("the webhooks when nobody has any", {}, "GET", WEBHOOKS, answers={"items": []})
SUBSCRIBED = Said(
    "to be told of an order's topics",
    {},
    "POST",
    WEBHOOKS,
    {"url": CALLBACK, "topics": TOPICS, "secret": SECRET},
    status=201,
    answers={"url": CALLBACK},
)
CREATED = _created("to reserve what is in stock", IN_STOCK)
SHORT = _created("to reserve what is out of stock", OUT_OF_STOCK, **_refused("insufficient_inventory"))
STRANGE = _created("to reserve what nobody stores here", {}, **_refused("unknown_inventory"))


def _reserves(name: str, expected: object, *said: Said, ref: str = FULFILMENT, call: Any = FIRST) -> Story:
    return story(name, lambda site: site.reserve(ref, ORDER, call), expected, *said)


def _does(verb: str, said: Said, expected: object, number: str = NUMBER) -> Story:
    return story(
        said.description, lambda site: getattr(site, verb)(FULFILMENT, number, FIRST), expected, said
    )


def _read(event: str) -> Any:
    def reads(site: Any, body: bytes) -> bool:
        at = str(int(MONDAY.timestamp()))
        signed = hmac.digest(
            b64decode(SECRET.removeprefix("whsec_")), f"event-1.{at}.".encode() + body, "sha256"
        )
        headers = {"webhook-id": "event-1", "webhook-timestamp": at}
        headers["webhook-signature"] = f"v1,{b64encode(signed).decode()}"
        notice = site.adapter.read_notice(headers, body, MONDAY)
        return (notice.event, notice.fulfilment_ref, notice.base_units) == (event, OWN, ((1, 2),))

    return reads


def _heard(event: str, kind: str, state: str, tracking: Any) -> Heard:
    shipment = {
        "id": match.int(1),
        "reference_id": OWN,
        "tracking": tracking,
        "products": match.each_like({"external_line_id": match.int(1), "quantity": match.int(2)}, min=1),
    }
    stamp = match.regex("2026-01-05T00:00:00.000Z", regex="^[0-9-]{10}T[0-9:.]{8,12}Z$")
    content = {"type": kind, "timestamp": stamp, "data": shipment}
    metadata = {
        "webhook-id": match.regex("event-1", regex="^.+$"),
        "webhook-timestamp": match.regex("1767571200", regex="^[0-9]+$"),
        "webhook-signature": match.regex(f"v1,{'A' * 43}=", regex="^v1,[A-Za-z0-9+/]{43}=$"),
    }
    given = {state: {"reference_id": OWN}}
    return Heard(f"that an order is {event}", given, content, _read(event), metadata)


TRACKED = {"tracking_number": match.regex("TRK-1", regex="^.+$")}

INTERACTIONS = (
    _reserves("reserves", "1", CREATED),
    _reserves("finds stock short", None, SHORT),
    _reserves("names what nobody stores", "refused: unknown_inventory", STRANGE),
    _reserves("looks before it reserves again", "1", NOT_THERE, CREATED, call=LATE),
    _reserves("does not count an order that is cancelled", "1", CANCELLED_BEFORE, CREATED, call=LATE),
    *(
        _reserves(f"finds its order when {state}", NUMBER, _looked(state, "Processing"), ref=OWN, call=AGAIN)
        for state in (HELD, PROCESSING, PICKED, SHIPPED, BAD_ADDRESS)
    ),
    _does("release", _commanded("release", HELD), None),
    *(
        _does("release", _commanded("release", state, **_refused("order_already_released")), None)
        for state in (PROCESSING, PICKED, SHIPPED)
    ),
    _does("release", _unknown("release"), "refused: order_not_found", NOBODYS),
    _does("cancel", _commanded("cancel", HELD), True),
    _does("cancel", _commanded("cancel", PROCESSING), True),
    *(
        _does("cancel", _commanded("cancel", state, **_refused("order_already_picked")), False)
        for state in (PICKED, SHIPPED)
    ),
    _does("cancel", _commanded("cancel", CANCELLED, **_refused("order_already_cancelled")), True),
    _does("cancel", _unknown("cancel"), "refused: order_not_found", NOBODYS),
    story("subscribes", lambda site: site.subscribe(CALLBACK), None, NOTHING_STANDS, SUBSCRIBED),
    _heard("picked", "order.shipment.picked", PICKED, None),
    _heard("shipped", "order.shipped", SHIPPED, TRACKED),
    _heard("cancelled", "order.shipment.cancelled", CANCELLED, None),
)
