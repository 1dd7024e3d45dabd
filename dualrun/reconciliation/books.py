"""Both books read over the wire, page by page, as any reconciling tool would: nothing of ours is asked."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeVar

from lxml import etree

from dualrun.reconciliation.buying import new_buying, old_buying
from dualrun.reconciliation.extract import Account, Article, Document, Extract
from dualrun.reconciliation.goods_back import new_credits, old_credits, old_goods_back
from dualrun.reconciliation.goods_out import new_left_early, old_left_early
from dualrun.reconciliation.pages import Reading, odata_rows, soap_rows
from facade.adapters import cloud_erp_reading, legacy_erp_reading
from facade.adapters.cloud_erp_pages import CloudErpPages
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp_pages import LegacyErpPages
from facade.adapters.legacy_erp_wire import LegacyErpWire
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedOrder
from facade.canonical.page import Page
from facade.canonical.value import figure
from facade.canonical.xref import CrossReference
from facade.ports import Clock, Wire
from facade.settings import SystemSettings

DRAFT = "Draft"
NOTHING = Decimal(0)
OLD_COMPANY = "Distribution"
Row = TypeVar("Row")


async def old_book(wire: Wire, settings: SystemSettings, clock: Clock) -> Extract:
    """Read the old book."""
    xref = CrossReference("legacy_erp", settings.codes)
    erp, reader = LegacyErpWire(wire, settings), legacy_erp_reading.Reader(xref)
    pages, as_of = LegacyErpPages(wire, settings, xref), clock.now()
    orders = [(reader.order(row), row) for row in await soap_rows(erp, "SalesOrder")]
    invoices = [_old_invoice(reader, row) for row in await soap_rows(erp, "PostedSalesInvoice")]
    copies = [one.number for one in invoices if not one.posting]
    returned, bought = await old_goods_back(erp, xref), await old_buying(erp, xref)
    return Extract(
        "legacy_erp",
        settings.url,
        as_of,
        tuple(_order(order) for order, _ in orders),
        tuple(invoices),
        *await _masters(pages),
        entity=settings.options.get("company", OLD_COMPANY),
        credits=await old_credits(erp, xref, copies),
        purchases=bought.orders,
        received=bought.received,
        payables=bought.bills,
        vendors=bought.vendors,
        goods_in=(*returned, *bought.goods_in, *old_left_early(orders, xref)),
    )


async def new_book(wire: Wire, settings: SystemSettings, clock: Clock) -> Extract:
    """Read the new book."""
    xref = CrossReference("cloud_erp", settings.codes)
    erp, reader = CloudErpWire(wire, settings, clock), cloud_erp_reading.Reader(xref)
    pages, as_of = CloudErpPages(wire, settings, xref, clock), clock.now()
    sold = await odata_rows(erp, "salesOrders", "salesOrderLines")
    orders = [(reader.order(row), row) for row in sold]
    rows = await odata_rows(erp, "salesInvoices", "salesInvoiceLines")
    invoices = [_new_invoice(reader, row) for row in rows if row["status"] != DRAFT]
    copies = [one.number for one in invoices if not one.posting]
    (credited, returned), bought = await new_credits(erp, xref, copies), await new_buying(erp, xref)
    return Extract(
        "cloud_erp",
        settings.url,
        as_of,
        tuple(_order(order) for order, _ in orders),
        tuple(invoices),
        *await _masters(pages),
        entity=str(settings.credentials.get("company", "")),
        credits=credited,
        purchases=bought.orders,
        received=bought.received,
        payables=bought.bills,
        vendors=bought.vendors,
        goods_in=(*returned, *bought.goods_in, *new_left_early(orders, xref)),
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


def _order(order: BookedOrder) -> Document:
    rest = order.exposure if order.posting else NOTHING
    return replace(_document(order, order.customer_id, order.status), owed=rest)


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
