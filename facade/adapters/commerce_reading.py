"""What the shop sends, in canonical words: its native orders and its buyers' cancellations.

The shop tells the sales unit but not for certain what it holds. So a line's `pack_size` is 1 for EA and 0
for CS, and 0 means: to be settled at validation, from the terms of the book.
"""

import reprlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from sys import intern
from typing import Any

import orjson

from facade.canonical.order import Address, Order, OrderLine, address_of
from facade.canonical.value import figure, money_of, quantity_of
from facade.canonical.xref import CrossReference
from facade.errors import NoticeRefusedError, UnknownCodeError


def read_order(body: bytes, xref: CrossReference, channel: str) -> Order:
    """Translate a native order.

    Raises:
        NoticeRefusedError: something is missing or unknown; the message names the field and its value.
    """
    row = _object(body)
    currency = intern(_text(row, "order_currency_code", ""))
    items = _rows(row, "items")
    if not items:
        raise _unlike("items", items)
    return Order(
        external_ref=intern(_text(row, "ext_order_id", "")),
        channel=channel,
        channel_order_id=str(_whole(row, "entity_id", "")),
        customer_id=_business(xref, "customer", str(row.get("customer_id")), "customer_id"),
        order_date=_day(row),
        currency=currency,
        ship_to=_ship_to(row),
        lines=tuple([_line(line, item, currency, xref) for line, item in enumerate(items, 1)]),
    )


def read_cancellation(body: bytes) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Translate a cancellation: the order's reference, and (line, ordered units); none means all.

    Raises:
        NoticeRefusedError: something is missing; the message names the field and its value.
    """
    row = _object(body)
    quantities = []
    for index, item in enumerate(_rows(row, "items")):
        path = f"items[{index}]."
        quantities.append((_whole(item, "line", path), _whole(item, "qty", path)))
    return _text(row, "ext_order_id", ""), tuple(quantities)


def parsed(body: bytes) -> Any:
    """Give what the JSON says, or nothing when it is none."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _line(line: int, item: Mapping[str, Any], currency: str, xref: CrossReference) -> OrderLine:
    path = f"items[{line - 1}]."
    extension = item.get("extension_attributes")
    unit = extension.get("sales_unit") if isinstance(extension, dict) else None
    uom = _business(xref, "unit", str(unit), path + "extension_attributes.sales_unit")
    return OrderLine(
        line=line,
        item_id=_business(xref, "item", _text(item, "sku", path), path + "sku"),
        quantity=quantity_of(_whole(item, "qty_ordered", path), uom),
        unit_price=money_of(_money(item, "price", path), currency),
        pack_size=1 if uom == "EA" else 0,
    )


def _business(xref: CrossReference, kind: str, code: str, field: str) -> str:
    try:
        return xref.business(kind, code)
    except UnknownCodeError as error:
        raise NoticeRefusedError(f"{field}: {error}") from None


def _ship_to(row: Mapping[str, Any]) -> Address:
    """Find where the goods go: the shipping address, or else the billing address."""
    try:
        path = "extension_attributes.shipping_assignments[0].shipping.address"
        address = row["extension_attributes"]["shipping_assignments"][0]["shipping"]["address"]
    except (KeyError, IndexError, TypeError):
        path, address = "billing_address", row.get("billing_address")
    if not isinstance(address, dict):
        raise _unlike(path, address)
    street = address.get("street")
    if not isinstance(street, list) or not all(isinstance(part, str) for part in street):
        raise _unlike(f"{path}.street", street)
    return address_of(
        _text(address, "company", path + "."),
        ", ".join(street),
        _text(address, "city", path + "."),
        str(address.get("postcode") or ""),
        _text(address, "country_id", path + "."),
    )


def _object(body: bytes) -> dict[str, Any]:
    row = parsed(body)
    if not isinstance(row, dict):
        raise _unlike("body", row)
    return row


def _rows(row: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = row.get(name)
    if not isinstance(rows, list):
        raise _unlike(name, rows)
    for index, one in enumerate(rows):
        if not isinstance(one, dict):
            raise _unlike(f"{name}[{index}]", one)
    return rows


def _text(row: Mapping[str, Any], name: str, path: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise _unlike(path + name, value)
    return value


def _whole(row: Mapping[str, Any], name: str, path: str) -> int:
    value = row.get(name)
    if type(value) is not int or value < 1:
        raise _unlike(path + name, value)
    return value


def _money(row: Mapping[str, Any], name: str, path: str) -> Decimal:
    """Read an amount from a JSON number by its shortest text, which gives the written digits back."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise _unlike(path + name, value)
    return figure(str(value))


def _day(row: Mapping[str, Any]) -> date:
    created_at = _text(row, "created_at", "")
    try:
        return date.fromisoformat(created_at[:10])
    except ValueError:
        raise _unlike("created_at", created_at) from None


def _unlike(field: str, value: object) -> NoticeRefusedError:
    shown = reprlib.repr(value) if isinstance(value, dict | list) else repr(str(value)[:100])
    return NoticeRefusedError(f"{field}: not what the shop sends: {shown}")
