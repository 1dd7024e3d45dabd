"""Orders with one shipment each, the words for where they are, inventory, and how long work takes."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from simulators.chassis.stock_room import Line
from simulators.threepl.errors import (
    OrderAlreadyCancelledError,
    OrderAlreadyPickedError,
    OrderAlreadyReleasedError,
)


class ShipmentStatus(StrEnum):
    """Where a shipment is. Completed means that it has left the building, not that it has arrived."""

    ON_HOLD = "OnHold"
    PROCESSING = "Processing"
    PICKED = "Picked"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"


# The order has words of its own: picking is no step of it, and fulfilled means that the goods have left.
ORDER_STATUS = {
    ShipmentStatus.ON_HOLD: "OnHold",
    ShipmentStatus.PROCESSING: "Processing",
    ShipmentStatus.PICKED: "Processing",
    ShipmentStatus.COMPLETED: "Fulfilled",
    ShipmentStatus.CANCELLED: "Cancelled",
}


@dataclass(frozen=True, slots=True)
class InventoryItem:
    """What the client may store here, counted in EA."""

    id: str
    name: str
    barcode: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the goods, and where."""

    name: str
    address1: str
    city: str
    zip_code: str
    country: str


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as the client asks for it; on hold, its inventory is committed but nobody works on it."""

    reference_id: str
    order_number: str  # the buyer's order behind it
    recipient: Recipient
    products: tuple[Line, ...]
    hold: bool


@dataclass(slots=True)
class Order:
    """An order and its one shipment. All of its products move together."""

    id: int
    shipment_id: int
    reference_id: str
    order_number: str
    recipient: Recipient
    products: tuple[Line, ...]
    created_at: datetime
    changed_at: datetime
    status: ShipmentStatus = ShipmentStatus.ON_HOLD
    batch_id: int | None = None
    tracking_number: str = ""

    def release(self, at: datetime) -> None:
        """End the hold, so that the next batch takes the order.

        Raises:
            OrderAlreadyCancelledError: there is nothing left to release.
            OrderAlreadyReleasedError: it is not on hold any more.
        """
        if self.status is ShipmentStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.id} is cancelled and cannot be released")
        if self.status is not ShipmentStatus.ON_HOLD:
            raise OrderAlreadyReleasedError(f"order {self.id} is not on hold: its shipment is {self.status}")
        self._become(ShipmentStatus.PROCESSING, at)

    def cancel(self, at: datetime) -> None:
        """Take the order back before anybody picks it.

        Raises:
            OrderAlreadyCancelledError: it has been taken back before.
            OrderAlreadyPickedError: its shipment has been picked.
        """
        if self.status is ShipmentStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.id} was cancelled before")
        if self.status in (ShipmentStatus.PICKED, ShipmentStatus.COMPLETED):
            raise OrderAlreadyPickedError(
                f"order {self.id} cannot be cancelled: its shipment is {self.status}"
            )
        self._become(ShipmentStatus.CANCELLED, at)

    def pick(self, at: datetime) -> None:
        """Take the goods from their bins."""
        assert self.status is ShipmentStatus.PROCESSING, f"order {self.id} picked while {self.status}"
        self._become(ShipmentStatus.PICKED, at)

    def ship(self, at: datetime) -> None:
        """Hand the goods to the carrier under one tracking number."""
        assert self.status is ShipmentStatus.PICKED, f"order {self.id} shipped while {self.status}"
        self.tracking_number = f"9400{self.shipment_id:012d}"
        self._become(ShipmentStatus.COMPLETED, at)

    def _become(self, status: ShipmentStatus, at: datetime) -> None:
        self.status = status
        self.changed_at = at


@dataclass(slots=True)
class Webhook:
    """Somebody who wants to know of some topics; each signs with a secret of its own."""

    id: int
    url: str
    topics: tuple[str, ...]
    secret: str
    description: str
    created_at: datetime


class CallWindow:
    """How many calls one token made within a sliding window; `at_s` is any clock that never goes back."""

    def __init__(self) -> None:
        self._calls: deque[float] = deque()

    def take(self, at_s: float, limit: int, window_s: float) -> int:
        """Count one call and give 0, or give the whole seconds until one is free again."""
        calls = self._calls
        while calls and calls[0] <= at_s - window_s:
            calls.popleft()
        if len(calls) < limit:
            calls.append(at_s)
            return 0
        return max(1, ceil(calls[len(calls) - limit] + window_s - at_s)) if limit else ceil(window_s)


BATCH_EVERY_S = 3600.0
CARRIER_HOUR = 17  # UTC, Monday to Friday
LOADING = timedelta(hours=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the work takes, and whether it waits for batches and the carrier."""

    pick_s: float
    pick_spread_s: float
    pick_line_s: float
    load_s: float
    waits_for_batches: bool

    def picking_s(self, lines: int, chance: float) -> float:
        """Give the seconds from the batch until `lines` lines are picked."""
        return self.pick_s + self.pick_spread_s * chance + self.pick_line_s * lines

    def leaves_at(self, picked_at: datetime, chance: float) -> datetime:
        """Give the moment the goods are loaded: in the hour before the carrier comes, on a working day."""
        if not self.waits_for_batches:
            return picked_at + timedelta(seconds=self.load_s)
        midnight = picked_at.replace(hour=0, minute=0, second=0, microsecond=0)
        loading_begins = midnight + timedelta(hours=CARRIER_HOUR) - LOADING
        while loading_begins < picked_at or loading_begins.weekday() >= SATURDAY:
            loading_begins += timedelta(days=1)
        return loading_begins + chance * LOADING


PACES: Mapping[str, Pace] = {
    "realistic": Pace(pick_s=1800, pick_spread_s=7200, pick_line_s=60, load_s=0, waits_for_batches=True),
    "brisk": Pace(pick_s=0.9, pick_spread_s=0.2, pick_line_s=0, load_s=1.0, waits_for_batches=False),
}
