"""How the shop is asked for lists: groups of filters, of which every group must hold."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from simulators.commerce.domain.documents import Shipment, ShopInvoice
from simulators.commerce.domain.order import STATE_OF, SalesOrder
from simulators.commerce.events import instant
from simulators.commerce.store import Store

Value = str | int
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one field; `values` holds one value, or several for `in`."""

    field: str
    condition: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: all groups must hold, in each group one filter."""

    groups: tuple[tuple[Filter, ...], ...]
    page_size: int
    page: int
    sort_field: str = "entity_id"
    descending: bool = False


ORDER_FIELDS: Mapping[str, Callable[[SalesOrder], Value]] = {
    "entity_id": lambda order: order.id,
    "increment_id": lambda order: order.increment_id,
    "ext_order_id": lambda order: order.reference,
    "customer_id": lambda order: order.company_id,
    "status": lambda order: order.status,
    "state": lambda order: STATE_OF[order.status],
    "created_at": lambda order: instant(order.created_at),
    "updated_at": lambda order: instant(order.updated_at),
}
SHIPMENT_FIELDS: Mapping[str, Callable[[Shipment], Value]] = {
    "entity_id": lambda shipment: shipment.id,
    "order_id": lambda shipment: shipment.order_id,
    "ext_shipment_reference": lambda shipment: shipment.reference,
    "created_at": lambda shipment: instant(shipment.at),
}
INVOICE_FIELDS: Mapping[str, Callable[[ShopInvoice], Value]] = {
    "entity_id": lambda invoice: invoice.id,
    "order_id": lambda invoice: invoice.order_id,
    "ext_invoice_number": lambda invoice: invoice.reference,
    "created_at": lambda invoice: instant(invoice.at),
}
NUMBERS = ("entity_id", "order_id", "customer_id")


def find_orders(store: Store, query: Query) -> tuple[list[SalesOrder], int]:
    """Give one page of the orders that match, and how many match."""
    return find(_candidates(store, query), query, ORDER_FIELDS)


def find(
    rows: Iterable[Row], query: Query, fields: Mapping[str, Callable[[Row], Value]]
) -> tuple[list[Row], int]:
    """Give one page of the rows that match, and how many match.

    A page past the end is the last page again: whoever reads until an empty page never stops.
    """
    tests = [[(fields[one.field], one) for one in group] for group in query.groups]
    matching = [row for row in rows if all(any(_holds(one, of(row)) for of, one in group) for group in tests)]
    matching.sort(key=fields[query.sort_field], reverse=query.descending)
    last_page = max(1, -(-len(matching) // query.page_size))
    start = (min(query.page, last_page) - 1) * query.page_size
    return matching[start : start + query.page_size], len(matching)


def _candidates(store: Store, query: Query) -> Iterable[SalesOrder]:
    """Give the few orders an index leads to, or all of them."""
    for group in query.groups:
        if len(group) != 1:
            continue
        only = group[0]
        if only.condition in ("eq", "in") and only.field == "ext_order_id":
            return [order for value in dict.fromkeys(only.values) for order in store.referenced(str(value))]
        if only.condition in ("eq", "in") and only.field in ("entity_id", "increment_id"):
            keys = dict.fromkeys(int(value) for value in only.values if str(value).isdecimal())
            return [store.orders[key] for key in keys if key in store.orders]
        if only.condition in ("gt", "gteq") and only.field == "updated_at":
            return _changed_since(store, str(only.values[0]))
    return store.orders.values()


def _changed_since(store: Store, since: str) -> Iterable[SalesOrder]:
    for order in store.newest_changes():
        if instant(order.updated_at) < since:
            return
        yield order


def _holds(one: Filter, value: Value) -> bool:
    wanted = one.values[0]
    match one.condition:
        case "eq" | "in":
            return value in one.values
        case "neq":
            return value != wanted
        case "like":
            return _is_like(str(value).lower(), str(wanted).lower())
        case "gt":
            return value > wanted  # type: ignore[operator]
        case "gteq":
            return value >= wanted  # type: ignore[operator]
        case "lt":
            return value < wanted  # type: ignore[operator]
        case _:
            return value <= wanted  # type: ignore[operator]


def _is_like(value: str, pattern: str) -> bool:
    """Match `%` wildcards piece by piece; no regular expression, so no pattern can take long."""
    first, *rest = pattern.split("%")
    if not rest:
        return value == pattern
    last = rest.pop()
    if not value.startswith(first):
        return False
    at = len(first)
    for piece in rest:
        found = value.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(value) - at >= len(last) and value.endswith(last)
