"""The entity types of the sales documents."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

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


class OrderLineRow(NamedTuple):
    """A line of a sales order, with the order it is on."""

    document: SalesOrder
    line: SalesLine

    @property
    def id(self) -> str:
        """The line's own GUID."""
        return line_id(self.document.id, self.line.sequence)


class InvoiceLineRow(NamedTuple):
    """A line of a posted invoice, with the invoice it is on."""

    document: SalesInvoice
    line: SalesLine

    @property
    def id(self) -> str:
        """The line's own GUID."""
        return line_id(self.document.id, self.line.sequence)


class ShipmentLineRow(NamedTuple):
    """A line of a posted shipment, with the shipment it is on."""

    document: SalesShipment
    line: SalesLine
    quantity: Decimal

    @property
    def id(self) -> str:
        """The line's own GUID."""
        return line_id(self.document.id, self.line.sequence)


def line_id(document_id: str, sequence: int) -> str:
    """Make a line's GUID: its document's, with the sequence in the last eight digits."""
    return f"{document_id[:-8]}{sequence:08x}"


def document_id(key: str) -> str:
    """Give the id of the document that a line's GUID belongs to."""
    return f"{key[:-8]}00000000"


def _order_lines(order: SalesOrder) -> list[OrderLineRow]:
    return [OrderLineRow(order, line) for line in order.lines]


def _shipment_lines(shipment: SalesShipment) -> list[ShipmentLineRow]:
    order = shipment.order
    return [
        ShipmentLineRow(shipment, order.line(sequence), quantity) for sequence, quantity in shipment.lines
    ]


def _invoice_lines(invoice: SalesInvoice) -> list[InvoiceLineRow]:
    return [InvoiceLineRow(invoice, line) for line in invoice.lines]


def _line_of(document: Any, rows: Callable[[Any], Sequence[Any]], key: str) -> Any | None:
    """Find the line behind a GUID among the lines of its document, which may not exist."""
    lines = () if document is None else rows(document)
    return next((row for row in lines if row.id == key), None)


def _lines_of(table: dict[str, Any], rows: Callable[[Any], Sequence[Any]]) -> Iterable[Any]:
    return (row for document in table.values() for row in rows(document))


def _one(table: dict[str, Any], value: str) -> Sequence[Any]:
    row = table.get(value)
    return () if row is None else (row,)


def _line_properties() -> tuple[Property, ...]:
    return (
        guid("id", "id"),
        guid("documentId", "document.id", writable=True),
        number("sequence", "line.sequence", writable=True),
        guid("itemId", "line.item.id", writable=True),
        text("lineType", "line.type", 15, writable=True),
        text("lineObjectNumber", "line.item.number", 20, writable=True),
        text("description", "line.item.description", 100),
        text("unitOfMeasureCode", "line.unit", 10, writable=True),
        decimal("quantity", "line.quantity", writable=True),
        decimal("unitPrice", "line.unit_price", writable=True),
        decimal("netAmount", "line.net"),
        decimal("taxPercent", "line.tax_percent"),
        decimal("netTaxAmount", "line.tax"),
        decimal("netAmountIncludingTax", "line.gross"),
    )


SALES_ORDERS = EntitySet(
    name="salesOrders",
    type_name="salesOrder",
    properties=(
        guid("id", "id"),
        text("number", "number", 20),
        text("externalDocumentNumber", "external_document_number", 35, writable=True),
        text("bookRole", "book_role", 10, writable=True),
        day("orderDate", "order_date", writable=True),
        guid("customerId", "customer.id", writable=True),
        text("customerNumber", "customer.number", 20, writable=True),
        text("customerName", "customer.name", 100),
        text("shipToName", "ship_to.name", 100, writable=True),
        text("shipToAddressLine1", "ship_to.street", 100, writable=True),
        text("shipToCity", "ship_to.city", 30, writable=True),
        text("shipToPostCode", "ship_to.postcode", 20, writable=True),
        text("shipToCountry", "ship_to.country", 10, writable=True),
        text("currencyCode", "currency", 10, writable=True),
        boolean("pricesIncludeTax", "prices_include_tax"),
        decimal("totalAmountExcludingTax", "net"),
        decimal("totalTaxAmount", "tax"),
        decimal("totalAmountIncludingTax", "gross"),
        boolean("fullyShipped", "is_fully_shipped"),
        text("status", "status.value", 20),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.orders.values(),
    find=lambda store, key: store.orders.get(key),
    version="version",
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
        decimal("shippedQuantity", "line.shipped"),
        decimal("invoicedQuantity", "line.invoiced"),
    ),
    rows=lambda store: _lines_of(store.orders, _order_lines),
    find=lambda store, key: _line_of(store.orders.get(document_id(key)), _order_lines, key),
    version="line.version",
    indexes={
        "documentId": lambda store, value: [
            row for order in _one(store.orders, value) for row in _order_lines(order)
        ],
    },
    navigations=(
        Navigation("salesOrder", "salesOrders", False, lambda row: (row.document,)),
        Navigation("item", "items", False, lambda row: (row.line.item,)),
    ),
)

SALES_SHIPMENTS = EntitySet(
    name="salesShipments",
    type_name="salesShipment",
    properties=(
        guid("id", "id"),
        text("number", "number", 20),
        text("externalShipmentNumber", "external_shipment_number", 35),
        text("externalDocumentNumber", "order.external_document_number", 35),
        day("postingDate", "posting_date"),
        guid("orderId", "order.id"),
        text("orderNumber", "order.number", 20),
        text("bookRole", "order.book_role", 10),
        guid("customerId", "order.customer.id"),
        text("customerNumber", "order.customer.number", 20),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.shipments.values(),
    find=lambda store, key: store.shipments.get(key),
    version="version",
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
        guid("id", "id"),
        guid("documentId", "document.id"),
        text("documentNo", "document.number", 20),
        number("sequence", "line.sequence"),
        text("lineType", "line.type", 15),
        text("lineObjectNumber", "line.item.number", 20),
        text("unitOfMeasureCode", "line.unit", 10),
        decimal("quantity", "quantity"),
    ),
    rows=lambda store: _lines_of(store.shipments, _shipment_lines),
    find=lambda store, key: _line_of(store.shipments.get(document_id(key)), _shipment_lines, key),
    version="document.version",
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
        guid("id", "id"),
        text("number", "number", 20),
        text("externalDocumentNumber", "order.external_document_number", 35),
        day("invoiceDate", "posting_date"),
        day("postingDate", "posting_date"),
        day("dueDate", "due_date"),
        guid("orderId", "order.id"),
        text("orderNumber", "order.number", 20),
        text("bookRole", "order.book_role", 10),
        guid("customerId", "order.customer.id"),
        text("customerNumber", "order.customer.number", 20),
        text("customerName", "order.customer.name", 100),
        text("currencyCode", "order.currency", 10),
        boolean("pricesIncludeTax", "prices_include_tax"),
        decimal("totalAmountExcludingTax", "net"),
        decimal("totalTaxAmount", "tax"),
        decimal("totalAmountIncludingTax", "gross"),
        decimal("remainingAmount", "remaining"),
        text("status", "status", 20),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.invoices.values(),
    find=lambda store, key: store.invoices.get(key),
    version="version",
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
    rows=lambda store: _lines_of(store.invoices, _invoice_lines),
    find=lambda store, key: _line_of(store.invoices.get(document_id(key)), _invoice_lines, key),
    version="document.version",
    indexes={
        "documentId": lambda store, value: [
            row for invoice in _one(store.invoices, value) for row in _invoice_lines(invoice)
        ],
    },
)
