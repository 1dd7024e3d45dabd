"""Who buys and what is sold."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

PIECE, BOX = "PCS", "BOX"
NOT_BLOCKED, BLOCKED_ALL = " ", "All"
ZERO = Decimal(0)


@dataclass(slots=True, eq=False)
class Customer:
    """A sold-to party; `balance` is what it owes or will owe: open orders plus unpaid invoices."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What is sold, by the piece or by the box."""

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
