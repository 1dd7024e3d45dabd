"""A posted invoice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from facade.canonical.fulfilment import Shipment
from facade.canonical.order import BookedLine


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice as a book posted it, in canonical words."""

    number: str
    order_number: str
    external_ref: str
    posting: bool
    invoice_date: date
    lines: tuple[BookedLine, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str


NONE = Decimal(0)
A_TRACE = Decimal("0.001")
"""No book keeps more of a third of a case than this."""


def invoice_of(invoices: Iterable[Invoice], shipment: Shipment, alike_before: int) -> Invoice | None:
    """Find the invoice of a shipment among an order's invoices, oldest first: it is over what that one took.

    `alike_before` earlier shipments took the very same, and have invoices of their own.
    """
    alike = [invoice for invoice in invoices if _is_over(invoice, shipment)]
    return alike[alike_before] if alike_before < len(alike) else None


def _is_over(invoice: Invoice, shipment: Shipment) -> bool:
    billed = {line.line: line.quantity.value for line in invoice.lines}
    took = {line.line: line.quantity.value for line in shipment.lines}
    lines = dict.fromkeys((*billed, *took))
    return all(abs(billed.get(line, NONE) - took.get(line, NONE)) < A_TRACE for line in lines)
