"""What the façade relies on of the fulfilment house: the queries as it writes them, and what it reads."""

from typing import Any

from pact import match

from contracts.consumers.bounds import count, exactly
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
from contracts.consumers.said import Said, Story, story
from contracts.consumers.threepl_graphql_notices import heard
from facade.adapters import threepl_graphql as adapter
from facade.adapters.threepl_graphql_returns import RETURN_UPDATE
from facade.canonical.xref import CrossReference

CONSUMER, PROVIDER = "facade", "threepl_graphql"
SKU, NUMBER, OWN, NOBODYS = "SKU-77001", "T3JkZXI6NzcwMDE3", "STATE-REF-1", "T3JkZXI6OTk5OTk5OTk="
CODES = {"item": {ITEM: SKU}, "site": {SITE: "V2FyZWhvdXNlOjE="}}
CREDENTIALS = {"token": "consumer-token", "refresh_token": "consumer-refresh-token"}
CALLBACK = "http://facade.example/notices/threepl_graphql"

HELD, PICKING, PACKED = "an order is allocated and held", "an order is being picked", "an order is packed"
SHIPPED, WAITING, CANCELLED = "an order is shipped", "an order waits for goods", "an order is cancelled"
IN_STOCK = {"a product is in stock": {"sku": SKU}}
OUT_OF_STOCK = {"a product is out of stock": {"sku": SKU}}
KNOWN: dict[str, Any] = {"order_id": NUMBER}
FOUND: dict[str, Any] = {"order_id": NUMBER, "partner_order_id": OWN}
NATIVE = {
    "order_number": REFERENCE,
    "partner_order_id": FULFILMENT,
    "currency": "GBP",
    "shipping_address": {
        "company": "Corner Shop",
        "address1": "1 High Street",
        "city": "Leeds",
        "zip": "LS1 1AA",
        "country_code": "GB",
    },
    "holds": {"operator_hold": True},
    "line_items": [{"sku": SKU, "partner_line_item_id": "1", "quantity": 2, "price": "0.00"}],
}
HOLD = {"order_id": NUMBER, "operator_hold": False}


def consumer(url: str) -> Adapted:
    """Put up the adapter before a house."""

    def make(wire: Any, settings: Any) -> adapter.ThreePlGraphQl:
        return adapter.ThreePlGraphQl(wire, settings, CrossReference(PROVIDER, CODES))

    return Adapted(url, make, CREDENTIALS, CODES)


def _asked(description: str, given: Any, field: str, query: str, answer: Any, **variables: Any) -> Said:
    """Say a query: what it answers stands under its field, unless it is a refusal."""
    sends = {"query": query, "variables": variables}
    answers = answer if "errors" in answer else {"data": {field: answer}}
    headers = {"X-Apollo-Operation-Name": field}
    return Said(description, given, "POST", "/graphql", sends, headers=headers, answers=answers)


def _refused(code: int, **also: Any) -> dict[str, Any]:
    return {"errors": [{"code": code, "message": match.regex("why", regex="^.+$"), **also}]}


def _order(number: Any, reference: str, backordered: Any) -> dict[str, Any]:
    lines = {"edges": match.each_like({"node": {"backorder_quantity": backordered}}, min=1)}
    return {"id": number, "partner_order_id": reference, "line_items": lines}


def _created(description: str, given: Any, answer: Any) -> Said:
    return _asked(description, given, "order_create", adapter._CREATE, answer, data=NATIVE, lines=1)


def _looked(description: str, given: Any, reference: str, orders: Any) -> Said:
    page = {"data": {"edges": orders}}
    named = {"ref": reference, "first": adapter.SAME_REFERENCE_MAX, "lines": 1}
    return _asked(description, given, "orders", adapter._FIND, page, **named)


def _held(state: str, answer: Any, number: str = NUMBER) -> Said:
    given, description = ({state: KNOWN}, f"to lift the hold when {state}") if state else ({}, NOT_THERE_HELD)
    data = {"order_id": number, "operator_hold": False}
    return _asked(description, given, "order_update_holds", adapter._HOLDS, answer, data=data)


def _canceled(state: str, answer: Any, number: str = NUMBER) -> Said:
    given, description = ({state: KNOWN}, f"to cancel when {state}") if state else ({}, NOT_THERE_CANCELED)
    return _asked(description, given, "order_cancel", adapter._CANCEL, answer, data={"order_id": number})


NOT_THERE_HELD = "to lift the hold of an order that is not there"
NOT_THERE_CANCELED = "to cancel an order that is not there"
TOLD_OF = (*adapter.EVENTS, RETURN_UPDATE)
DONE = {"order": {"id": NUMBER}}
A_NODE = match.regex(NUMBER, regex="^[A-Za-z0-9+/]+=*$")
CREATED = _created("to reserve what is in stock", IN_STOCK, {"order": _order(A_NODE, FULFILMENT, exactly(0))})
STRANGE = _created("to reserve a product that is in no list", {}, _refused(5))
SHORT = _created(
    "to reserve what is out of stock", OUT_OF_STOCK, {"order": _order(A_NODE, FULFILMENT, count(2))}
)
NOT_THERE = _looked("an order by a reference that nobody used", {}, FULFILMENT, [])


def _found(state: str) -> Said:
    node = {**_order(NUMBER, OWN, count(0)), "fulfillment_status": match.regex("pending", regex="^[a-z_]+$")}
    return _looked(f"an order by its reference when {state}", {state: FOUND}, OWN, [{"node": node}])


NO_HOOKS = _asked(
    "the webhooks when nobody has any", {}, "webhooks", adapter._WEBHOOKS, {"data": {"edges": []}}
)


def _hooked(name: str) -> Said:
    secret = match.regex("house-secret", regex="^.+$")
    answer = {"webhook": {"url": CALLBACK, "shared_signature_secret": secret}}
    data = {"name": name, "url": CALLBACK, "shop_name": adapter.SHOP}
    return _asked(f"to be told of {name}", {}, "webhook_create", adapter._LISTEN, answer, data=data)


def _reserves(name: str, expected: object, *said: Said, ref: str = FULFILMENT, call: Any = FIRST) -> Story:
    return story(name, lambda house: house.reserve(ref, ORDER, call), expected, *said)


def _does(verb: str, said: Said, expected: object, number: str = NUMBER) -> Story:
    return story(
        said.description, lambda house: getattr(house, verb)(FULFILMENT, number, FIRST), expected, said
    )


INTERACTIONS = (
    _reserves("reserves", NUMBER, CREATED),
    _reserves("names a product that is not there", "refused: not_found", STRANGE),
    _reserves("takes back what would have to wait", None, SHORT, _canceled(WAITING, DONE)),
    _reserves("looks before it reserves again", NUMBER, NOT_THERE, CREATED, call=LATE),
    *(
        _reserves(f"finds its order when {state}", NUMBER, _found(state), ref=OWN, call=AGAIN)
        for state in (HELD, PICKING, PACKED, SHIPPED)
    ),
    _does("release", _held(HELD, DONE), None),
    _does("release", _held(PICKING, DONE), None),
    _does("release", _held(PACKED, _refused(10, status="packed_out")), None),
    _does("release", _held(SHIPPED, _refused(10, status="fulfilled")), None),
    _does("release", _held("", _refused(5), NOBODYS), "refused: not_found", NOBODYS),
    _does("cancel", _canceled(HELD, DONE), True),
    _does("cancel", _canceled(PICKING, DONE), True),
    _does("cancel", _canceled(PACKED, _refused(10, status="packed_out")), False),
    _does("cancel", _canceled(SHIPPED, _refused(10, status="fulfilled")), False),
    _does("cancel", _canceled("", _refused(5), NOBODYS), "refused: not_found", NOBODYS),
    story(
        "subscribes",
        lambda house: house.subscribe(CALLBACK),
        None,
        NO_HOOKS,
        *map(_hooked, TOLD_OF),
    ),
    heard("picked", "Order Packed Out", PACKED),
    heard("shipped", "Shipment Update", SHIPPED),
    heard("cancelled", "Order Canceled", CANCELLED),
)
