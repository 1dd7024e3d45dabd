"""The entity types of the sales documents. A row of lines is a pair: the document and the line."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from simulators.cloud_erp.domain.order import SalesLine, SalesOrder
from simulators.cloud_erp.domain.posted import SalesInvoice, SalesShipment
from simulators.cloud_erp.schemas.entity import (
    EntitySet,
    Navigation,
    Property,
    boolean,
    day,
    decimal,
    guid,
    instant,
    number,
    text,
)
from simulators.cloud_erp.store import Store

OrderRow = tuple[SalesOrder, SalesLine]
ShipmentRow = tuple[SalesShipment, tuple[int, Decimal]]
InvoiceRow = tuple[SalesInvoice, SalesLine]
PERCENT = Decimal(100)


def line_id(document_id: str, sequence: int) -> str:
    """Make a line's GUID: its document's, with the sequence in the last eight digits."""
    return f"{document_id[:-8]}{sequence:08x}"


def split_line_id(key: str) -> tuple[str, int]:
    """Give the document's id and the sequence behind a line's GUID."""
    return f"{key[:-8]}00000000", int(key[-8:], 16)


def book_role(order: SalesOrder) -> str:
    """Name the part an order plays: it leads, or it mirrors an order of another book."""
    return "leading" if order.posting else "mirror"


def _order_lines(order: SalesOrder) -> list[OrderRow]:
    return [(order, line) for line in order.lines]


def _shipment_lines(shipment: SalesShipment) -> list[ShipmentRow]:
    return [(shipment, line) for line in shipment.lines]


def _invoice_lines(invoice: SalesInvoice) -> list[InvoiceRow]:
    return [(invoice, line) for line in invoice.lines]


def _find_order_line(store: Store, key: str) -> OrderRow | None:
    document_id, sequence = split_line_id(key)
    order = store.orders.get(document_id)
    lines = order.lines if order else ()
    return next(((order, line) for line in lines if order and line.sequence == sequence), None)


def _find_shipment_line(store: Store, key: str) -> ShipmentRow | None:
    document_id, sequence = split_line_id(key)
    shipment = store.shipments.get(document_id)
    return next(
        (row for row in (_shipment_lines(shipment) if shipment else ()) if row[1][0] == sequence), None
    )


def _find_invoice_line(store: Store, key: str) -> InvoiceRow | None:
    document_id, sequence = split_line_id(key)
    invoice = store.invoices.get(document_id)
    rows = _invoice_lines(invoice) if invoice else []
    return next((row for row in rows if row[1].sequence == sequence), None)


def _one(table: dict[str, Any], value: str) -> Sequence[Any]:
    row = table.get(value)
    return () if row is None else (row,)


def _all(lines: Iterable[list[Any]]) -> Iterable[Any]:
    return (row for document in lines for row in document)


def _line_properties() -> tuple[Property, ...]:
    return (
        guid("id", lambda r: line_id(r[0].id, r[1].sequence)),
        guid("documentId", lambda r: r[0].id, writable=True),
        number("sequence", lambda r: r[1].sequence, writable=True),
        guid("itemId", lambda r: r[1].item.id, writable=True),
        text("lineType", lambda _: "Item", 15, writable=True),
        text("lineObjectNumber", lambda r: r[1].item.number, 20, writable=True),
        text("description", lambda r: r[1].item.description, 100),
        text("unitOfMeasureCode", lambda r: r[1].unit, 10, writable=True),
        decimal("quantity", lambda r: r[1].quantity, writable=True),
        decimal("unitPrice", lambda r: r[1].unit_price, writable=True),
        decimal("netAmount", lambda r: r[1].net),
        decimal("taxPercent", lambda r: r[1].tax_rate * PERCENT),
        decimal("netTaxAmount", lambda r: r[1].tax),
        decimal("netAmountIncludingTax", lambda r: r[1].net + r[1].tax),
    )


SALES_ORDERS = EntitySet(
    name="salesOrders",
    type_name="salesOrder",
    properties=(
        guid("id", lambda o: o.id),
        text("number", lambda o: o.number, 20),
        text("externalDocumentNumber", lambda o: o.external_document_number, 35, writable=True),
        text("bookRole", lambda o: book_role(o), 10, writable=True),
        day("orderDate", lambda o: o.order_date, writable=True),
        guid("customerId", lambda o: o.customer.id, writable=True),
        text("customerNumber", lambda o: o.customer.number, 20, writable=True),
        text("customerName", lambda o: o.customer.name, 100),
        text("shipToName", lambda o: o.ship_to.name, 100, writable=True),
        text("shipToAddressLine1", lambda o: o.ship_to.street, 100, writable=True),
        text("shipToCity", lambda o: o.ship_to.city, 30, writable=True),
        text("shipToPostCode", lambda o: o.ship_to.postcode, 20, writable=True),
        text("shipToCountry", lambda o: o.ship_to.country, 10, writable=True),
        text("currencyCode", lambda o: o.currency, 10, writable=True),
        boolean("pricesIncludeTax", lambda _: False),
        decimal("totalAmountExcludingTax", lambda o: o.net),
        decimal("totalTaxAmount", lambda o: o.tax),
        decimal("totalAmountIncludingTax", lambda o: o.net + o.tax),
        boolean("fullyShipped", lambda o: o.is_fully_shipped),
        text("status", lambda o: o.status.value, 20),
        instant("lastModifiedDateTime", lambda o: o.modified_at),
    ),
    rows=lambda store: store.orders.values(),
    find=lambda store, key: store.orders.get(key),
    version=lambda o: o.version,
    indexes={
        "number": lambda store, value: _one(store.orders_by_number, value),
        "externalDocumentNumber": lambda store, value: store.orders_by_external.get(value, ()),
    },
    navigations=(
        Navigation("salesOrderLines", "salesOrderLines", True, _order_lines),
        Navigation("customer", "customers", False, lambda o: (o.customer,)),
    ),
)

SALES_ORDER_LINES = EntitySet(
    name="salesOrderLines",
    type_name="salesOrderLine",
    properties=(
        *_line_properties(),
        decimal("shippedQuantity", lambda r: r[1].shipped),
        decimal("invoicedQuantity", lambda r: r[1].invoiced),
    ),
    rows=lambda store: _all(_order_lines(order) for order in store.orders.values()),
    find=_find_order_line,
    version=lambda r: r[1].version,
    indexes={
        "documentId": lambda store, value: [
            row for order in _one(store.orders, value) for row in _order_lines(order)
        ],
    },
    navigations=(
        Navigation("salesOrder", "salesOrders", False, lambda r: (r[0],)),
        Navigation("item", "items", False, lambda r: (r[1].item,)),
    ),
)

SALES_SHIPMENTS = EntitySet(
    name="salesShipments",
    type_name="salesShipment",
    properties=(
        guid("id", lambda s: s.id),
        text("number", lambda s: s.number, 20),
        text("externalShipmentNumber", lambda s: s.external_shipment_number, 35),
        text("externalDocumentNumber", lambda s: s.order.external_document_number, 35),
        day("postingDate", lambda s: s.posting_date),
        guid("orderId", lambda s: s.order.id),
        text("orderNumber", lambda s: s.order.number, 20),
        text("bookRole", lambda s: book_role(s.order), 10),
        guid("customerId", lambda s: s.order.customer.id),
        text("customerNumber", lambda s: s.order.customer.number, 20),
        instant("lastModifiedDateTime", lambda s: s.modified_at),
    ),
    rows=lambda store: store.shipments.values(),
    find=lambda store, key: store.shipments.get(key),
    version=lambda s: s.version,
    indexes={
        "orderNumber": lambda store, value: store.shipments_by_order.get(value, ()),
        "externalShipmentNumber": lambda store, value: store.shipments_by_external.get(value, ()),
    },
    navigations=(
        Navigation("salesShipmentLines", "salesShipmentLines", True, _shipment_lines),
        Navigation("salesOrder", "salesOrders", False, lambda s: (s.order,)),
    ),
)

SALES_SHIPMENT_LINES = EntitySet(
    name="salesShipmentLines",
    type_name="salesShipmentLine",
    properties=(
        guid("id", lambda r: line_id(r[0].id, r[1][0])),
        guid("documentId", lambda r: r[0].id),
        text("documentNo", lambda r: r[0].number, 20),
        number("sequence", lambda r: r[1][0]),
        text("lineType", lambda _: "Item", 15),
        text("lineObjectNumber", lambda r: r[0].order.line(r[1][0]).item.number, 20),
        text("unitOfMeasureCode", lambda r: r[0].order.line(r[1][0]).unit, 10),
        decimal("quantity", lambda r: r[1][1]),
    ),
    rows=lambda store: _all(_shipment_lines(shipment) for shipment in store.shipments.values()),
    find=_find_shipment_line,
    version=lambda r: r[0].version,
    indexes={
        "documentId": lambda store, value: [
            row for shipment in _one(store.shipments, value) for row in _shipment_lines(shipment)
        ],
    },
)

SALES_INVOICES = EntitySet(
    name="salesInvoices",
    type_name="salesInvoice",
    properties=(
        guid("id", lambda i: i.id),
        text("number", lambda i: i.number, 20),
        text("externalDocumentNumber", lambda i: i.order.external_document_number, 35),
        day("invoiceDate", lambda i: i.posting_date),
        day("postingDate", lambda i: i.posting_date),
        day("dueDate", lambda i: i.due_date),
        guid("orderId", lambda i: i.order.id),
        text("orderNumber", lambda i: i.order.number, 20),
        text("bookRole", lambda i: book_role(i.order), 10),
        guid("customerId", lambda i: i.order.customer.id),
        text("customerNumber", lambda i: i.order.customer.number, 20),
        text("customerName", lambda i: i.order.customer.name, 100),
        text("currencyCode", lambda i: i.order.currency, 10),
        boolean("pricesIncludeTax", lambda _: False),
        decimal("totalAmountExcludingTax", lambda i: i.net),
        decimal("totalTaxAmount", lambda i: i.tax),
        decimal("totalAmountIncludingTax", lambda i: i.net + i.tax),
        decimal("remainingAmount", lambda i: i.remaining),
        text("status", lambda i: "Paid" if i.is_paid else "Open", 20),
        instant("lastModifiedDateTime", lambda i: i.modified_at),
    ),
    rows=lambda store: store.invoices.values(),
    find=lambda store, key: store.invoices.get(key),
    version=lambda i: i.version,
    indexes={
        "orderNumber": lambda store, value: store.invoices_by_order.get(value, ()),
    },
    navigations=(
        Navigation("salesInvoiceLines", "salesInvoiceLines", True, _invoice_lines),
        Navigation("customer", "customers", False, lambda i: (i.order.customer,)),
        Navigation("salesOrder", "salesOrders", False, lambda i: (i.order,)),
    ),
)

SALES_INVOICE_LINES = EntitySet(
    name="salesInvoiceLines",
    type_name="salesInvoiceLine",
    properties=_line_properties(),
    rows=lambda store: _all(_invoice_lines(invoice) for invoice in store.invoices.values()),
    find=_find_invoice_line,
    version=lambda r: r[0].version,
    indexes={
        "documentId": lambda store, value: [
            row for invoice in _one(store.invoices, value) for row in _invoice_lines(invoice)
        ],
    },
)
