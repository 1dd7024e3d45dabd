"""Posting: goods issued, invoices, and the payments that arrive for them."""

from dataclasses import dataclass
from datetime import timedelta

from simulators.chassis.commits import InvoiceCommit, ShipmentCommit
from simulators.legacy_erp.domain.masters import NO_MONEY
from simulators.legacy_erp.domain.sales import PostedInvoice, PostedShipment, Quantities, SalesOrder, totals
from simulators.legacy_erp.domain.text import CODE_LENGTH, reference
from simulators.legacy_erp.errors import FieldValidationError, RecordNotFoundError
from simulators.legacy_erp.service.erp import LegacyErp


@dataclass(frozen=True, slots=True)
class ShipmentDraft:
    """Goods issued, as a caller reports them."""

    order_no: str
    external_shipment_no: str
    location_code: str
    quantities: Quantities


def post_shipment(erp: LegacyErp, draft: ShipmentDraft) -> PostedShipment:
    """Post goods issued against an order.

    Raises:
        RecordNotFoundError: no such order or line.
        FieldValidationError: no such location, or a number the table does not take.
        OrderClosedError, OverShipmentError, NothingToPostError: see SalesOrder.ship.
    """
    order = _order(erp, draft.order_no)
    document = reference("externalShipmentNo", draft.external_shipment_no)
    location = reference("locationCode", draft.location_code, CODE_LENGTH)
    if location and location not in erp.store.locations:
        raise FieldValidationError("locationCode", f"there is no location '{location}'")
    quantities = order.ship(draft.quantities)
    shipment = PostedShipment(
        no=erp.store.next_shipment_no(),
        order=order,
        external_shipment_no=document,
        location_code=location,
        posting_date=erp.world.clock.now().date(),
        quantities=quantities,
    )
    erp.store.add_shipment(shipment)
    order.shipments = (*order.shipments, shipment.no)
    order.version += 1
    erp.world.commit(
        ShipmentCommit(shipment.no, order.no, order.external_document_no, order.posting, quantities)
    )
    erp.changed(order)
    return shipment


def post_invoice(erp: LegacyErp, order_no: str, quantities: Quantities | None) -> PostedInvoice:
    """Invoice what has shipped: all that is not invoiced yet, unless told how much.

    Raises:
        RecordNotFoundError: no such order or line.
        OrderClosedError, OverInvoiceError, NothingToPostError: see SalesOrder.invoice.
    """
    order = _order(erp, order_no)
    customer = order.customer
    lines = order.invoice(quantities)
    comes_to = order.totals if lines is order.lines else totals(lines, customer.tax_rate)
    today = erp.world.clock.now().date()
    invoice = PostedInvoice(
        no=erp.store.next_invoice_no(order.posting),
        order=order,
        posting_date=today,
        due_date=today + timedelta(days=customer.terms_days),
        lines=lines,
        totals=comes_to,
        remaining=comes_to.gross if order.posting else NO_MONEY,
    )
    erp.store.add_invoice(invoice)
    order.invoices = (*order.invoices, invoice.no)
    order.version += 1
    customer.unpaid += invoice.remaining
    erp.world.commit(
        InvoiceCommit(
            number=invoice.no,
            order_number=order.no,
            external_ref=order.external_document_no,
            posting=order.posting,
            lines=lines,
            net=comes_to.net,
            tax=comes_to.tax,
            tax_rate=customer.tax_rate,
            tax_basis="document",
            currency=customer.currency,
        )
    )
    erp.changed(order)
    return invoice


def post_due_payments(erp: LegacyErp) -> int:
    """Post the payment of every leading invoice past its due date, and give how many there were."""
    today = erp.world.clock.now().date()
    past = sorted(due for due in erp.store.unpaid_by_due_date if due < today)
    paid = 0
    for due in past:
        for invoice in erp.store.unpaid_by_due_date.pop(due):
            invoice.order.customer.unpaid -= invoice.remaining
            invoice.remaining = NO_MONEY
            invoice.version += 1
            paid += 1
    return paid


def _order(erp: LegacyErp, number: str) -> SalesOrder:
    order = erp.store.orders.get(number)
    if order is None:
        raise RecordNotFoundError("sales order", number)
    return order
