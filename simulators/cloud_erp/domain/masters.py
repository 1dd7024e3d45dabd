"""Who buys and sells, what is traded, and the codes that documents refer to."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar, NamedTuple

PIECE, BOX = "PCS", "BOX"
NOT_BLOCKED, BLOCKED_SHIP, BLOCKED_INVOICE, BLOCKED_ALL = " ", "Ship", "Invoice", "All"
VENDOR_NOT_BLOCKED, VENDOR_BLOCKED_PAYMENT, VENDOR_BLOCKED_ALL = " ", "Payment", "All"
NO_ID = "00000000-0000-0000-0000-000000000000"
NO_DAY = date(1, 1, 1)  # how this product writes a date that is not set
NO_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
ZERO = Decimal(0)


class Party(NamedTuple):
    """A customer or vendor as a document keeps it: as it was when the document was entered."""

    id: str
    number: str
    name: str
    street: str
    city: str
    postcode: str
    country: str
    phone: str
    email: str
    tax_rate: Decimal
    terms_id: str


@dataclass(slots=True, eq=False, kw_only=True)
class Account:
    """What customers and vendors have in common; `balance` is what is owed."""

    id: str
    number: str
    name: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_number: str = ""
    currency_id: str = NO_ID
    currency: str = ""
    terms_id: str = NO_ID
    terms_code: str = ""
    tax_rate: Decimal = ZERO
    is_taxed: bool = True
    blocked: str = NOT_BLOCKED
    balance: Decimal = ZERO
    version: int
    modified_at: datetime
    party: Party = field(init=False)

    def __post_init__(self) -> None:
        self.renew_party()

    def renew_party(self) -> None:
        """Fix anew what documents keep of it; those entered between two changes share one copy."""
        rate = self.tax_rate if self.is_taxed else ZERO
        self.party = Party(
            self.id, self.number, self.name, self.street, self.city, self.postcode, self.country,
            self.phone, self.email, rate, self.terms_id,
        )  # fmt: skip


@dataclass(slots=True, eq=False, kw_only=True)
class Customer(Account):
    """A sold-to party; its balance counts open orders as well as unpaid invoices."""

    type: str = "Company"
    credit_limit: Decimal = ZERO


@dataclass(slots=True, eq=False, kw_only=True)
class Vendor(Account):
    """Somebody who sells to us; its balance counts unpaid purchase invoices."""


@dataclass(slots=True, eq=False, kw_only=True)
class Item:
    """What is traded, by its base unit or by the box; `inventory` counts base units and may be negative."""

    prices_include_tax: ClassVar[bool] = False
    pack_unit: ClassVar[str] = BOX
    id: str
    number: str
    description: str = ""
    description2: str = ""
    type: str = "Inventory"
    list_price: Decimal = ZERO
    unit_cost: Decimal = ZERO
    pack_size: int = 1
    gtin: str = ""
    base_unit_id: str = NO_ID
    base_unit: str = PIECE
    is_blocked: bool = False
    inventory: Decimal = ZERO
    version: int
    modified_at: datetime

    def base_units_in(self, unit: str) -> int | None:
        """Give how many base units one `unit` holds; nothing if the item does not come in it."""
        if unit == self.base_unit:
            return 1
        return self.pack_size if unit == BOX else None


@dataclass(slots=True, eq=False, kw_only=True)
class PriceListLine:
    """What one customer pays for one base unit of an item, in the place of its list price."""

    id: str
    number: str
    customer_number: str
    item_number: str
    unit_price: Decimal
    currency: str = ""
    version: int
    modified_at: datetime


@dataclass(slots=True, eq=False, kw_only=True)
class Coded:
    """A short code that documents refer to."""

    id: str
    code: str
    name: str = ""
    version: int
    modified_at: datetime


@dataclass(slots=True, eq=False, kw_only=True)
class Location(Coded):
    """A place where stock is kept."""

    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Unit(Coded):
    """A unit of measure."""

    standard_code: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class Currency(Coded):
    """A currency."""

    symbol: str = ""


@dataclass(slots=True, eq=False, kw_only=True)
class PaymentTerms(Coded):
    """How many days after its posting a document is due."""

    days: int = 0

    @property
    def due_date_calculation(self) -> str:
        """The days as this product writes them."""
        return f"{self.days}D"
