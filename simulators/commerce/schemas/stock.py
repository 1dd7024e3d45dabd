"""Sources and what lies there, on the wire."""

from typing import Annotated, Any

from pydantic import Field

from simulators.commerce.domain.stock import IN_STOCK, STOCK_ID, STOCK_NAME, Source, SourceItem
from simulators.commerce.schemas.fields import Bit, Body, Country, Envelope, Filled, Flag, Key, Line, Whole


class SourceEntity(Body):
    """A place that goods are sold from."""

    source_code: Key
    name: Filled
    enabled: Flag = True
    country_id: Country | None = None
    postcode: Line | None = None
    street: Line | None = None
    city: Line | None = None


class SourceBody(Body):
    """The envelope of a source."""

    source: SourceEntity


class SourceChange(Body):
    """What changes of a source."""

    name: Filled | None = None
    enabled: Flag | None = None


class SourceChangeBody(Body):
    """The envelope of a change."""

    source: SourceChange


class SourceItemBody(Body):
    """How much of a product lies at a source."""

    sku: Filled
    source_code: Filled
    quantity: Whole
    status: Bit = IN_STOCK


class SourceItemsBody(Envelope):
    """How much lies where."""

    source_items: Annotated[list[SourceItemBody], Field(max_length=1000)]


class SourceItemRef(Body):
    """A product at a source."""

    sku: Filled
    source_code: Filled


class SourceItemRefsBody(Envelope):
    """Products at sources."""

    source_items: Annotated[list[SourceItemRef], Field(max_length=1000)]


class StockItemEntity(Body):
    """How much of a product there is, the way it was said before there were sources."""

    qty: Whole
    is_in_stock: Flag | None = None


class StockItemBody(Envelope):
    """The envelope of a stock item."""

    stock_item: StockItemEntity


def native_source(source: Source) -> dict[str, Any]:
    """Write a source."""
    address = source.address
    return {
        "source_code": source.code,
        "name": source.name,
        "enabled": source.is_enabled,
        "country_id": address.country if address else None,
        "postcode": address.postcode if address else None,
        "city": address.city if address else None,
        "street": address.street if address else None,
        "use_default_carrier_config": True,
    }


def native_source_item(item: SourceItem) -> dict[str, Any]:
    """Write how much of a product lies at a source."""
    return {
        "sku": item.sku,
        "source_code": item.source_code,
        "quantity": item.quantity,
        "status": item.status,
    }


def native_stock() -> dict[str, Any]:
    """Write the one stock that sells from all sources."""
    channels = [{"type": "website", "code": "base"}]
    return {"stock_id": STOCK_ID, "name": STOCK_NAME, "extension_attributes": {"sales_channels": channels}}


def native_stock_item(product_id: int, quantity: int, salable: int) -> dict[str, Any]:
    """Write how much of a product there is, without sources."""
    return {
        "item_id": product_id,
        "product_id": product_id,
        "stock_id": STOCK_ID,
        "qty": quantity,
        "is_in_stock": salable > 0,
        "manage_stock": True,
        "min_sale_qty": 1,
    }
