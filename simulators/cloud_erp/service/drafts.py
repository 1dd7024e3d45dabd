"""Documents as a caller asks for them, before the book has filled in what it knows itself."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from simulators.cloud_erp.domain.line import NO_DISCOUNT
from simulators.cloud_erp.domain.masters import NO_DAY, NO_ID
from simulators.cloud_erp.domain.order import LEADING, ShipTo


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as a caller asks for it; what is absent is filled in from the item."""

    sequence: int | None
    item_number: str
    item_id: str
    unit: str
    quantity: Decimal
    unit_price: Decimal | None
    discount_percent: Decimal | int = NO_DISCOUNT
    location_id: str = ""
    day: date = NO_DAY


@dataclass(frozen=True, slots=True)
class LineChange:
    """What is to change of a line; nothing where it stays as it is."""

    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    discount_percent: Decimal | int | None = None


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """An order, invoice or credit memo as a caller asks for it; the party is a customer or a vendor."""

    party_number: str
    party_id: str
    external_number: str = ""
    book_role: str = LEADING
    document_date: date | None = None
    posting_date: date | None = None
    due_day: date | None = None
    requested_day: date = NO_DAY
    currency: str = ""
    ship_to: ShipTo = field(default_factory=ShipTo)
    ships_in_parts: bool = True
    invoice_id: str = NO_ID
    your_reference: str = ""
    sales_order_number: str = ""
    lines: tuple[LineDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """What is to change of a document's header; nothing where it stays as it is."""

    external_number: str | None = None
    book_role: str | None = None
    requested_day: date | None = None
    document_date: date | None = None
    ship_to: ShipTo | None = None
