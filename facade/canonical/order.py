"""A sales order as the channels and the books both mean it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from facade.canonical.value import SHARED_MAX, Money, Quantity


@dataclass(frozen=True, slots=True)
class Address:
    """Where the goods go."""

    name: str
    street: str
    city: str
    postcode: str
    country: str


@lru_cache(SHARED_MAX)
def address_of(name: str, street: str, city: str, postcode: str, country: str) -> Address:
    """Give an address; those written alike are one object, for a customer's orders all go to a few."""
    return Address(name, street, city, postcode, country)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One ordered item. `pack_size` is how many EA one unit of the ordered unit holds."""

    line: int
    item_id: str
    quantity: Quantity
    unit_price: Money  # per ordered unit
    pack_size: int = 1

    @property
    def base_units(self) -> int:
        """How many EA that is."""
        return int(self.quantity.value) * self.pack_size


class Substitute(NamedTuple):
    """What may take the place of a line's item, the best first; `ordered` is the item whose place it took."""

    line: int
    items: tuple[str, ...]
    ordered: str = ""


class OrderType(StrEnum):
    """How an order wants to be delivered; an order is of one type."""

    STANDARD = "standard"
    SCHEDULED = "scheduled"  # there by a day that the buyer has named
    SINGLE_DELIVERY = "single_delivery"  # all of it at once


def type_of(*, is_complete_only: bool, deliver_by: date | None) -> OrderType:
    """Give the type of an order; one delivery binds more than a day does."""
    if is_complete_only:
        return OrderType.SINGLE_DELIVERY
    return OrderType.STANDARD if deliver_by is None else OrderType.SCHEDULED


@dataclass(frozen=True, slots=True)
class Order:
    """What a channel has ordered; `external_ref` is the channel's own key and never changes."""

    external_ref: str
    channel: str
    channel_order_id: str  # the id by which the channel wants to be told
    customer_id: str
    order_date: date
    currency: str
    ship_to: Address
    lines: tuple[OrderLine, ...]
    is_complete_only: bool = False  # the buyer wants all of it in one delivery
    deliver_by: date | None = None  # the day on which the buyer wants it
    substitutes: tuple[Substitute, ...] = ()

    @property
    def order_type(self) -> OrderType:
        """How it wants to be delivered."""
        return type_of(is_complete_only=self.is_complete_only, deliver_by=self.deliver_by)


@dataclass(frozen=True, slots=True)
class BookedLine:
    """An order or invoice line as a book answered it."""

    line: int
    item_id: str
    quantity: Quantity
    unit_price: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class BookedOrder:
    """A sales order as a book answered it; `exposure` is what it weighs on credit where it posts."""

    number: str
    external_ref: str
    customer_id: str
    status: str  # open | shipped | invoiced | cancelled
    posting: bool
    order_date: date
    lines: tuple[BookedLine, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str
    ship_to: str = ""
    exposure: Decimal = Decimal(0)
