"""The data of commands, read strictly where the schema alone cannot say what is meant."""

import re
from collections.abc import Mapping
from sys import intern
from typing import Any

from simulators.chassis.reading import Reader
from simulators.threepl_graphql.domain.goods import PurchaseLine, ReturnLine
from simulators.threepl_graphql.domain.ids import legacy_id
from simulators.threepl_graphql.domain.orders import HOLDS, LineItem, OrderDraft
from simulators.threepl_graphql.errors import InvalidValueError
from simulators.threepl_graphql.schemas.queries import instant
from simulators.threepl_graphql.service.inbound import Announced, Counted
from simulators.threepl_graphql.service.orders import LineChanges
from simulators.threepl_graphql.service.returns import Asked

LINES_MAX = 500
MONEY = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
CONDITIONS = ("new", "opened", "damaged")
Data = Mapping[str, Any]
READ = Reader(InvalidValueError)


def optional(data: Data, field: str, place: str = "", longest: int = 100) -> str:
    """Read text that may be left out."""
    return READ.text(data, field, place, longest) if data.get(field) else ""


def order(data: Data) -> OrderDraft:
    """Read an order with its lines."""
    address = data["shipping_address"]
    holds = data.get("holds") or {}
    return OrderDraft(
        number=intern(_number(data, "order_number")),
        partner_id=intern(_number(data, "partner_order_id")),
        shop_name=intern(optional(data, "shop_name")),
        currency=intern(optional(data, "currency", longest=3)),
        email=optional(data, "email"),
        packing_note=optional(data, "packing_note", longest=1_000),
        subtotal=_money(data, "subtotal"),
        total_price=_money(data, "total_price"),
        order_date=instant(data["order_date"], "order_date") if data.get("order_date") else None,
        address=tuple((name, optional(address, name, "shipping_address.")) for name in sorted(address)),
        holds=tuple(hold for hold in HOLDS if holds.get(hold)),
        lines=_order_lines(data),
    )


def _order_lines(data: Data) -> tuple[LineItem, ...]:
    lines: dict[str, LineItem] = {}
    for line, place in READ.lines(data, "line_items", LINES_MAX):
        number = intern(READ.key(line, "partner_line_item_id", place))
        if number in lines:
            raise InvalidValueError(f"{place}partner_line_item_id: {number} stands twice")
        lines[number] = LineItem(
            id=0,
            partner_id=number,
            sku=intern(READ.text(line, "sku", place)),
            name=optional(line, "product_name", place),
            price=intern(_money(line, "price", place)),
            quantity=READ.count(line, "quantity", place),
        )
    return tuple(lines.values())


def line_changes(data: Data) -> LineChanges:
    """Read new quantities and prices by line id; a quantity of nothing empties the line."""
    changes: dict[int, tuple[int | None, str | None]] = {}
    for line, place in READ.lines(data, "line_items", LINES_MAX):
        quantity = None if line.get("quantity") is None else READ.count(line, "quantity", place, least=0)
        price = None if line.get("price") is None else _money(line, "price", place)
        changes[legacy_id("LineItem", line["id"])] = (quantity, price)
    return changes


def stock_change(data: Data, least: int) -> tuple[str, int, str]:
    """Read of what how much, and why."""
    return READ.text(data, "sku"), READ.count(data, "quantity", least=least), _reason(data)


def announced(data: Data) -> Announced:
    """Read a purchase order; each SKU stands in it once."""
    lines: dict[str, PurchaseLine] = {}
    for line, place in READ.lines(data, "line_items", LINES_MAX):
        sku = READ.text(line, "sku", place)
        if sku in lines:
            raise InvalidValueError(f"{place}sku: {sku[:40]!r} stands twice")
        lines[sku] = PurchaseLine(0, sku, _money(line, "price", place), READ.count(line, "quantity", place))
    return Announced(
        number=READ.key(data, "po_number"),
        warehouse_id=data["warehouse_id"],
        totals=(_money(data, "subtotal"), _money(data, "shipping_price"), _money(data, "total_price")),
        po_date=instant(data["po_date"], "po_date") if data.get("po_date") else None,
        lines=tuple(lines.values()),
    )


def counted(data: Data) -> Counted:
    """Read how much has arrived, or was turned away, by now."""
    return {
        READ.text(line, "sku", place): (
            None
            if line.get("quantity_received") is None
            else READ.count(line, "quantity_received", place, least=0),
            None
            if line.get("quantity_rejected") is None
            else READ.count(line, "quantity_rejected", place, least=0),
        )
        for line, place in READ.lines(data, "line_items", LINES_MAX)
    }


def asked_back(data: Data) -> Asked:
    """Read a return."""
    lines = []
    for line, place in READ.lines(data, "line_items", LINES_MAX):
        condition = READ.one_of(line, "condition", CONDITIONS, place) if line.get("condition") else "new"
        reason = READ.text(line, "return_reason", place)
        sku, quantity = READ.text(line, "sku", place), READ.count(line, "quantity", place)
        lines.append(ReturnLine(0, sku, quantity, reason, condition))
    return Asked(
        order_id=legacy_id("Order", data["order_id"]),
        warehouse_id=data["warehouse_id"],
        reason=READ.text(data, "return_reason"),
        carrier=READ.text(data, "shipping_carrier"),
        method=READ.text(data, "shipping_method"),
        label_cost=_money(data, "label_cost"),
        lines=tuple(lines),
    )


def _number(data: Data, field: str) -> str:
    return READ.key(data, field) if data.get(field) else ""


def _reason(data: Data) -> str:
    return READ.key(data, "reason") if data.get("reason") else ""


def _money(data: Data, field: str, place: str = "") -> str:
    text: str | None = data.get(field)
    if text is None:
        return "0.00"
    if not MONEY.fullmatch(text):
        READ.refuse(place + field, "an amount such as 12.50", text)
    return text
