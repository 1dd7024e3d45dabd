"""Pages of selling: orders, posted shipments, posted invoices."""

from collections.abc import Iterable, Iterator
from typing import Any

from simulators.legacy_erp.domain.key import INVOICE_TABLE, ORDER_TABLE, SHIPMENT_TABLE, seal
from simulators.legacy_erp.domain.masters import UNITS
from simulators.legacy_erp.domain.posted import PostedInvoice, PostedShipment
from simulators.legacy_erp.domain.sales import (
    CANCELLED,
    INVOICED,
    LEADING,
    LINE_STEP,
    MIRROR,
    NONE,
    OPEN,
    RELEASED,
    SHIPPED,
    SalesOrder,
)
from simulators.legacy_erp.domain.text import (
    CODE_LENGTH,
    DESCRIPTION_LENGTH,
    NAME_LENGTH,
    REFERENCE_LENGTH,
)
from simulators.legacy_erp.service.pages import (
    ALWAYS,
    ONCE,
    Field,
    Literals,
    Part,
    by_age,
    document_page,
    indexed_by_number,
)
from simulators.legacy_erp.store import CompanyStore

_ROLE = Field("Book_Role", "word", "book_role", words=(LEADING, MIRROR))
_AMOUNTS = (
    Field("Amount", "decimal", "totals.net"),
    Field("VAT_Amount", "decimal", "totals.tax"),
    Field("Amount_Including_VAT", "decimal", "totals.gross"),
)
LINE_NO = Field("Line_No", "int", "", ONCE, at_least=0)
ITEM_FIELDS = (
    LINE_NO,
    Field("No", "code", "", ONCE),
    Field("Description", "text", ""),
    Field("Quantity", "decimal", "", ALWAYS, at_least=0),
    Field("Unit_of_Measure_Code", "word", "", ONCE, words=UNITS),
    Field("Unit_Price", "decimal", "", ONCE, at_least=0),
    Field("Line_Amount", "decimal", ""),
)


def _order_lines(order: SalesOrder, store: CompanyStore) -> list[tuple[Any, ...]]:
    nothing = (NONE,) * len(order.lines)
    items, key = store.items, seal(ORDER_TABLE, order.no, order.version)
    return [
        (
            f"{key}.{line.line * LINE_STEP}",
            line.line * LINE_STEP,
            line.item,
            items[line.item].description,
            line.quantity,
            line.unit,
            line.unit_price,
            line.net,
            shipped,
            invoiced,
        )
        for line, shipped, invoiced in zip(
            order.lines, order.shipped or nothing, order.invoiced or nothing, strict=True
        )
    ]


def _orders(store: CompanyStore, named: Literals) -> Iterable[Any] | None:
    if "External_Document_No" in named and "No" not in named:
        by_document = store.orders_by_document
        found = [no for ref in named["External_Document_No"] for no in by_document.get(ref, ())]
        return [store.orders[no] for no in sorted(found, key=by_age)]
    return _orders_by_number(store, named)


_orders_by_number = indexed_by_number(lambda store: store.orders, by_age)

SALES_ORDER = document_page(
    "SalesOrder",
    ORDER_TABLE,
    "Sales Order",
    lambda store: store.orders,
    (
        Field("No", "code", "no"),
        Field("External_Document_No", "text", "external_document_no", ONCE, REFERENCE_LENGTH),
        Field("Sell_to_Customer_No", "code", "customer_no", ONCE),
        Field("Order_Date", "date", "order_date", ONCE),
        Field("Currency_Code", "code", "currency", ONCE),
        _ROLE._replace(given=ALWAYS),
        Field("Status", "word", "status", words=(OPEN, RELEASED, SHIPPED, INVOICED, CANCELLED)),
        Field("Ship_to_Name", "text", "ship_to.name", ALWAYS, NAME_LENGTH),
        Field("Ship_to_Address", "text", "ship_to.address", ALWAYS, NAME_LENGTH),
        Field("Ship_to_City", "text", "ship_to.city", ALWAYS, DESCRIPTION_LENGTH),
        Field("Ship_to_Post_Code", "text", "ship_to.post_code", ALWAYS, CODE_LENGTH),
        Field("Ship_to_Country_Region_Code", "text", "ship_to.country", ALWAYS, CODE_LENGTH),
        *_AMOUNTS,
        Field("Outstanding_Amount", "decimal", "weight"),
    ),
    Part(
        "SalesLines",
        "Sales_Order_Line",
        (
            Field("Key", "code", "", ALWAYS),
            *ITEM_FIELDS,
            Field("Quantity_Shipped", "decimal", ""),
            Field("Quantity_Invoiced", "decimal", ""),
        ),
        _order_lines,
    ),
    _orders,
)


def _shipment_lines(shipment: PostedShipment, store: CompanyStore) -> Iterator[tuple[Any, ...]]:
    by_place = {line.line: line for line in store.orders[shipment.order_no].lines}
    for place, quantity in shipment.quantities:
        yield place * LINE_STEP, by_place[place].item, quantity, by_place[place].unit


def _shipments(store: CompanyStore, named: Literals) -> Iterable[Any] | None:
    if "External_Shipment_No" in named:
        by_document = store.shipments_by_document
        found = [no for ref in named["External_Shipment_No"] for no in by_document.get(ref, ())]
    elif "Order_No" in named:
        found = [no for order in _named_orders(store, named) for no in order.shipments]
    else:
        return _shipments_by_number(store, named)
    return [store.shipments[no] for no in sorted(found, key=by_age)]


def _named_orders(store: CompanyStore, named: Literals) -> list[SalesOrder]:
    return [store.orders[no] for no in named["Order_No"] if no in store.orders]


_shipments_by_number = indexed_by_number(lambda store: store.shipments, by_age)

SHIPMENT = document_page(
    "PostedSalesShipment",
    SHIPMENT_TABLE,
    "Sales Shipment",
    lambda store: store.shipments,
    (
        Field("No", "code", "no"),
        Field("Order_No", "code", "order_no"),
        Field("External_Document_No", "text", "external_document_no"),
        Field("External_Shipment_No", "text", "external_shipment_no"),
        Field("Location_Code", "text", "location_code"),
        Field("Posting_Date", "date", "posting_date"),
        _ROLE,
    ),
    Part(
        "ShipmentLines",
        "Posted_Sales_Shpt_Line",
        tuple(
            one for one in ITEM_FIELDS if one.name in ("Line_No", "No", "Quantity", "Unit_of_Measure_Code")
        ),
        _shipment_lines,
    ),
    _shipments,
)


def _invoice_lines(invoice: PostedInvoice, store: CompanyStore) -> list[tuple[Any, ...]]:
    items = store.items
    return [
        (
            line.line * LINE_STEP,
            line.item,
            items[line.item].description,
            line.quantity,
            line.unit,
            line.unit_price,
            line.net,
        )
        for line in invoice.lines
    ]


def _invoices(store: CompanyStore, named: Literals) -> Iterable[Any] | None:
    if "Order_No" in named:
        found = [no for order in _named_orders(store, named) for no in order.invoices]
        return [store.invoices[no] for no in sorted(found, key=by_age)]
    return _invoices_by_number(store, named)


_invoices_by_number = indexed_by_number(lambda store: store.invoices, by_age)

INVOICE = document_page(
    "PostedSalesInvoice",
    INVOICE_TABLE,
    "Sales Invoice",
    lambda store: store.invoices,
    (
        Field("No", "code", "no"),
        Field("Order_No", "code", "order_no"),
        Field("External_Document_No", "text", "external_document_no"),
        Field("Sell_to_Customer_No", "code", "customer_no"),
        Field("Posting_Date", "date", "posting_date"),
        Field("Due_Date", "date", "due_date"),
        Field("Currency_Code", "code", "currency"),
        _ROLE,
        Field("VAT_Percent", "decimal", "vat_percent"),
        *_AMOUNTS,
        Field("Remaining_Amount", "decimal", "remaining"),
    ),
    Part("InvoiceLines", "Posted_Sales_Invoice_Line", ITEM_FIELDS, _invoice_lines),
    _invoices,
)
