"""Who may buy in the shop, and what."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

EACH, CASE = "each", "case"
ADDRESSES_SHARED = 8_192


@dataclass(frozen=True, slots=True)
class Address:
    """Where goods or papers go."""

    name: str
    street: str
    city: str
    postcode: str
    country: str


@lru_cache(ADDRESSES_SHARED)
def same_address(address: Address) -> Address:
    """Give the one copy of an address that is kept however many orders name it."""
    return address


@dataclass(frozen=True, slots=True)
class Company:
    """A company account; its number is the shop's own."""

    id: int
    name: str
    currency: str
    address: Address


@dataclass(frozen=True, slots=True)
class Product:
    """A product in the catalogue, priced for one each."""

    sku: str
    name: str
    list_price: Decimal
    pack_size: int
    gtin: str

    def price_of(self, unit: str, price_of_each: Decimal) -> Decimal:
        """Give the price of one sales unit."""
        return price_of_each * self.pack_size if unit == CASE else price_of_each
