"""What is said about an order: how it is placed, what the buyer is told, what the buyer takes back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from simulators.commerce.domain.catalogue import Address


@dataclass(frozen=True, slots=True)
class NewItem:
    """One line of an order that somebody wants to place; no price means the company's own."""

    sku: str
    unit: str
    quantity: int
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order that somebody wants to place."""

    company_id: int
    reference: str
    currency: str
    items: tuple[NewItem, ...]
    billing: Address | None
    shipping: Address | None
    payment_method: str
    po_number: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing the buyer was told."""

    at: datetime
    status: str
    comment: str


@dataclass(frozen=True, slots=True)
class Track:
    """One parcel to follow."""

    number: str
    title: str
    carrier_code: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods the buyer was told of; `reference` is the number the teller gave."""

    id: int
    order_id: int
    reference: str
    at: datetime
    items: tuple[tuple[int, int], ...]  # (line, sales units)
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class ShopInvoice:
    """An invoice the buyer was told of; amounts as told, nothing is worked out again."""

    id: int
    order_id: int
    reference: str
    at: datetime
    items: tuple[tuple[int, int], ...]
    subtotal: Decimal
    tax: Decimal
    grand_total: Decimal


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """A buyer wants an order back, or some quantities of it; no quantities means all of it."""

    number: int
    quantities: tuple[tuple[int, int], ...]
    status: str = "requested"  # requested | accepted | refused
    reason: str = ""
