"""A posted invoice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
