"""What the book tells the auditor of its documents, in the auditor's neutral records."""

from collections.abc import Sequence
from typing import cast

from simulators.chassis.commits import InvoiceCommit, OrderCommit, OrderLineCommit, ShipmentCommit
from simulators.cloud_erp.domain.order import OrderStatus, SalesLine, SalesOrder
from simulators.cloud_erp.domain.posted import SalesInvoice, SalesShipment

NEUTRAL_STATUS = {
    OrderStatus.OPEN: "open",
    OrderStatus.SHIPPED: "shipped",
    OrderStatus.CLOSED: "invoiced",
    OrderStatus.CANCELED: "cancelled",
}


def order_commit(order: SalesOrder, *, lines_changed: bool) -> OrderCommit:
    """Describe an order; lines that have not changed are the very records announced before."""
    if lines_changed:
        order.announced_lines = tuple(_line(line) for line in order.lines)
    return OrderCommit(
        number=order.number,
        external_ref=order.external_document_number,
        customer=order.customer.number,
        posting=order.posting,
        status=NEUTRAL_STATUS[order.status],
        order_date=order.order_date,
        lines=cast("tuple[OrderLineCommit, ...]", order.announced_lines),
        net=order.net,
        tax=order.tax,
        currency=order.currency,
    )


def shipment_commit(shipment: SalesShipment) -> ShipmentCommit:
    """Describe a posted shipment."""
    order = shipment.order
    quantities = tuple((order.line(sequence).position, quantity) for sequence, quantity in shipment.lines)
    return ShipmentCommit(
        shipment.number, order.number, order.external_document_number, order.posting, quantities
    )


def invoice_commit(invoice: SalesInvoice) -> InvoiceCommit:
    """Describe a posted invoice; one that takes the whole order shares the order's line records."""
    order = invoice.order
    return InvoiceCommit(
        number=invoice.number,
        order_number=order.number,
        external_ref=order.external_document_number,
        posting=order.posting,
        lines=_invoiced(order, invoice.lines),
        net=invoice.net,
        tax=invoice.tax,
        tax_rate=order.customer.tax_rate,
        tax_basis="line",
        currency=order.currency,
    )


def _invoiced(order: SalesOrder, lines: Sequence[SalesLine]) -> tuple[OrderLineCommit, ...]:
    if len(lines) == len(order.lines) and all(a is b for a, b in zip(lines, order.lines, strict=True)):
        return cast("tuple[OrderLineCommit, ...]", order.announced_lines)
    return tuple(_line(line) for line in lines)


def _line(line: SalesLine) -> OrderLineCommit:
    return OrderLineCommit(
        line.position, line.item.number, line.quantity, line.unit, line.unit_price, line.net
    )
