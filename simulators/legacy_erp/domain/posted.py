"""What is posted: shipments, invoices, credit memos, receipts. It says for itself what its order said."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from simulators.legacy_erp.domain.sales import LEADING, SalesLine, Totals


class PostedShipment(NamedTuple):
    """Goods issued against an order; never changed again. Its lines are named as its order numbers them."""

    no: str
    order_no: str
    external_document_no: str
    book_role: str
    external_shipment_no: str
    location_code: str
    posting_date: date
    quantities: tuple[tuple[int, Decimal], ...]
    entered_at: datetime
    version: int = 1


@dataclass(slots=True)
class PostedInvoice:
    """What the customer was billed; only its payment changes it."""

    no: str
    order_no: str
    external_document_no: str
    customer_no: str
    currency: str
    vat_percent: Decimal
    book_role: str
    posting_date: date
    due_date: date
    lines: tuple[SalesLine, ...]
    totals: Totals
    remaining: Decimal
    entered_at: datetime
    version: int = 1

    @property
    def posting(self) -> bool:
        """Whether the book led the order that this bills."""
        return self.book_role == LEADING
