"""Finding rows by what must hold of their fields."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.domain.status import STATE_OF
from simulators.commerce.events.orders import STORE_ID, instant
from simulators.commerce.store import Store

Value = str | int | float | None
Row = TypeVar("Row")
Fields = Mapping[str, Callable[[Any], Value]]
"""What rows can be searched by, and how each is read."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one field; `values` holds one value, or several for `in`."""

    field: str
    condition: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: all groups must hold, in each group one filter; no page size means all rows."""

    groups: tuple[tuple[Filter, ...], ...] = ()
    page_size: int | None = None
    page: int = 1
    sorts: tuple[tuple[str, bool], ...] = ()  # field, descending; the most important first


ORDER_FIELDS: Fields = {
    "entity_id": lambda order: order.id,
    "increment_id": lambda order: order.increment_id,
    "ext_order_id": lambda order: order.reference,
    "customer_id": lambda order: order.company_id,
    "status": lambda order: order.status,
    "state": lambda order: STATE_OF[order.status],
    "store_id": lambda _: STORE_ID,
    "order_currency_code": lambda order: order.currency,
    "subtotal": lambda order: float(order.subtotal),
    "grand_total": lambda order: float(order.subtotal),
    "base_grand_total": lambda order: float(order.subtotal),
    "total_due": lambda order: float(order.subtotal - order.total_paid),
    "created_at": lambda order: instant(order.created_at),
    "updated_at": lambda order: instant(order.updated_at),
}


def fields_of(native: Callable[[Any], Mapping[str, Any]], *names: str) -> Fields:
    """Let rows be searched by fields of what is written of them."""

    def reader(name: str) -> Callable[[Any], Value]:
        return lambda row: native(row)[name]

    return {name: reader(name) for name in names}


def find_orders(store: Store, query: Query) -> tuple[list[SalesOrder], int]:
    """Give one page of the orders that match, and how many match."""
    return find(_candidates(store, query), query, ORDER_FIELDS)


def find(rows: Iterable[Row], query: Query, fields: Fields) -> tuple[list[Row], int]:
    """Give one page of the rows that match, and how many match.

    A page past the end is the last page again: whoever reads until an empty page never stops.
    """
    tests = [[(fields[one.field], one) for one in group] for group in query.groups]
    matching = [row for row in rows if all(any(_holds(one, of(row)) for of, one in group) for group in tests)]
    for field, is_descending in reversed(query.sorts):
        of = fields[field]
        matching.sort(key=lambda row: _sortable(of(row)), reverse=is_descending)
    if query.page_size is None:
        return matching, len(matching)
    last_page = max(1, -(-len(matching) // query.page_size))
    start = (min(query.page, last_page) - 1) * query.page_size
    return matching[start : start + query.page_size], len(matching)


def _sortable(value: Value) -> tuple[bool, bool, Value]:
    """Put nothing before numbers, and numbers before text."""
    return (value is not None, isinstance(value, str), 0 if value is None else value)


def _candidates(store: Store, query: Query) -> Iterable[SalesOrder]:
    """Give the few orders an index leads to, in the order of entry, or all of them."""
    for group in query.groups:
        if len(group) != 1:
            continue
        only = group[0]
        if only.condition in ("eq", "in") and only.field == "ext_order_id":
            found = [order.id for value in dict.fromkeys(only.values) for order in store.referenced(value)]
        elif only.condition in ("eq", "in") and only.field in ("entity_id", "increment_id"):
            found = [
                int(value) for value in dict.fromkeys(only.values) if value.isdecimal() and len(value) < 16
            ]
        elif only.condition in ("gt", "gteq", "from") and only.field == "updated_at":
            found = _changed_since(store, only.values[0])
        else:
            continue
        return [store.orders[order_id] for order_id in sorted(found) if order_id in store.orders]
    return store.orders.values()


def _changed_since(store: Store, since: str) -> list[int]:
    found = []
    for order in store.newest_changes():
        if instant(order.updated_at) < since:
            break
        found.append(order.id)
    return found


def _holds(one: Filter, value: Value) -> bool:
    if value is None:
        return one.condition in ("null", "neq", "nin", "nlike", "nfinset")
    if one.condition in _ON_SETS:
        return _ON_SETS[one.condition](str(value), one.values)
    return _compared(one.condition, value, one.values[0])


def _compared(condition: str, value: str | float, wanted: str) -> bool:
    other = _number(wanted) if isinstance(value, int | float) else wanted
    match condition:
        case "eq":
            return value == other
        case "neq":
            return value != other
        case "gt":
            return value > other  # type: ignore[operator]
        case "gteq" | "from" | "moreq":
            return value >= other  # type: ignore[operator]
        case "lt":
            return value < other  # type: ignore[operator]
        case _:
            return value <= other  # type: ignore[operator]


def _number(text: str) -> float:
    """Read a number the way the product's database does: what is none counts as nought."""
    is_number = text.isascii() and text.removeprefix("-").replace(".", "", 1).isdecimal() and len(text) < 25
    return float(text) if is_number else 0.0


_ON_SETS: Mapping[str, Callable[[str, tuple[str, ...]], bool]] = {
    "in": lambda value, wanted: value in wanted,
    "nin": lambda value, wanted: value not in wanted,
    "finset": lambda value, wanted: wanted[0] in value.split(","),
    "nfinset": lambda value, wanted: wanted[0] not in value.split(","),
    "like": lambda value, wanted: is_like(value.lower(), wanted[0].lower()),
    "nlike": lambda value, wanted: not is_like(value.lower(), wanted[0].lower()),
    "null": lambda value, wanted: False,
    "notnull": lambda value, wanted: True,
}


def is_like(value: str, pattern: str) -> bool:
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
