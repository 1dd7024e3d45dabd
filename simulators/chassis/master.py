"""The business before any system codes it: customers, items, contracts, warehouses, stock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Codes = Mapping[str, Mapping[str, str]]
"""Business id to native code, by kind: customer, item, site, unit."""

EACH, CASE = "EA", "CS"


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys: one sold-to party with its credit and its tax."""

    id: str
    name: str
    street: str
    city: str
    postcode: str
    country: str  # ISO 3166 alpha-2
    region: str  # the delivery region a site serves
    currency: str
    tax_rate: Decimal
    credit_limit: Decimal
    terms_days: int
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What is sold, counted in EA and packed in CS of `pack_size` EA."""

    id: str
    description: str
    list_price: Decimal  # per EA
    pack_size: int
    gtin: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where goods lie and leave; `system` names the product that runs it."""

    id: str
    name: str
    system: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How long goods take from a site to a country, and what a delivery there costs."""

    days: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sends goods on our order: to our shelves, or straight to customers."""

    id: str
    name: str
    terms_days: int = 30


@dataclass(frozen=True, slots=True)
class OnOrder:
    """Goods for the shelf that a supplier has been asked for; `book` names the product in which they post."""

    reference: str
    supplier: str
    site: str
    item: str
    units: int  # EA
    due: date
    book: str


@dataclass(frozen=True, slots=True)
class MasterData:
    """One business, of which every system takes its share."""

    customers: tuple[Customer, ...]
    items: tuple[Item, ...]
    sites: tuple[Site, ...]
    contracts: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    opening_stock: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (site, item) -> EA
    replenishment: Mapping[tuple[str, str], int] = field(default_factory=dict)  # EA arriving each morning
    only_from: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # items bound to some of the sites
    ways: Mapping[tuple[str, str], Way] = field(default_factory=dict)  # (site, country or *) -> way
    suppliers: tuple[Supplier, ...] = ()
    drop_shipped: Mapping[str, str] = field(default_factory=dict)  # items that lie nowhere -> supplier
    on_order: tuple[OnOrder, ...] = ()  # what is on its way when the business opens

    def price(self, customer_id: str, item: Item) -> Decimal:
        """Give the customer's price for one EA: its contract, or else the list."""
        return self.contracts.get((customer_id, item.id), item.list_price)
