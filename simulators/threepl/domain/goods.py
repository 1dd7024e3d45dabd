"""What is stored, what is on its way in, what comes back, and who is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

VARIANT_OFFSET = 5_000_000
"""A product has one variant, and the product's id is its inventory's and this."""


@dataclass(frozen=True, slots=True)
class InventoryItem:
    """What the client may store here, counted in EA."""

    id: str
    name: str
    barcode: str


class ReceivingStatus(StrEnum):
    """How far a warehouse receiving order has come."""

    AWAITING = "Awaiting"
    PROCESSING = "Processing"
    COMPLETED = "Completed"
    INCOMPLETE = "Incomplete"
    CANCELLED = "Cancelled"


Contents = tuple[tuple[str, int], ...]
"""Inventory ids and EA."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a receiving: what should be in it, and what was once it is counted."""

    id: int
    tracking_number: str
    expected: Contents
    received: Contents = ()
    counted_at: datetime | None = None


@dataclass(slots=True)
class Receiving:
    """A warehouse receiving order: boxes that the client announces and the provider counts."""

    id: int
    number: str  # the client's purchase order
    package_type: str
    packing: str
    expected_at: datetime
    freight: tuple[tuple[str, str], ...]
    created_at: datetime
    changed_at: datetime
    boxes: tuple[Box, ...]
    status: ReceivingStatus = ReceivingStatus.AWAITING
    history: tuple[tuple[datetime, ReceivingStatus], ...] = ()

    def become(self, status: ReceivingStatus, at: datetime) -> None:
        """Go on to a status."""
        self.changed_at = at
        if status is not self.status:
            self.status = status
            self.history = (*self.history, (at, status))

    def quantities(self) -> dict[str, tuple[int, int]]:
        """Give expected and received EA by inventory id, in order of first appearance."""
        total: dict[str, tuple[int, int]] = {}
        for box in self.boxes:
            for expected, contents in ((1, box.expected), (0, box.received)):
                for inventory_id, quantity in contents:
                    before = total.get(inventory_id, (0, 0))
                    total[inventory_id] = (
                        before[0] + quantity * expected,
                        before[1] + quantity * (1 - expected),
                    )
        return total


class ReturnStatus(StrEnum):
    """How far a return has come."""

    AWAITING_ARRIVAL = "AwaitingArrival"
    PROCESSING = "Processing"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"


class ReturnAction(StrEnum):
    """What becomes of goods that come back."""

    RESTOCK = "Restock"
    QUARANTINE = "Quarantine"
    DISPOSE = "Dispose"
    DEFAULT = "Default"


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Some of one item on its way back; what was done with it once it was looked at."""

    inventory_id: str
    quantity: int
    requested: ReturnAction
    taken: ReturnAction | None = None


@dataclass(slots=True)
class Return:
    """Goods on their way back; the shipment they left with is not always known."""

    id: int
    reference_id: str
    shipment_id: int | None
    tracking_number: str
    created_at: datetime
    lines: tuple[ReturnLine, ...]
    status: ReturnStatus = ReturnStatus.AWAITING_ARRIVAL
    history: tuple[tuple[datetime, ReturnStatus], ...] = ()

    def become(self, status: ReturnStatus, at: datetime) -> None:
        """Go on to a status."""
        self.status = status
        self.history = (*self.history, (at, status))


@dataclass(frozen=True, slots=True)
class Webhook:
    """Somebody who wants to know of some topics; each signs with a secret of its own."""

    id: int
    url: str
    topics: tuple[str, ...]
    secret: str
    description: str
    created_at: datetime
