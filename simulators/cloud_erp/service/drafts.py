"""Documents as a caller asks for them, before the book has filled in what it knows itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simulators.cloud_erp.domain.order import ShipTo


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as a caller asks for it; what is absent is filled in from the item."""

    sequence: int | None
    item_number: str
    item_id: str
    unit: str
    quantity: Decimal
    unit_price: Decimal | None


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as a caller asks for it."""

    customer_number: str
    customer_id: str
    external_document_number: str
    posting: bool
    order_date: date | None
    currency: str
    ship_to: ShipTo
    lines: tuple[LineDraft, ...]


@dataclass(frozen=True, slots=True)
class CustomerChange:
    """What is to change of a customer; nothing where it stays as it is."""

    name: str | None
    credit_limit: Decimal | None
    blocked: str | None
