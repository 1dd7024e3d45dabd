"""The entity types of purchasing, and of the stock that it and sales move."""

from collections.abc import Sequence
from typing import Any

from simulators.cloud_erp.domain.order import OrderStatus
from simulators.cloud_erp.domain.posted import BillStatus, LedgerEntry
from simulators.cloud_erp.schemas.billing import bill_set
from simulators.cloud_erp.schemas.entity import (
    ALWAYS,
    ONCE,
    Action,
    EntitySet,
    Navigation,
    Property,
    Writes,
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
    document_id,
    line_properties,
    line_set,
    moved_day,
    of_its_document,
    order_lines_of,
)
from simulators.cloud_erp.schemas.masters import referred
from simulators.cloud_erp.schemas.sales import (
    BOOK_ROLES,
    CURRENCY_OF_HEAD,
    QUANTITIES,
    SHIP_TO,
    moved_properties,
    moved_rows,
    totals,
)
from simulators.cloud_erp.store import Store

ENTRY_TYPES = ("Sale", "Purchase", "Positive Adjmt.")
DOCUMENT_TYPES = (
    " ",
    "Sales Shipment",
    "Sales Invoice",
    "Sales Credit Memo",
    "Purchase Receipt",
    "Purchase Invoice",
)
VENDOR_OF_HEAD = referred("vendor", "vendors", lambda store: store.vendors, "head.party.id")
ORDER_OF_HEAD = referred("purchaseOrder", "purchaseOrders", lambda store: store.purchase_orders, "head.id")


def _vendor(*, is_draft: bool) -> tuple[Property, ...]:
    writes = ONCE if is_draft else Writes.NEVER
    return (
        guid("vendorId", "head.party.id", writes),
        text("vendorNumber", "head.party.number", 20, writes),
        text("vendorName", "head.party.name", 100),
        text("payToName", "head.party.name", 100),
        text("payToVendorNumber", "head.party.number", 20),
        guid("currencyId", "head.currency_id"),
        text("currencyCode", "head.currency", 10, writes),
    )


def _one_order(store: Store, value: str) -> Sequence[Any]:
    order = store.by_number("purchaseOrders", store.purchase_orders, value)
    return () if order is None else (order,)


PURCHASE_ORDERS = EntitySet(
    name="purchaseOrders",
    type_name="purchaseOrder",
    properties=(
        guid("id", "head.id"),
        text("number", "head.number", 20),
        text("vendorOrderNumber", "head.external_number", 35, ALWAYS),
        text("yourReference", "your_reference", 35, ONCE),
        option("bookRole", "head.book_role", BOOK_ROLES, 10, ONCE),
        text("salesOrderNumber", "sales_order_number", 20, ONCE),
        text("vendorShipmentNumber", "papers", 35),
        instant("vendorShipmentDateTime", "sent_at"),
        day("orderDate", "head.order_date", ONCE),
        *_vendor(is_draft=True),
        *SHIP_TO,
        text("buyFromAddressLine1", "head.party.street", 100),
        text("buyFromCity", "head.party.city", 30),
        text("buyFromCountry", "head.party.country", 10),
        text("buyFromPostCode", "head.party.postcode", 20),
        day("requestedReceiptDate", "requested_day", ALWAYS),
        *totals(),
        boolean("fullyReceived", "is_fully_moved"),
        option(
            "status",
            "status",
            (OrderStatus.OPEN, OrderStatus.RECEIVED, OrderStatus.CLOSED, OrderStatus.CANCELED),
            20,
        ),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.purchase_orders.values(),
    find=lambda store, key: store.purchase_orders.get(key),
    version="version",
    indexes={"number": _one_order},
    navigations=(
        Navigation(
            "purchaseOrderLines", "purchaseOrderLines", True, lambda _, o: order_lines_of(o.head.id, o)
        ),
        VENDOR_OF_HEAD,
        CURRENCY_OF_HEAD,
    ),
    actions=(
        Action("receiveAndInvoice"),
        Action("receive", (("vendorShipmentNumber", "Edm.String"), QUANTITIES), "purchaseReceipts"),
        Action("cancel"),
    ),
    can_insert=True,
    can_change=True,
    can_delete=True,
    lines="purchaseOrderLines",
)

PURCHASE_ORDER_LINES = line_set(
    "purchaseOrderLines",
    (
        *line_properties("directUnitCost", is_draft=True),
        moved_day("expectedReceiptDate"),
        decimal("receivedQuantity", "line.moved"),
        decimal("invoicedQuantity", "line.invoiced"),
    ),
    lambda store: store.purchase_orders,
    order_lines_of,
    navigations=(of_its_document("purchaseOrder", "purchaseOrders"), ITEM, LOCATION),
    can_write=True,
)

PURCHASE_RECEIPTS = EntitySet(
    name="purchaseReceipts",
    type_name="purchaseReceipt",
    properties=(
        guid("id", "id"),
        text("number", "number", 20),
        text("vendorShipmentNumber", "external_number", 35),
        day("postingDate", "posting_date"),
        guid("orderId", "head.id"),
        text("orderNumber", "head.number", 20),
        *_vendor(is_draft=False),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.receipts.values(),
    find=lambda store, key: store.receipts.get(key),
    version="version",
    indexes={
        "orderNumber": lambda store, value: [
            store.receipts[key] for key in store.receipts_by_order.get(value, ())
        ]
    },
    navigations=(
        Navigation("purchaseReceiptLines", "purchaseReceiptLines", True, lambda _, r: moved_rows(r.id, r)),
        ORDER_OF_HEAD,
        VENDOR_OF_HEAD,
    ),
    lines="purchaseReceiptLines",
)

PURCHASE_RECEIPT_LINES = line_set(
    "purchaseReceiptLines",
    moved_properties("directUnitCost"),
    lambda store: store.receipts,
    moved_rows,
    "document.version",
    (of_its_document("purchaseReceipt", "purchaseReceipts"),),
)

PURCHASE_INVOICES = bill_set(
    "purchaseInvoices",
    (
        guid("id", "id"),
        text("number", "number", 20),
        text("vendorInvoiceNumber", "head.external_number", 35, ALWAYS),
        day("invoiceDate", "document_date", ALWAYS),
        day("postingDate", "posting_date"),
        day("dueDate", "due_date", ONCE),
        guid("orderId", "head.id"),
        text("orderNumber", "head.number", 20),
        *_vendor(is_draft=True),
        *totals(),
        option("status", "status", (BillStatus.DRAFT, BillStatus.OPEN, BillStatus.PAID), 20),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    lambda store: store.purchase_invoices,
    (VENDOR_OF_HEAD, ORDER_OF_HEAD, CURRENCY_OF_HEAD),
    (Action("post"),),
)

PURCHASE_INVOICE_LINES = line_set(
    "purchaseInvoiceLines",
    line_properties("unitCost", is_draft=True),
    lambda store: store.purchase_invoices,
    navigations=(of_its_document("purchaseInvoice", "purchaseInvoices"), ITEM),
    can_write=True,
)


def _entry(store: Store, key: str) -> LedgerEntry | None:
    posting = store.ledger.get(document_id(key))
    return None if posting is None else next((e for e in posting.entries() if e.id == key), None)


ITEM_LEDGER_ENTRIES = EntitySet(
    name="itemLedgerEntries",
    type_name="itemLedgerEntry",
    properties=(
        guid("id", "id"),
        number("entryNumber", "number"),
        text("itemNumber", "item_number", 20),
        day("postingDate", "posting_date"),
        option("entryType", "entry_type", ENTRY_TYPES, 20),
        text("documentNumber", "document_number", 20),
        option("documentType", "document_type", DOCUMENT_TYPES, 30),
        text("description", "description", 100),
        decimal("quantity", "quantity"),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: (entry for posting in store.ledger.values() for entry in posting.entries()),
    find=_entry,
    version="number",
    navigations=(referred("item", "items", lambda store: store.items, "item_id"),),
)
