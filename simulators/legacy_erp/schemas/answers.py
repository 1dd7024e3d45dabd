"""What callers get: records as the elements of an answer, written straight to text.

Headers go through the page's own list of fields; lines, of which an order may have hundreds, are one
format each.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from simulators.legacy_erp.domain.key import ORDER_LINE_TABLE, seal
from simulators.legacy_erp.domain.masters import BASE_UNIT, CARTON, Item, SalesPrice
from simulators.legacy_erp.domain.sales import (
    LINE_STEP,
    PostedInvoice,
    PostedShipment,
    SalesLine,
    SalesOrder,
)
from simulators.legacy_erp.schemas.soap import escape
from simulators.legacy_erp.service.pages import Page
from simulators.legacy_erp.service.views import INVOICE, PAGES, SALES_ORDER, SALES_PRICE, SHIPMENT

Items = Mapping[str, Item]
ORDER_LINE, SHIPMENT_LINE, INVOICE_LINE = (
    "Sales_Order_Line",
    "Posted_Sales_Shpt_Line",
    "Posted_Sales_Invoice_Line",
)


def record(page: Page, row: Any, items: Items) -> str:
    """Write one record of a page, with its lines when it is a document."""
    return _WRITERS[page.name](row, items)


def records(page: Page, rows: Iterable[Any], items: Items) -> str:
    """Write a set of records."""
    write = _WRITERS[page.name]
    return "".join([write(row, items) for row in rows])


def plain(value: Any) -> str:
    """Write a value the way XML Schema has it."""
    if isinstance(value, str):
        return escape(value)
    return str(value)


def _fields(page: Page) -> Callable[[Any], str]:
    """Make the writer of a record's fields; an empty field is left out, as the product does."""
    columns = [(f"<{field.name}>", f"</{field.name}>", field.read) for field in page.fields]

    def write(row: Any) -> str:
        parts = [f"<Key>{page.key(row)}</Key>"]
        for opening, closing, read in columns:
            value = read(row)
            if value != "":
                parts.append(f"{opening}{plain(value)}{closing}")
        return "".join(parts)

    return write


def _header_only(page: Page) -> Callable[[Any, Items], str]:
    fields = _fields(page)
    return lambda row, _: f"<{page.name}>{fields(row)}</{page.name}>"


_order_fields, _shipment_fields, _invoice_fields = map(_fields, (SALES_ORDER, SHIPMENT, INVOICE))


def _order(order: SalesOrder, items: Items) -> str:
    nothing = (Decimal(0),) * len(order.lines)
    lines = "".join(
        [
            f"<{ORDER_LINE}><Key>{seal(ORDER_LINE_TABLE, f'{order.no}/{line.line}', 1)}</Key>"
            f"{_line(line, items)}<Quantity_Shipped>{shipped}</Quantity_Shipped>"
            f"<Quantity_Invoiced>{invoiced}</Quantity_Invoiced></{ORDER_LINE}>"
            for line, shipped, invoiced in zip(
                order.lines, order.shipped or nothing, order.invoiced or nothing, strict=True
            )
        ]
    )
    return f"<SalesOrder>{_order_fields(order)}<SalesLines>{lines}</SalesLines></SalesOrder>"


def _line(line: SalesLine, items: Items) -> str:
    return (
        f"<Line_No>{line.line * LINE_STEP}</Line_No><No>{escape(line.item)}</No>"
        f"<Description>{escape(items[line.item].description)}</Description>"
        f"<Quantity>{line.quantity}</Quantity><Unit_of_Measure_Code>{line.unit}</Unit_of_Measure_Code>"
        f"<Unit_Price>{line.unit_price}</Unit_Price><Line_Amount>{line.net}</Line_Amount>"
    )


def _shipment(shipment: PostedShipment, _: Items) -> str:
    by_place = {line.line: line for line in shipment.order.lines}
    lines = "".join(
        [
            f"<{SHIPMENT_LINE}><Line_No>{place * LINE_STEP}</Line_No><No>{escape(by_place[place].item)}</No>"
            f"<Quantity>{quantity}</Quantity>"
            f"<Unit_of_Measure_Code>{by_place[place].unit}</Unit_of_Measure_Code></{SHIPMENT_LINE}>"
            for place, quantity in shipment.quantities
        ]
    )
    return (
        f"<PostedSalesShipment>{_shipment_fields(shipment)}"
        f"<ShipmentLines>{lines}</ShipmentLines></PostedSalesShipment>"
    )


def _invoice(invoice: PostedInvoice, items: Items) -> str:
    lines = "".join([f"<{INVOICE_LINE}>{_line(line, items)}</{INVOICE_LINE}>" for line in invoice.lines])
    return (
        f"<PostedSalesInvoice>{_invoice_fields(invoice)}"
        f"<InvoiceLines>{lines}</InvoiceLines></PostedSalesInvoice>"
    )


def _sales_price(price: SalesPrice, _: Items) -> str:
    return (
        f"<SalesPrice><Key>{SALES_PRICE.key(price)}</Key><Sales_Code>{price.customer_no}</Sales_Code>"
        f"<Item_No>{escape(price.item.no)}</Item_No><Unit_of_Measure_Code>{BASE_UNIT}</Unit_of_Measure_Code>"
        f"<Unit_Price>{price.unit_price}</Unit_Price><Currency_Code>{price.currency}</Currency_Code>"
        f"<Price_Source>{price.source}</Price_Source>"
        f"<Packing_Unit_of_Measure>{CARTON}</Packing_Unit_of_Measure>"
        f"<Pieces_per_Packing_Unit>{price.item.pieces_per_carton}</Pieces_per_Packing_Unit></SalesPrice>"
    )


_WRITERS: Mapping[str, Callable[[Any, Items], str]] = {
    **{name: _header_only(page) for name, page in PAGES.items()},
    "SalesOrder": _order,
    "SalesPrice": _sales_price,
    "PostedSalesShipment": _shipment,
    "PostedSalesInvoice": _invoice,
}
