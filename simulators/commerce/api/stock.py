"""What is in stock where, and how much of it can be sold."""

from dataclasses import replace
from typing import Any

from simulators.commerce.api.asking import LIST, NUMBER, YES, Ask, Route, number_of, searching
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.stock import (
    DEFAULT_SOURCE,
    IN_STOCK,
    OUT_OF_STOCK,
    STOCK_ID,
    Source,
    SourceItem,
)
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.schemas.stock import (
    SourceBody,
    SourceChangeBody,
    SourceItemRefsBody,
    SourceItemsBody,
    StockItemBody,
    native_source,
    native_source_item,
    native_stock,
    native_stock_item,
)
from simulators.commerce.service.search import fields_of
from simulators.commerce.service.shop import Shop


def read_source(ask: Ask) -> Any:
    """Give one source."""
    return native_source(ask.shop.stock.source(ask.text("sourceCode")))


def add_source(ask: Ask) -> Any:
    """Enter a source."""
    body: SourceBody = ask.body
    new = body.source
    if new.source_code in ask.shop.store.sources:
        raise StateError("There is a source %code already.", code=new.source_code)
    address = Address(new.name, new.street or "", new.city or "", new.postcode or "", new.country_id or "")
    ask.shop.stock.save_source(Source(new.source_code, new.name, address, new.enabled))
    return []


def change_source(ask: Ask) -> Any:
    """Change a source."""
    body: SourceChangeBody = ask.body
    known, change = ask.shop.stock.source(ask.text("sourceCode")), body.source
    enabled = known.is_enabled if change.enabled is None else change.enabled
    ask.shop.stock.save_source(replace(known, name=change.name or known.name, is_enabled=enabled))
    return []


def read_stock(ask: Ask) -> Any:
    """Give one stock; there is one."""
    if ask.number("stockId") != STOCK_ID:
        raise NoSuchEntityError("stockId", ask.text("stockId"))
    return native_stock()


def save_items(ask: Ask) -> Any:
    """Enter how much lies where."""
    body: SourceItemsBody = ask.body
    rows = [SourceItem(row.sku, row.source_code, row.quantity, row.status) for row in body.source_items]
    ask.shop.stock.save_items(rows)
    return []


def delete_items(ask: Ask) -> Any:
    """Forget how much lies where."""
    body: SourceItemRefsBody = ask.body
    ask.shop.stock.delete_items([(row.sku, row.source_code) for row in body.source_items])
    return []


def salable_quantity(ask: Ask) -> Any:
    """Give how many pieces can still be sold."""
    return ask.shop.stock.salable(ask.text("sku"), ask.number("stockId"))


def is_salable(ask: Ask) -> Any:
    """Tell whether any piece can still be sold."""
    return ask.shop.stock.salable(ask.text("sku"), ask.number("stockId")) > 0


def is_salable_in(ask: Ask) -> Any:
    """Tell whether that many pieces can still be sold."""
    asked = number_of("requestedQty", ask.text("requestedQty"))
    left = ask.shop.stock.salable(ask.text("sku"), ask.number("stockId"))
    if asked <= left:
        return {"salable": True, "errors": []}
    words = "The requested quantity cannot be sold."
    return {
        "salable": False,
        "errors": [{"code": "is_salable_with_reservations-not_enough_qty", "message": words}],
    }


def read_stock_item(ask: Ask) -> Any:
    """Give how much of a product there is, without sources."""
    return stock_item_of(ask.shop, ask.text("sku"))


def read_stock_status(ask: Ask) -> Any:
    """Give whether a product is in stock, the way storefronts ask."""
    item = stock_item_of(ask.shop, ask.text("sku"))
    status = int(item["is_in_stock"])
    return {
        "product_id": item["product_id"],
        "stock_id": STOCK_ID,
        "qty": item["qty"],
        "stock_status": status,
        "stock_item": item,
    }


def change_stock_item(ask: Ask) -> Any:
    """Enter how much of a product there is, at the default source."""
    body: StockItemBody = ask.body
    product = ask.shop.catalogue.product(ask.text("sku"))
    if ask.number("itemId") != product.id:
        raise NoSuchEntityError("itemId", ask.text("itemId"))
    is_in = body.stock_item.qty > 0 if body.stock_item.is_in_stock is None else body.stock_item.is_in_stock
    status = IN_STOCK if is_in else OUT_OF_STOCK
    ask.shop.stock.save_items([SourceItem(product.sku, DEFAULT_SOURCE, body.stock_item.qty, status)])
    return product.id


def stock_item_of(shop: Shop, sku: str) -> dict[str, Any]:
    """Give how much of a product there is, without sources."""
    product = shop.catalogue.product(sku)
    there = sum(item.quantity for item in shop.stock.items_of(sku))
    return native_stock_item(product.id, there, shop.stock.salable(sku))


SOURCE_FIELDS = fields_of(native_source, "source_code", "name", "enabled", "country_id")
ITEM_FIELDS = fields_of(native_source_item, "sku", "source_code", "quantity", "status")
STOCK_FIELDS = fields_of(lambda _: native_stock(), "stock_id", "name")

ROUTES = (
    searching(
        "/inventory/sources",
        lambda shop: shop.store.sources.values(),
        native_source,
        SOURCE_FIELDS,
        "Search sources",
    ),
    Route("POST", "/inventory/sources", add_source, "Enter a source", SourceBody, LIST),
    Route("GET", "/inventory/sources/{sourceCode}", read_source, "Read a source"),
    Route("PUT", "/inventory/sources/{sourceCode}", change_source, "Change a source", SourceChangeBody, LIST),
    searching(
        "/inventory/stocks", lambda shop: (STOCK_ID,), lambda _: native_stock(), STOCK_FIELDS, "Search stocks"
    ),
    Route("GET", "/inventory/stocks/{stockId}", read_stock, "Read a stock"),
    searching(
        "/inventory/source-items",
        lambda shop: shop.store.source_items.values(),
        native_source_item,
        ITEM_FIELDS,
        "Search what lies where",
    ),
    Route("POST", "/inventory/source-items", save_items, "Enter what lies where", SourceItemsBody, LIST),
    Route(
        "POST",
        "/inventory/source-items-delete",
        delete_items,
        "Forget what lies where",
        SourceItemRefsBody,
        LIST,
    ),
    Route(
        "GET",
        "/inventory/get-product-salable-quantity/{sku}/{stockId}",
        salable_quantity,
        "Read how much can be sold",
        gives=NUMBER,
    ),
    Route(
        "GET",
        "/inventory/is-product-salable/{sku}/{stockId}",
        is_salable,
        "Ask whether any can be sold",
        gives=YES,
    ),
    Route(
        "GET",
        "/inventory/is-product-salable-for-requested-qty/{sku}/{stockId}/{requestedQty}",
        is_salable_in,
        "Ask whether so much can be sold",
    ),
    Route("GET", "/stockStatuses/{sku}", read_stock_status, "Read whether a product is in stock"),
    Route("GET", "/stockItems/{sku}", read_stock_item, "Read how much there is of a product"),
    Route(
        "PUT",
        "/products/{sku}/stockItems/{itemId}",
        change_stock_item,
        "Enter how much there is of a product",
        StockItemBody,
        NUMBER,
    ),
)
