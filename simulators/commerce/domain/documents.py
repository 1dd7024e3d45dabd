"""What is said about an order: how it is placed, what the buyer is told, what comes back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from simulators.commerce.domain.catalogue import Address

Quantities = tuple[tuple[int, int], ...]
"""Sales units by line."""

OPEN, PAID, CANCELED = 1, 2, 3
"""The states of an invoice; a credit memo is open, refunded or cancelled under the same numbers."""


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
    """One thing that was said, and the status it came with."""

    at: datetime
    status: str
    comment: str


@dataclass(frozen=True, slots=True)
class Track:
    """One parcel to follow."""

    number: str
    title: str
    carrier_code: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods the buyer was told of; `reference` is the number the teller gave."""

    id: int
    order_id: int
    reference: str
    at: datetime
    items: Quantities
    tracks: tuple[Track, ...]
    comments: tuple[HistoryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ShopInvoice:
    """An invoice the buyer was told of; amounts as told, nothing is worked out again."""

    id: int
    order_id: int
    reference: str
    at: datetime
    items: Quantities
    subtotal: Decimal
    tax: Decimal
    grand_total: Decimal
    state: int = OPEN
    comments: tuple[HistoryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class NewMemo:
    """Money that somebody wants to give back; no quantities means all that can still be refunded."""

    items: Quantities
    shipping: Decimal
    adjustment_up: Decimal
    adjustment_down: Decimal
    to_stock: bool
    comment: str


@dataclass(frozen=True, slots=True)
class CreditMemo:
    """Money given back for invoiced lines."""

    id: int
    order_id: int
    invoice_id: int  # nought: for the order as a whole
    at: datetime
    items: Quantities
    subtotal: Decimal
    shipping: Decimal
    adjustment_up: Decimal
    adjustment_down: Decimal
    is_online: bool
    state: int = PAID
    comments: tuple[HistoryEntry, ...] = ()

    @property
    def grand_total(self) -> Decimal:
        """What was given back."""
        return self.subtotal + self.shipping + self.adjustment_up - self.adjustment_down


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """A buyer wants an order back, or some quantities of it; no quantities means all of it."""

    number: int
    quantities: Quantities
    status: str = "requested"  # requested | accepted | refused
    reason: str = ""


class Notice(NamedTuple):
    """Something the shop has to say of an order until somebody answers.

    `cancel` numbers a cancellation request of the order; `heard` names the subscribers who have agreed.
    """

    hook: str
    order_id: int
    key: str
    cancel: int | None = None
    attempts: int = 0
    heard: tuple[str, ...] = ()
