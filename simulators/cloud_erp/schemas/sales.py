"""The entity types of sales orders and shipments."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.order import LEADING, MIRROR, OrderStatus
from simulators.cloud_erp.domain.posted import Movement
from simulators.cloud_erp.schemas.entity import (
    ALWAYS,
    ONCE,
    Action,
    EntitySet,
    Navigation,
    Property,
    boolean,
    day,
    decimal,
    guid,
    instant,
    number,
    option,
    text,
)
from simulators.cloud_erp.schemas.lines import (
    ITEM,
    LOCATION,
    line_id,
    line_properties,
    line_set,
    moved_day,
    of_its_document,
    order_lines_of,
)
from simulators.cloud_erp.schemas.masters import referred
from simulators.cloud_erp.store import Store

BOOK_ROLES = (LEADING, MIRROR)
QUANTITIES = ("lines", "Collection(Microsoft.NAV.lineQuantity)")


class MovedRow(NamedTuple):
    """A line of a posted shipment or receipt, with the document it is on."""

    id: str
    document_id: str
    document: Movement
    line: Line
    quantity: Any


def moved_rows(key: str, document: Movement) -> list[MovedRow]:
    """Give the lines of a shipment or receipt as rows."""
    return [
        MovedRow(line_id(key, line.sequence), key, document, line, quantity)
        for line, quantity in document.lines
    ]


def moved_properties(price: str) -> tuple[Property, ...]:
    """Declare what the lines of shipments and receipts have in common."""
    return (
        guid("id", "id"),
        guid("documentId", "document_id"),
        text("documentNo", "document.number", 20),
        number("sequence", "line.sequence"),
        option("lineType", "line.type", ("Item",), 15),
        text("lineObjectNumber", "line.item_number", 20),
        text("description", "line.description", 100),
        text("unitOfMeasureCode", "line.unit", 10),
        decimal(price, "line.unit_price"),
        decimal("quantity", "quantity"),
        decimal("discountPercent", "line.discount_percent"),
        decimal("taxPercent", "line.tax_percent"),
    )


def totals() -> tuple[Property, ...]:
    """Declare the amounts of a document."""
    return (
        boolean("pricesIncludeTax", "prices_include_tax"),
        decimal("discountAmount", "discount_total"),
        decimal("totalAmountExcludingTax", "net"),
        decimal("totalTaxAmount", "tax"),
        decimal("totalAmountIncludingTax", "gross"),
    )


SHIP_TO = (
    text("shipToName", "ship_to.name", 100, ALWAYS),
    text("shipToAddressLine1", "ship_to.street", 100, ALWAYS),
    text("shipToCity", "ship_to.city", 30, ALWAYS),
    text("shipToPostCode", "ship_to.postcode", 20, ALWAYS),
    text("shipToCountry", "ship_to.country", 10, ALWAYS),
)
CUSTOMER_OF_HEAD = referred("customer", "customers", lambda store: store.customers, "head.party.id")
CURRENCY_OF_HEAD = referred("currency", "currencies", lambda store: store.currencies, "head.currency_id")
TERM_OF_HEAD = referred(
    "paymentTerm", "paymentTerms", lambda store: store.payment_terms, "head.party.terms_id"
)
ORDER_OF_HEAD = referred("salesOrder", "salesOrders", lambda store: store.sales_orders, "head.id")


def _one_order(store: Store, number: str) -> Sequence[Any]:
    order = store.by_number("salesOrders", store.sales_orders, number)
    return () if order is None else (order,)


SALES_ORDERS = EntitySet(
    name="salesOrders",
    type_name="salesOrder",
    properties=(
        guid("id", "head.id"),
        text("number", "head.number", 20),
        text("externalDocumentNumber", "head.external_number", 35, ALWAYS),
        option("bookRole", "head.book_role", BOOK_ROLES, 10, ALWAYS),
        day("orderDate", "head.order_date", ONCE),
        guid("customerId", "head.party.id", ONCE),
        text("customerNumber", "head.party.number", 20, ONCE),
        text("customerName", "head.party.name", 100),
        text("billToName", "head.party.name", 100),
        text("billToCustomerNumber", "head.party.number", 20),
        *SHIP_TO,
        text("sellToAddressLine1", "head.party.street", 100),
        text("sellToCity", "head.party.city", 30),
        text("sellToCountry", "head.party.country", 10),
        text("sellToPostCode", "head.party.postcode", 20),
        guid("currencyId", "head.currency_id"),
        text("currencyCode", "head.currency", 10, ONCE),
        guid("paymentTermsId", "head.party.terms_id"),
        boolean("partialShipping", "ships_in_parts", ONCE),
        day("requestedDeliveryDate", "requested_day", ALWAYS),
        *totals(),
        decimal("outstandingAmount", "weight"),
        boolean("fullyShipped", "is_fully_moved"),
        option(
            "status",
            "status",
            (OrderStatus.OPEN, OrderStatus.SHIPPED, OrderStatus.CLOSED, OrderStatus.CANCELED),
            20,
        ),
        instant("lastModifiedDateTime", "modified_at"),
        text("phoneNumber", "head.party.phone", 30),
        text("email", "head.party.email", 80),
    ),
    rows=lambda store: store.sales_orders.values(),
    find=lambda store, key: store.sales_orders.get(key),
    version="version",
    indexes={
        "number": _one_order,
        "externalDocumentNumber": lambda store, value: store.sales_orders_called(value),
    },
    navigations=(
        Navigation("salesOrderLines", "salesOrderLines", True, lambda _, o: order_lines_of(o.head.id, o)),
        CUSTOMER_OF_HEAD,
        CURRENCY_OF_HEAD,
        TERM_OF_HEAD,
    ),
    actions=(
        Action("shipAndInvoice"),
        Action("ship", (("externalShipmentNumber", "Edm.String"), QUANTITIES), "salesShipments"),
        Action("invoice", (), "salesInvoices"),
        Action("amend", (QUANTITIES,), "salesOrders"),
        Action("cancel"),
    ),
    can_insert=True,
    can_change=True,
    can_delete=True,
    lines="salesOrderLines",
)

SALES_ORDER_LINES = line_set(
    "salesOrderLines",
    (
        *line_properties("unitPrice", is_draft=True),
        moved_day("shipmentDate"),
        decimal("shippedQuantity", "line.moved"),
        decimal("invoicedQuantity", "line.invoiced"),
    ),
    lambda store: store.sales_orders,
    order_lines_of,
    navigations=(of_its_document("salesOrder", "salesOrders"), ITEM, LOCATION),
    can_write=True,
)

SALES_SHIPMENTS = EntitySet(
    name="salesShipments",
    type_name="salesShipment",
    properties=(
        guid("id", "id"),
        text("number", "number", 20),
        text("externalShipmentNumber", "external_number", 35),
        text("externalDocumentNumber", "head.external_number", 35),
        day("invoiceDate", "posting_date"),
        day("postingDate", "posting_date"),
        guid("orderId", "head.id"),
        text("orderNumber", "head.number", 20),
        option("bookRole", "head.book_role", BOOK_ROLES, 10),
        guid("customerId", "head.party.id"),
        text("customerNumber", "head.party.number", 20),
        text("customerName", "head.party.name", 100),
        text("currencyCode", "head.currency", 10),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.shipments.values(),
    find=lambda store, key: store.shipments.get(key),
    version="version",
    indexes={
        "orderNumber": lambda store, value: [
            store.shipments[key] for key in store.shipments_by_order.get(value, ())
        ],
        "externalShipmentNumber": lambda store, value: store.shipments_called(value),
    },
    navigations=(
        Navigation("salesShipmentLines", "salesShipmentLines", True, lambda _, s: moved_rows(s.id, s)),
        ORDER_OF_HEAD,
        CUSTOMER_OF_HEAD,
    ),
    lines="salesShipmentLines",
)

SALES_SHIPMENT_LINES = line_set(
    "salesShipmentLines",
    moved_properties("unitPrice"),
    lambda store: store.shipments,
    moved_rows,
    "document.version",
    (of_its_document("salesShipment", "salesShipments"),),
)
