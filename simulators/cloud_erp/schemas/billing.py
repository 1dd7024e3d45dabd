"""The entity types of sales invoices and credit memos."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simulators.chassis.tables import Table
from simulators.cloud_erp.domain.posted import BillStatus
from simulators.cloud_erp.schemas.entity import (
    ALWAYS,
    NEVER,
    ONCE,
    Action,
    EntitySet,
    Navigation,
    Property,
    day,
    decimal,
    guid,
    instant,
    option,
    text,
)
from simulators.cloud_erp.schemas.lines import (
    ITEM,
    line_properties,
    line_set,
    lines_of,
    moved_day,
    of_its_document,
)
from simulators.cloud_erp.schemas.masters import referred
from simulators.cloud_erp.schemas.sales import (
    BOOK_ROLES,
    CURRENCY_OF_HEAD,
    CUSTOMER_OF_HEAD,
    ORDER_OF_HEAD,
    TERM_OF_HEAD,
    totals,
)
from simulators.cloud_erp.store import Store


def _customer() -> tuple[Property, ...]:
    return (
        guid("customerId", "head.party.id", ONCE),
        text("customerNumber", "head.party.number", 20, ONCE),
        text("customerName", "head.party.name", 100),
        text("billToName", "head.party.name", 100),
        guid("currencyId", "head.currency_id"),
        text("currencyCode", "head.currency", 10, ONCE),
        guid("paymentTermsId", "head.party.terms_id"),
    )


def _state(*words: BillStatus) -> tuple[Property, ...]:
    return (
        *totals(),
        decimal("remainingAmount", "remaining"),
        option("status", "status", words, 20),
        instant("lastModifiedDateTime", "modified_at"),
    )


def bill_set(
    name: str,
    properties: tuple[Property, ...],
    table: Callable[[Store], Table[str, Any]],
    navigations: tuple[Navigation, ...],
    actions: tuple[Action, ...] = (),
    indexes: Mapping[str, Callable[[Store, str], Sequence[Any]]] | None = None,
) -> EntitySet:
    """Declare invoices or credit memos as an entity set, with the way to their lines."""
    lines = f"{name[:-1]}Lines"
    return EntitySet(
        name=name,
        type_name=name[:-1],
        properties=properties,
        rows=lambda store: table(store).values(),
        find=lambda store, key: table(store).get(key),
        version="version",
        indexes=indexes or {},
        navigations=(Navigation(lines, lines, True, lambda _, bill: lines_of(bill.id, bill)), *navigations),
        actions=actions,
        can_insert=True,
        can_change=True,
        can_delete=True,
        lines=lines,
    )


SALES_INVOICES = bill_set(
    "salesInvoices",
    (
        guid("id", "id"),
        text("number", "number", 20),
        text("externalDocumentNumber", "head.external_number", 35, ALWAYS),
        day("invoiceDate", "document_date", ALWAYS),
        day("postingDate", "posting_date"),
        day("dueDate", "due_date"),
        guid("orderId", "head.id"),
        text("orderNumber", "head.number", 20),
        option("bookRole", "head.book_role", BOOK_ROLES, 10, NEVER),
        *_customer(),
        text("disputeStatus", "dispute_status", 10),
        *_state(BillStatus.DRAFT, BillStatus.OPEN, BillStatus.PAID, BillStatus.CANCELED),
    ),
    lambda store: store.invoices,
    (CUSTOMER_OF_HEAD, ORDER_OF_HEAD, CURRENCY_OF_HEAD, TERM_OF_HEAD),
    (Action("post"), Action("cancel"), Action("makeCorrectiveCreditMemo")),
    {
        "orderNumber": lambda store, value: [
            store.invoices[key] for key in store.invoices_by_order.get(value, ())
        ]
    },
)

SALES_INVOICE_LINES = line_set(
    "salesInvoiceLines",
    (*line_properties("unitPrice", is_draft=True), moved_day("shipmentDate")),
    lambda store: store.invoices,
    navigations=(of_its_document("salesInvoice", "salesInvoices"), ITEM),
    can_write=True,
)

SALES_CREDIT_MEMOS = bill_set(
    "salesCreditMemos",
    (
        guid("id", "id"),
        text("number", "number", 20),
        text("externalDocumentNumber", "head.external_number", 35, ALWAYS),
        day("creditMemoDate", "document_date", ALWAYS),
        day("postingDate", "posting_date"),
        day("dueDate", "due_date"),
        guid("invoiceId", "invoice_id", ONCE),
        text("invoiceNumber", "invoice_number", 20),
        *_customer(),
        *_state(BillStatus.DRAFT, BillStatus.OPEN, BillStatus.PAID, BillStatus.CORRECTIVE),
    ),
    lambda store: store.credit_memos,
    (
        CUSTOMER_OF_HEAD,
        CURRENCY_OF_HEAD,
        TERM_OF_HEAD,
        referred("salesInvoice", "salesInvoices", lambda store: store.invoices, "invoice_id"),
    ),
    (Action("post"),),
)

SALES_CREDIT_MEMO_LINES = line_set(
    "salesCreditMemoLines",
    (*line_properties("unitPrice", is_draft=True), moved_day("shipmentDate")),
    lambda store: store.credit_memos,
    navigations=(of_its_document("salesCreditMemo", "salesCreditMemos"), ITEM),
    can_write=True,
)
