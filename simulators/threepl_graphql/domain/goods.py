"""What is stored, what has left, what is on its way in and what comes back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Product:
    """Something the account stores here, counted in EA."""

    id: int
    sku: str
    name: str
    barcode: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel that has left, with the line ids and quantities in it."""

    id: int
    order_id: int
    created_at: datetime
    tracking_number: str
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """One SKU that is announced, and how much of it has arrived or been turned away."""

    id: int
    sku: str
    price: str
    quantity: int
    received: int = 0
    rejected: int = 0

    @property
    def status(self) -> str:
        """Give the product's word for how much of it is here."""
        settled = self.received + self.rejected
        return "pending" if settled == 0 else "partially_received" if settled < self.quantity else "received"


PO_OPEN = ("pending", "partially_received", "received")


@dataclass(slots=True)
class PurchaseOrder:
    """Goods that are announced; `status` is pending, partially_received, received, closed or canceled."""

    id: int
    number: str
    totals: tuple[str, str, str]  # subtotal, shipping, total
    po_date: datetime | None
    created_at: datetime
    lines: tuple[PurchaseLine, ...]
    status: str = "pending"
    closed_at: datetime | None = None

    def settle(self) -> None:
        """Say how far receiving has come."""
        found = {line.status for line in self.lines}
        self.status = found.pop() if len(found) == 1 else "partially_received"


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """What of an order line is to come back; what is damaged is not sold again."""

    line_id: int
    sku: str
    quantity: int
    reason: str
    condition: str
    received: int = 0
    restocked: int = 0


RETURN_STATUSES = ("pending", "warehouse_complete", "complete", "canceled")


@dataclass(slots=True)
class Return:
    """Goods on their way back; the warehouse completes it, the client closes it."""

    id: int
    order_id: int
    reason: str
    carrier: str
    method: str
    label_cost: str
    created_at: datetime
    lines: tuple[ReturnLine, ...]
    status: str = "pending"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Somebody who wants to know of one kind of thing; what it is told is signed with its own secret."""

    id: int
    name: str
    url: str
    shop_name: str
    secret: str
