"""Who buys, who supplies, what is sold, where it lies and at what price, as this back office keeps them."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

BASE_UNIT, CARTON = "PCS", "CTN"
UNITS = (BASE_UNIT, CARTON)
NO_MONEY = Decimal("0.00")
NOT_BLOCKED, BLOCKED_FOR_ALL = "_blank_", "All"
BLOCKED_WORDS = (NOT_BLOCKED, "Ship", "Invoice", BLOCKED_FOR_ALL)
VENDOR_BLOCKED_WORDS = (NOT_BLOCKED, "Payment", BLOCKED_FOR_ALL)
CONTRACT, LIST = "Contract", "List"
_HUNDRED = Decimal(100)
_COST_SHARE = Decimal("0.6")


@lru_cache(64)
def _rate(percent: Decimal) -> Decimal:
    return percent / _HUNDRED


@dataclass(slots=True)
class Customer:
    """One debtor, with what it owes kept up to date as documents are posted.

    `open_orders` is the gross of leading orders that are not invoiced yet, `unpaid` the gross of posted
    leading invoices that are not paid yet; mirror documents touch neither.
    """

    no: str
    name: str = ""
    address: str = ""
    city: str = ""
    post_code: str = ""
    country: str = ""
    currency: str = "EUR"
    vat_percent: Decimal = NO_MONEY
    credit_limit: Decimal = NO_MONEY
    terms_days: int = 30
    blocked: str = NOT_BLOCKED
    open_orders: Decimal = NO_MONEY
    unpaid: Decimal = NO_MONEY
    version: int = 1

    @property
    def balance(self) -> Decimal:
        """The exposure that the credit limit is held against."""
        return self.open_orders + self.unpaid

    @property
    def tax_rate(self) -> Decimal:
        """The tax on one unit of money."""
        return _rate(self.vat_percent)


@dataclass(slots=True)
class Item:
    """One article, counted in pieces and packed in cartons."""

    no: str
    description: str = ""
    unit_price: Decimal = NO_MONEY  # the list price of one piece
    pieces_per_carton: int = 1
    gtin: str = ""
    version: int = 1
    base_unit = BASE_UNIT
    packing_unit = CARTON

    def cost(self, unit: str) -> Decimal:
        """Give what vendors usually ask for one unit: the share of the list price that they leave us."""
        pieces = 1 if unit == BASE_UNIT else self.pieces_per_carton
        return (pieces * self.unit_price * _COST_SHARE).quantize(NO_MONEY)


@dataclass(slots=True)
class Vendor:
    """One creditor from whom goods are bought."""

    no: str
    name: str = ""
    address: str = ""
    city: str = ""
    post_code: str = ""
    country: str = ""
    currency: str = "EUR"
    terms_days: int = 30
    blocked: str = NOT_BLOCKED
    unpaid: Decimal = NO_MONEY
    version: int = 1


@dataclass(slots=True)
class Location:
    """One place where goods lie."""

    no: str
    name: str = ""
    version: int = 1


@dataclass(slots=True)
class SalesPrice:
    """The price in force of one item for one customer: its contract, or else the list."""

    customer_no: str
    item_no: str
    unit_price: Decimal  # of one piece
    source: str  # Contract | List
    currency: str
    pieces_per_carton: int
    version: int
    base_unit = BASE_UNIT
    packing_unit = CARTON

    @property
    def no(self) -> str:
        """The price's place in its table."""
        return f"{self.customer_no}/{self.item_no}"
