"""Both books read over the wire, page by page, as any reconciling tool would: nothing of ours is asked."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from lxml import etree

from dualrun.reconciliation.extract import Account, Article, Document, Extract
from facade.adapters import cloud_erp_reading, legacy_erp_reading
from facade.adapters.cloud_erp_pages import CloudErpPages
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp_pages import LegacyErpPages
from facade.adapters.legacy_erp_wire import LegacyErpWire, escape
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedOrder
from facade.canonical.page import Page
from facade.canonical.value import figure
from facade.canonical.xref import CrossReference
from facade.ports import Clock, Wire
from facade.settings import SystemSettings

PAGE = 200
DRAFT = "Draft"
OLD_COMPANY = "Distribution"
Row = TypeVar("Row")


class Reading(NamedTuple):
    """Implements the façade's `Call`, for what is read on nobody's behalf."""

    message_id: str
    correlation_id: str = "reconciliation"
    causation_id: str = "reconciliation"
    attempt: int = 1
    trace: str = ""


async def old_book(wire: Wire, settings: SystemSettings, clock: Clock) -> Extract:
    """Read the old book."""
    xref = CrossReference("legacy_erp", settings.codes)
    erp, reader = LegacyErpWire(wire, settings), legacy_erp_reading.Reader(xref)
    pages, as_of = LegacyErpPages(wire, settings, xref), clock.now()
    orders = [reader.order(row) for row in await _soap(erp, "SalesOrder")]
    invoices = [_old_invoice(reader, row) for row in await _soap(erp, "PostedSalesInvoice")]
    return Extract(
        "legacy_erp",
        settings.url,
        as_of,
        tuple(map(_order, orders)),
        tuple(invoices),
        *await _masters(pages),
        entity=settings.options.get("company", OLD_COMPANY),
    )


async def new_book(wire: Wire, settings: SystemSettings, clock: Clock) -> Extract:
    """Read the new book."""
    xref = CrossReference("cloud_erp", settings.codes)
    erp, reader = CloudErpWire(wire, settings, clock), cloud_erp_reading.Reader(xref)
    pages, as_of = CloudErpPages(wire, settings, xref, clock), clock.now()
    orders = [reader.order(row) for row in await _odata(erp, "salesOrders", "salesOrderLines")]
    rows = await _odata(erp, "salesInvoices", "salesInvoiceLines")
    invoices = [_new_invoice(reader, row) for row in rows if row["status"] != DRAFT]
    return Extract(
        "cloud_erp",
        settings.url,
        as_of,
        tuple(map(_order, orders)),
        tuple(invoices),
        *await _masters(pages),
        entity=str(settings.credentials.get("company", "")),
    )


async def _masters(
    pages: CloudErpPages | LegacyErpPages,
) -> tuple[tuple[Account, ...], tuple[Article, ...], tuple[tuple[str, int], ...]]:
    accounts = await _whole(pages.customers, "customers")
    articles = await _whole(pages.items, "items")
    lying = sorted(await _whole(pages.on_hand, "stock"), key=lambda one: one.item_id)
    return (
        tuple(Account(c.customer_id, c.currency, c.credit_limit, c.exposure, c.blocked) for c in accounts),
        tuple(Article(i.item_id, i.list_price, i.pack_sizes) for i in articles),
        tuple(
            (item, sum(one.units for one in rows)) for item, rows in groupby(lying, lambda one: one.item_id)
        ),
    )


async def _whole(read: Callable[[str, Any], Awaitable[Page[Row]]], what: str) -> list[Row]:
    rows: list[Row] = []
    after = ""
    while True:
        page = await read(after, Reading(f"reconcile-{what}-{after}"))
        rows += page.rows
        if not page.following or page.following == after:
            return rows
        after = page.following


async def _soap(erp: LegacyErpWire, page: str) -> list[etree._Element]:
    rows: list[etree._Element] = []
    mark = ""
    while True:
        content = f"{mark}<setSize>{PAGE}</setSize>"
        result = await erp.page(page, "ReadMultiple", content, Reading(f"reconcile-{page}-{len(rows)}"))
        listed = legacy_erp_reading.part(result, "ReadMultiple_Result")
        found = list(listed) if listed is not None else []
        rows += found
        if len(found) < PAGE:
            return rows
        mark = f"<bookmarkKey>{escape(legacy_erp_reading.Record(found[-1])['Key'])}</bookmarkKey>"


async def _odata(erp: CloudErpWire, entity_set: str, lines: str) -> list[Any]:
    rows: list[Any] = []
    while True:
        query = f"$orderby=number&$top={PAGE}&$skip={len(rows)}&$expand={lines}"
        found = await erp.rows(entity_set, query, Reading(f"reconcile-{entity_set}-{len(rows)}"))
        rows += found
        if len(found) < PAGE:
            return rows


def _order(order: BookedOrder) -> Document:
    return _document(order, order.customer_id, order.status)


def _old_invoice(reader: legacy_erp_reading.Reader, row: etree._Element) -> Document:
    said = legacy_erp_reading.Record(row)
    owed, due = figure(said["Remaining_Amount"]), said["Due_Date"]
    return replace(_document(reader.invoice(row), "", "posted"), owed=owed, due=due)


def _new_invoice(reader: cloud_erp_reading.Reader, row: Any) -> Document:
    owed, due = cloud_erp_reading.exact(row["remainingAmount"]), str(row["dueDate"])
    return replace(_document(reader.invoice(row), "", "posted"), owed=owed, due=due)


def _document(one: BookedOrder | Invoice, customer: str, status: str) -> Document:
    return Document(
        one.external_ref,
        one.number,
        customer,
        one.currency,
        one.posting,
        status,
        one.net,
        one.tax,
        one.gross,
        _lines(one.lines),
    )


def _lines(lines: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """Give item and quantity line by line; what was brought down to nothing may be kept or not."""
    return tuple(
        (line.item_id, f"{line.quantity.value:f} {line.quantity.uom}")
        for line in sorted(lines, key=lambda line: line.line)
        if line.quantity.value
    )
