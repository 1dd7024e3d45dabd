"""Goods that a supplier sends straight to the buyer: what a book is asked to buy, and what it knows of it."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.fulfilment import Shipment
from facade.canonical.order import Order


class DropShipment(NamedTuple):
    """Goods to be bought for a sales order; `goods` is the order with the lines bought alone."""

    reference: str
    supplier_id: str
    order_number: str  # of the sales order, in the book that buys
    goods: Order


class PurchaseStatus(StrEnum):
    """How far the supplier is."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    SENT = "sent"
    CANCELLED = "cancelled"


class Purchase(NamedTuple):
    """A purchase order as a book answered it."""

    number: str
    supplier_id: str
    status: PurchaseStatus
    lines: tuple[tuple[int, Decimal], ...]
    shipment: Shipment | None = None
