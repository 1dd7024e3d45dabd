"""What may be bought in the shop, by whom, and for how much."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from simulators.chassis.figures import CENT

EACH, CASE = "each", "case"
ADDRESSES_SHARED = 8_192
CUSTOM, PUBLIC = 0, 1
ALL_GROUPS = 32_000
FIXED, DISCOUNT = "fixed", "discount"
ENABLED, DISABLED = 1, 2


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
class Product:
    """A product in the catalogue, priced for one each."""

    sku: str
    name: str
    list_price: Decimal
    pack_size: int
    gtin: str
    id: int
    created_at: datetime
    updated_at: datetime
    status: int = ENABLED
    weight: Decimal = Decimal(0)

    def price_of(self, unit: str, price_of_each: Decimal) -> Decimal:
        """Give the price of one sales unit."""
        return price_of_each * self.pack_size if unit == CASE else price_of_each

    def eaches(self, unit: str, quantity: int) -> int:
        """Give how many single pieces that many sales units hold."""
        return quantity * self.pack_size if unit == CASE else quantity


@dataclass(frozen=True, slots=True)
class Tier:
    """What is paid for one each from a quantity on: a price, or a discount in percent."""

    quantity: int
    price: Decimal
    kind: str = FIXED

    def applied(self, list_price: Decimal) -> Decimal:
        """Give the price of one each."""
        if self.kind == FIXED:
            return self.price
        return (list_price * (100 - self.price) / 100).quantize(CENT)


class TierPrice(NamedTuple):
    """What a group pays for a product; the tier stands apart, since thousands of contracts share a few."""

    sku: str
    group_id: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class SharedCatalog:
    """Which products the companies of one customer group may see."""

    id: int
    name: str
    description: str
    kind: int
    group_id: int
    skus: tuple[str, ...]
    created_at: datetime
