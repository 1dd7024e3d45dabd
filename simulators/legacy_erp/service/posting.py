"""Posting what was sold: goods issued, invoices, and the payments that arrive for them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simulators.chassis.commits import InvoiceCommit, ShipmentCommit
from simulators.legacy_erp.domain import series
from simulators.legacy_erp.domain.ledger import SALE, LedgerDocument
from simulators.legacy_erp.domain.masters import NO_MONEY
from simulators.legacy_erp.domain.posted import PostedInvoice, PostedShipment
from simulators.legacy_erp.domain.sales import Quantities, SalesOrder, totals
from simulators.legacy_erp.domain.text import reference
from simulators.legacy_erp.errors import RecordNotFoundError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.outbox import tell_invoiced, tell_shipped
from simulators.legacy_erp.service.purchasing import receive_drop_shipments
from simulators.legacy_erp.service.stock import location_of, moved_out


def post_shipment(
    company: Company, order_no: str, said: Mapping[str, Any], quantities: Quantities
) -> PostedShipment:
    """Post goods issued against an order.

    Raises:
        RecordNotFoundError: no such order or line.
        FieldValidationError: no such location, or a number the table does not take.
        OrderClosedError, OverShipmentError, NothingToPostError: see SalesOrder.ship.
    """
    store = company.store
    order = _order(company, order_no)
    document = reference("externalShipmentNo", said["externalShipmentNo"])
    location = location_of(company, "locationCode", said.get("locationCode", ""))
    number = company.next_number(series.SHIPMENT)
    shipped = order.ship(quantities)
    now = company.world.clock.now()
    shipment = PostedShipment(
        no=number,
        order_no=order.no,
        external_document_no=order.external_document_no,
        book_role=order.book_role,
        external_shipment_no=document,
        location_code=location,
        posting_date=now.date(),
        quantities=shipped,
        entered_at=now,
    )
    company.take_number(series.SHIPMENT)
    store.add_shipment(shipment)
    order.shipments = (*order.shipments, shipment.no)
    order.version += 1
    posting = order.posting
    if posting:
        moved = moved_out(company, order.lines, shipped)
        store.move_stock(LedgerDocument(SALE, shipment.no, shipment.posting_date, location, moved))
    company.world.commit(ShipmentCommit(shipment.no, order.no, order.external_document_no, posting, shipped))
    receive_drop_shipments(company, order.no, document, dict(shipped))
    company.changed(order)
    if order.partner:
        tell_shipped(company, order, shipment)
    return shipment


def post_invoice(company: Company, order_no: str, quantities: Quantities | None) -> PostedInvoice:
    """Invoice what has shipped: all that is not invoiced yet, unless told how much.

    Raises:
        RecordNotFoundError: no such order or line.
        OrderClosedError, OverInvoiceError, NothingToPostError: see SalesOrder.invoice.
    """
    store = company.store
    order = _order(company, order_no)
    customer, posting = store.customers[order.customer_no], order.posting
    numbered = series.INVOICE if posting else series.MIRROR_INVOICE
    number = company.next_number(numbered)
    lines = order.invoice(quantities)
    comes_to = order.totals if lines is order.lines else totals(lines, order.tax_rate)
    now = company.world.clock.now()
    today = now.date()
    invoice = PostedInvoice(
        no=number,
        order_no=order.no,
        external_document_no=order.external_document_no,
        customer_no=order.customer_no,
        currency=order.currency,
        vat_percent=customer.vat_percent,
        book_role=order.book_role,
        posting_date=today,
        due_date=today + timedelta(days=customer.terms_days),
        lines=lines,
        totals=comes_to,
        remaining=comes_to.gross if posting else NO_MONEY,
        entered_at=now,
    )
    company.take_number(numbered)
    store.add_invoice(invoice)
    order.invoices = (*order.invoices, invoice.no)
    order.version += 1
    if posting:
        store.customers.edit(order.customer_no).unpaid += invoice.remaining
    company.world.commit(
        InvoiceCommit(
            number=invoice.no,
            order_number=order.no,
            external_ref=order.external_document_no,
            posting=posting,
            lines=lines,
            net=comes_to.net,
            tax=comes_to.tax,
            tax_rate=order.tax_rate,
            tax_basis="document",
            currency=order.currency,
        )
    )
    company.changed(order)
    if order.partner:
        tell_invoiced(company, order, invoice)
    return invoice


def post_due_payments(company: Company) -> int:
    """Post the payment of every leading invoice past its due date, and give how many there were."""
    store, today = company.store, company.world.clock.now().date()
    past = sorted(due for due in store.unpaid_by_due_date if due < today)
    paid = 0
    for due in past:
        for number in store.unpaid_by_due_date.pop(due):
            invoice = store.invoices.edit(number)
            store.customers.edit(invoice.customer_no).unpaid -= invoice.remaining
            invoice.remaining = NO_MONEY
            invoice.version += 1
            paid += 1
    return paid


def _order(company: Company, number: str) -> SalesOrder:
    if number not in company.store.orders:
        raise RecordNotFoundError("sales order", number)
    return company.store.orders.edit(number)
