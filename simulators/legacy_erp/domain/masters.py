"""Who buys, what is sold and at what price, as this back office keeps them."""

from dataclasses import dataclass
from decimal import Decimal

BASE_UNIT, CARTON = "PCS", "CTN"
UNITS = (BASE_UNIT, CARTON)
NO_MONEY = Decimal("0.00")
NOT_BLOCKED, BLOCKED_FOR_ALL = "_blank_", "All"
BLOCKED_WORDS = (NOT_BLOCKED, "Ship", "Invoice", BLOCKED_FOR_ALL)


@dataclass(slots=True)
class Customer:
    """One debtor, with what it owes kept up to date as documents are posted.

    `open_orders` is the gross of leading orders that are not invoiced yet, `unpaid` the gross of posted
    leading invoices that are not paid yet; mirror documents touch neither.
    """

    no: str
    name: str
    address: str
    city: str
    post_code: str
    country: str
    currency: str
    tax_rate: Decimal
    credit_limit: Decimal
    terms_days: int
    blocked: str
    open_orders: Decimal = NO_MONEY
    unpaid: Decimal = NO_MONEY
    version: int = 1

    @property
    def balance(self) -> Decimal:
        """The exposure that the credit limit is held against."""
        return self.open_orders + self.unpaid


@dataclass(slots=True)
class Item:
    """One article, counted in pieces and packed in cartons."""

    no: str
    description: str
    unit_price: Decimal  # the list price of one piece
    pieces_per_carton: int
    gtin: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class SalesPrice:
    """The price in force of one item for one customer: its contract, or else the list."""

    customer_no: str
    item: Item
    unit_price: Decimal  # of one piece
    source: str  # Contract | List
    currency: str

    @property
    def no(self) -> str:
        """The price's place in its table."""
        return f"{self.customer_no}/{self.item.no}"
