"""What the façade relies on of the own warehouse."""

import hmac
from base64 import b64encode
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
from facade.adapters.wms import EVENTS, TOPICS, Wms
from facade.canonical.xref import CrossReference

CONSUMER, PROVIDER = "facade", "wms"
ARTICLE, NUMBER, OWN = "7700001", "770017", "STATE-REF-1"
CODES = {"item": {ITEM: ARTICLE}, "site": {SITE: "WH-01"}}
CREDENTIALS = {"api_key": "consumer-key", "webhook_secret": "consumer-secret"}
CALLBACK = "http://facade.example/notices/wms"
ORDERS, SUBSCRIPTIONS = "/api/v1/orders", "/api/v1/webhookSubscriptions"

ALLOCATED, RELEASED = "an order is allocated", "an order is released"
SHORT_PICKED, SHIPPED = "an order was picked short", "an order is shipped"
CANCELLED = "an order is cancelled"
IN_STOCK = {"an article is in stock": {"articleNumber": ARTICLE}}
OUT_OF_STOCK = {"an article is out of stock": {"articleNumber": ARTICLE}}
KNOWN: dict[str, Any] = {"orderId": NUMBER}
FOUND: dict[str, Any] = {"orderId": NUMBER, "goodsOwnerOrderNumber": OWN}
NATIVE = {
    "goodsOwnerOrderNumber": FULFILMENT,
    "consigneeOrderNumber": REFERENCE,
    "consignee": {
        "name": "Corner Shop",
        "address1": "1 High Street",
        "city": "Leeds",
        "postCode": "LS1 1AA",
        "countryCode": "GB",
    },
    "orderLines": [{"rowNumber": 1, "articleNumber": ARTICLE, "numberOfItems": 2}],
}


def consumer(url: str) -> Adapted:
    """Put up the adapter before a warehouse."""
    return Adapted(url, lambda wire, s: Wms(wire, s, CrossReference(PROVIDER, CODES)), CREDENTIALS, CODES)


def _refused(code: str, status: int = 409) -> dict[str, Any]:
    return {"status": status, "answers": {"errorCode": code, "message": match.regex("why", regex="^.+$")}}


def _created(description: str, given: dict[str, Any], **changes: Any) -> Said:
    answers = {"orderId": count(1), "goodsOwnerOrderNumber": FULFILMENT}
    said = {"status": 201, "answers": answers, **changes}
    return Said(description, given, "POST", ORDERS, NATIVE, **said)


def _commanded(verb: str, state: str, **changes: Any) -> Said:
    said = {"answers": {"orderId": int(NUMBER)}, **changes}
    return Said(f"to {verb} when {state}", {state: KNOWN}, "POST", f"{ORDERS}/{NUMBER}/{verb}", **said)


def _unknown(verb: str) -> Said:
    path = f"{ORDERS}/999999999/{verb}"
    return Said(f"to {verb} an order that is not there", {}, "POST", path, **_refused("ORDER_NOT_FOUND", 404))


def _looked(description: str, state: str, status: Any) -> Said:
    entry = {"orderId": count(int(NUMBER)), "orderStatus": {"number": status}}
    query = {"goodsOwnerOrderNumber": OWN}
    return Said(
        description, {state: FOUND}, "GET", ORDERS, query=query, answers=match.each_like(entry, min=1)
    )


NOT_THERE = Said(
    "an order by a reference that nobody used",
    {},
    "GET",
    ORDERS,
    query={"goodsOwnerOrderNumber": FULFILMENT},
    answers=[],
)
NOTHING_STANDS = Said(
    "the subscriptions when nobody has any", {}, "GET", SUBSCRIPTIONS, answers={"subscriptions": []}
)
SUBSCRIBED = Said(
    "to be told of an order's statuses",
    {},
    "POST",
    SUBSCRIPTIONS,
    {"url": CALLBACK, "orderStatuses": sorted(EVENTS), "topics": TOPICS},
    status=201,
    answers={"url": CALLBACK, "orderStatuses": sorted(EVENTS)},
)
CREATED = _created("to reserve what is in stock", IN_STOCK)
SHORT = _created("to reserve what is out of stock", OUT_OF_STOCK, **_refused("INSUFFICIENT_STOCK"))
STRANGE = _created("to reserve an article that is in no register", {}, **_refused("UNKNOWN_ARTICLE", 400))


def _reserves(name: str, expected: object, *said: Said, ref: str = FULFILMENT, call: Any = FIRST) -> Story:
    return story(name, lambda wms: wms.reserve(ref, ORDER, call), expected, *said)


def _does(verb: str, said: Said, expected: object, number: str = NUMBER) -> Story:
    return story(said.description, lambda wms: getattr(wms, verb)(FULFILMENT, number, FIRST), expected, said)


def _read(event: str) -> Any:
    def reads(wms: Any, body: bytes) -> bool:
        signature = b64encode(hmac.digest(CREDENTIALS["webhook_secret"].encode(), body, "sha256")).decode()
        headers = {"x-wms-signature": signature, "x-wms-message-id": "event-1"}
        notice = wms.adapter.read_notice(headers, body, MONDAY)
        return (notice.event, notice.fulfilment_ref) == (event, OWN)

    return reads


def _heard(event: str, number: int, state: str) -> Heard:
    row = {
        "rowNumber": count(1),
        "numberOfItems": count(2),
        "pickedNumberOfItems": count(2),
    }
    content = {
        "webhookEventId": match.regex("event-1", regex="^.+$"),
        "timestamp": match.regex("2026-01-05T00:00:00.000", regex="^[0-9-]{10}T[0-9:.]{8,15}$"),
        "goodsOwnerOrderNumber": OWN,
        "orderStatus": {"number": number},
        "deliveryNoteNumber": match.regex("DN-1", regex="^.+$"),
        "tracking": TRACKED if event == "shipped" else [],
        "orderLines": match.each_like(row, min=1),
    }
    return Heard(f"that an order is {event}", {state: {"goodsOwnerOrderNumber": OWN}}, content, _read(event))


TRACKED = match.each_like(
    {"waybill": match.regex("WB-1", regex="^.+$"), "isReturn": match.bool(False)}, min=1
)

INTERACTIONS = (
    _reserves("reserves", "1", CREATED),
    _reserves("finds stock short", None, SHORT),
    _reserves("names an article that is not there", "refused: UNKNOWN_ARTICLE", STRANGE),
    _reserves("looks before it reserves again", "1", NOT_THERE, CREATED, call=LATE),
    *(
        _reserves(f"finds its order when {state}", NUMBER, found, ref=OWN, call=AGAIN)
        for state in (ALLOCATED, RELEASED, SHORT_PICKED, SHIPPED)
        for found in [_looked(f"an order by its reference when {state}", state, count(100))]
    ),
    _does("release", _commanded("release", "an order is allocated"), None),
    *(
        _does("release", _commanded("release", state, **_refused("ORDER_ALREADY_RELEASED")), None)
        for state in ("an order is released", "an order is with the pickers")
    ),
    _does(
        "release",
        _commanded("release", "an order is cancelled", **_refused("ORDER_ALREADY_CANCELLED")),
        "refused: ORDER_ALREADY_CANCELLED",
    ),
    _does("release", _unknown("release"), "refused: ORDER_NOT_FOUND", "999999999"),
    _does("cancel", _commanded("cancel", "an order is allocated"), True),
    _does("cancel", _commanded("cancel", "an order is released"), True),
    *(
        _does("cancel", _commanded("cancel", state, **_refused("ORDER_ALREADY_PICKED")), False)
        for state in ("an order was picked short", "an order is shipped")
    ),
    _does(
        "cancel", _commanded("cancel", "an order is cancelled", **_refused("ORDER_ALREADY_CANCELLED")), True
    ),
    _does("cancel", _unknown("cancel"), "refused: ORDER_NOT_FOUND", "999999999"),
    story("subscribes", lambda wms: wms.subscribe(CALLBACK), None, NOTHING_STANDS, SUBSCRIBED),
    _heard("picked", 400, SHORT_PICKED),
    _heard("shipped", 500, SHIPPED),
    _heard("cancelled", 900, CANCELLED),
)
