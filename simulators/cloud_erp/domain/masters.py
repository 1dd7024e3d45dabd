"""Who buys and what is sold."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

PIECE, BOX = "PCS", "BOX"
NOT_BLOCKED, BLOCKED_ALL = " ", "All"
ZERO = Decimal(0)


@dataclass(slots=True, eq=False)
class Customer:
    """A sold-to party; `balance` is what it owes or will owe: open orders plus unpaid invoices."""

    type: ClassVar[str] = "Company"
    id: str
    number: str
    name: str
    street: str
    city: str
    postcode: str
    country: str
    currency: str
    tax_rate: Decimal
    credit_limit: Decimal
    terms_days: int
    blocked: str
    version: int
    modified_at: datetime
    balance: Decimal = ZERO

    @property
    def terms_code(self) -> str:
        """The code of the payment terms."""
        return f"{self.terms_days} DAYS"

    @property
    def is_taxed(self) -> bool:
        """Whether its invoices carry tax."""
        return bool(self.tax_rate)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What is sold, by the piece or by the box."""

    type: ClassVar[str] = "Inventory"
    base_unit: ClassVar[str] = PIECE
    pack_unit: ClassVar[str] = BOX
    is_blocked: ClassVar[bool] = False
    prices_include_tax: ClassVar[bool] = False
    id: str
    number: str
    description: str
    list_price: Decimal
    pack_size: int
    gtin: str
    version: int
    modified_at: datetime

    def price_of(self, unit: str) -> Decimal:
        """Give the list price of one `unit`."""
        return self.list_price * self.pack_size if unit == BOX else self.list_price
