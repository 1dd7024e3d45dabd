"""Orders: placed, looked up, commented on, held, taken back."""

from typing import Any

from simulators.commerce.api.asking import OBJECT, PAGE, TEXT, YES, Ask, Route, searching
from simulators.commerce.domain.order import SalesItem, SalesOrder
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.events.orders import native_history, native_item, native_order
from simulators.commerce.schemas.criteria import native_page, query_of
from simulators.commerce.schemas.orders import (
    CancelBody,
    CommentBody,
    NewOrderBody,
    new_order_of,
    quantities_of,
)
from simulators.commerce.service.search import ORDER_FIELDS, Fields, find_orders
from simulators.commerce.service.shop import Shop

Line = tuple[SalesOrder, int, SalesItem]


def place(ask: Ask) -> Any:
    """Take an order in, or change the one whose `entity_id` is given: of an order only its status can be."""
    body: NewOrderBody = ask.body
    if body.entity.entity_id is not None:
        return native_order(_changed(ask.shop, body.entity.entity_id, body.entity.status or ""))
    return native_order(ask.shop.orders.place(new_order_of(body)))


def _changed(shop: Shop, order_id: int, status: str) -> SalesOrder:
    if order_id not in shop.store.orders:
        raise StateError("No order has the entity_id %entity_id.", entity_id=order_id)
    if status:
        shop.orders.tell_status(order_id, status, "")
    return shop.orders.order(order_id)


def comment(ask: Ask) -> Any:
    """Show a status to the buyer."""
    body: CommentBody = ask.body
    said = body.status_history
    ask.shop.orders.tell_status(ask.number("orderId"), said.status or "", said.comment or "")
    return True


def read(ask: Ask) -> Any:
    """Give one order."""
    return native_order(ask.shop.orders.order(ask.number("orderId")))


def cancel(ask: Ask) -> Any:
    """Ask for an order, or quantities of it, to be taken back; false when it is past that."""
    body: CancelBody = ask.body
    order = ask.shop.orders.order(ask.number("orderId"))
    return ask.shop.orders.cancel(order.id, quantities_of(body.items, order))


def search(ask: Ask) -> Any:
    """Give the orders that match."""
    query = query_of(ask.query, ORDER_FIELDS)
    found, total = find_orders(ask.shop.store, query)
    return native_page(query, [native_order(order) for order in found], total)


def hold(ask: Ask) -> Any:
    """Let nothing more happen to an order."""
    ask.shop.orders.hold(ask.number("orderId"))
    return True


def unhold(ask: Ask) -> Any:
    """Let an order go on."""
    ask.shop.orders.unhold(ask.number("orderId"))
    return True


def status(ask: Ask) -> Any:
    """Give the word an order stands at."""
    return ask.shop.orders.order(ask.number("orderId")).status


def comments(ask: Ask) -> Any:
    """Give all that was said of an order."""
    order = ask.shop.orders.order(ask.number("orderId"))
    rows = [native_history(order.id, entry) for entry in order.history]
    return {"items": rows, "search_criteria": {}, "total_count": len(rows)}


def read_line(ask: Ask) -> Any:
    """Give one line of an order."""
    item_id = ask.number("itemId")
    for line in _lines(ask.shop):
        if _line_id(line) == item_id:
            return _native_line(line)
    raise NoSuchEntityError("itemId", item_id)


def _lines(shop: Shop) -> list[Line]:
    return [
        (order, line, item)
        for order in shop.store.orders.values()
        for line, item in enumerate(order.items, 1)
    ]


def _line_id(line: Line) -> int:
    return line[0].first_item_id + line[1] - 1


def _native_line(line: Line) -> dict[str, Any]:
    return native_item(*line)


LINE_FIELDS: Fields = {
    "item_id": _line_id,
    "order_id": lambda line: line[0].id,
    "sku": lambda line: line[2].sku,
}

# The busiest come first: routes are tried in this order.
BUSIEST = (
    Route("POST", "/orders", place, "Place an order", NewOrderBody),
    Route("POST", "/orders/{orderId}/comments", comment, "Show a status to the buyer", CommentBody, YES),
)
ROUTES = (
    Route("GET", "/orders/{orderId}", read, "Read an order"),
    Route("POST", "/orders/{orderId}/cancel", cancel, "Cancel an order or quantities of it", CancelBody, YES),
    Route("GET", "/orders", search, "Search orders", gives=PAGE, searches=ORDER_FIELDS),
    Route("PUT", "/orders/create", place, "Place an order", NewOrderBody),
    Route("POST", "/orders/{orderId}/hold", hold, "Hold an order", gives=YES),
    Route("POST", "/orders/{orderId}/unhold", unhold, "Let an order go on", gives=YES),
    Route("GET", "/orders/{orderId}/statuses", status, "Read the word an order stands at", gives=TEXT),
    Route("GET", "/orders/{orderId}/comments", comments, "Read what was said of an order", gives=OBJECT),
    searching("/orders/items", _lines, _native_line, LINE_FIELDS, "Search lines of orders"),
    Route("GET", "/orders/items/{itemId}", read_line, "Read a line of an order"),
)
