"""What the book tells the auditor of its documents, in the auditor's neutral records."""

from collections.abc import Sequence
from typing import cast

from simulators.chassis.commits import (
    CreditCommit,
    InvoiceCommit,
    OrderCommit,
    OrderLineCommit,
    ShipmentCommit,
)
from simulators.chassis.figures import amount_of
from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.order import OrderStatus, SalesOrder
from simulators.cloud_erp.domain.posted import Movement, SalesCreditMemo, SalesInvoice

NEUTRAL_STATUS = {
    OrderStatus.OPEN: "open",
    OrderStatus.SHIPPED: "shipped",
    OrderStatus.CLOSED: "invoiced",
    OrderStatus.CANCELED: "cancelled",
}

Announced = tuple[OrderLineCommit, ...]


def order_commit(order: SalesOrder, *, lines_changed: bool) -> OrderCommit:
    """Describe an order; lines that have not changed are the very records announced before."""
    if lines_changed:
        order.announced_lines = tuple([_line(line) for line in order.lines])
    head = order.head
    return OrderCommit(
        number=head.number,
        external_ref=head.external_number,
        customer=head.party.number,
        posting=head.posting,
        status=NEUTRAL_STATUS[order.status],
        order_date=head.order_date,
        lines=cast("Announced", order.announced_lines),
        net=order.net,
        tax=order.tax,
        currency=head.currency,
    )


def shipment_commit(shipment: Movement) -> ShipmentCommit:
    """Describe a posted shipment."""
    head = shipment.head
    quantities = tuple([amount_of(line.position, quantity) for line, quantity in shipment.lines])
    return ShipmentCommit(shipment.number, head.number, head.external_number, head.posting, quantities)


def invoice_commit(invoice: SalesInvoice, order: SalesOrder | None) -> InvoiceCommit:
    """Describe a posted invoice; one that takes the whole order shares the order's line records."""
    head = invoice.head
    return InvoiceCommit(
        number=invoice.number,
        order_number=head.number,
        external_ref=head.external_number,
        posting=head.posting,
        lines=_invoiced(order, invoice.lines),
        net=invoice.net,
        tax=invoice.tax,
        tax_rate=head.party.tax_rate,
        tax_basis="line",
        currency=head.currency,
    )


def credit_commit(memo: SalesCreditMemo, invoice: SalesInvoice) -> CreditCommit:
    """Describe a posted credit memo, on the order whose goods the invoice was over."""
    return CreditCommit(
        number=memo.number,
        invoice_number=invoice.number,
        external_ref=invoice.head.external_number,
        posting=memo.head.posting,
        lines=tuple([_line(line) for line in memo.lines]),
        net=memo.net,
        tax=memo.tax,
        currency=memo.head.currency,
    )


def _invoiced(order: SalesOrder | None, lines: Sequence[Line]) -> Announced:
    if order is not None and len(lines) == len(order.lines):
        pairs = zip(lines, order.lines, strict=True)
        if all(a.quantity == b.quantity for a, b in pairs):
            return cast("Announced", order.announced_lines)
    return tuple([_line(line) for line in lines])


def _line(line: Line) -> OrderLineCommit:
    return OrderLineCommit(
        line.position, line.item_number, line.quantity, line.unit, line.unit_price, line.net
    )
