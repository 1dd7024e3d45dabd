"""What has been posted and cannot be changed any more: shipments and invoices."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from simulators.cloud_erp.domain.order import SalesLine, SalesOrder


@dataclass(frozen=True, slots=True, eq=False)
class SalesShipment:
    """Goods issued against an order, as posted; `lines` holds sequence and quantity."""

    id: str
    number: str
    order: SalesOrder
    external_shipment_number: str
    posting_date: date
    lines: tuple[tuple[int, Decimal], ...]
    version: int
    modified_at: datetime


@dataclass(slots=True, eq=False)
class SalesInvoice:
    """An invoice as posted; `remaining` is what the customer still owes of it."""

    prices_include_tax: ClassVar[bool] = False
    id: str
    number: str
    order: SalesOrder
    posting_date: date
    due_date: date
    lines: tuple[SalesLine, ...]
    net: Decimal
    tax: Decimal
    remaining: Decimal
    version: int
    modified_at: datetime
    is_paid: bool = False

    @property
    def gross(self) -> Decimal:
        """The amount with tax."""
        return self.net + self.tax

    @property
    def status(self) -> str:
        """Whether the customer has paid."""
        return "Paid" if self.is_paid else "Open"
