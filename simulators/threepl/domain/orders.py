"""Orders with one shipment each, and the words for where they are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulators.chassis.stock_room import Line
from simulators.threepl.errors import (
    OrderAlreadyCancelledError,
    OrderAlreadyPickedError,
    OrderAlreadyReleasedError,
)

MANUAL_HOLD, INVALID_ADDRESS = "ManualHold", "InvalidAddress"
HOLD_REASONS = {
    MANUAL_HOLD: "The client holds the order until it is released",
    INVALID_ADDRESS: "The country of the address is not a code of two letters",
}


class ShipmentStatus(StrEnum):
    """Where a shipment is. Completed means that it has left the building, not that it has arrived."""

    EXCEPTION = "Exception"
    ON_HOLD = "OnHold"
    PROCESSING = "Processing"
    PICKED = "LabeledCreated"  # the product's own spelling of what it does once all is picked
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"


# The order has words of its own: neither a hold nor picking is a step of it.
ORDER_STATUS = {
    ShipmentStatus.EXCEPTION: "Exception",
    ShipmentStatus.ON_HOLD: "Processing",
    ShipmentStatus.PROCESSING: "Processing",
    ShipmentStatus.PICKED: "Processing",
    ShipmentStatus.COMPLETED: "Fulfilled",
    ShipmentStatus.CANCELLED: "Cancelled",
}

LOG_TYPES = {
    ShipmentStatus.EXCEPTION: (12, "OutOfStock"),
    ShipmentStatus.ON_HOLD: (19, "OnHold"),
    ShipmentStatus.PROCESSING: (4, "OrderProcessing"),
    ShipmentStatus.PICKED: (70, "LabelCreated"),
    ShipmentStatus.COMPLETED: (98, "OrderDispatched"),
    ShipmentStatus.CANCELLED: (35, "OrderCancelled"),
}
ADDRESS_CHANGED, ITEMS_CHANGED = (51, "AddressChanged"), (52, "LineItemsChanged")
OPEN = (ShipmentStatus.EXCEPTION, ShipmentStatus.ON_HOLD, ShipmentStatus.PROCESSING)
"""Where a shipment is as long as nobody has picked it."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the goods, and where."""

    name: str
    address1: str
    city: str
    zip_code: str
    country: str

    @property
    def can_be_reached(self) -> bool:
        """Tell whether a carrier would take a parcel there."""
        country = self.country
        return len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as the client asks for it; on hold, its inventory is committed but nobody works on it."""

    reference_id: str
    order_number: str  # the buyer's order behind it
    recipient: Recipient
    products: tuple[Line, ...]
    hold: bool

    @property
    def holds(self) -> tuple[str, ...]:
        """Give why nobody may work on it yet."""
        return (MANUAL_HOLD,) * self.hold + (INVALID_ADDRESS,) * (not self.recipient.can_be_reached)


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
    holds: tuple[str, ...]
    status: ShipmentStatus = ShipmentStatus.ON_HOLD
    batch_id: int | None = None
    tracking_number: str = ""
    logs: tuple[tuple[datetime, tuple[int, str]], ...] = ()

    def become(self, status: ShipmentStatus, at: datetime) -> None:
        """Go on to a status, and log it."""
        self.status = status
        self.log(LOG_TYPES[status], at)

    def log(self, kind: tuple[int, str], at: datetime) -> None:
        """Enter something in the shipment's log."""
        self.changed_at = at
        self.logs = (*self.logs, (at, kind))

    def lift_hold(self) -> None:
        """End the client's own hold.

        Raises:
            OrderAlreadyCancelledError: there is nothing left to release.
            OrderAlreadyReleasedError: the client does not hold it any more.
        """
        if self.status is ShipmentStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.id} is cancelled and cannot be released")
        if MANUAL_HOLD not in self.holds:
            raise OrderAlreadyReleasedError(f"order {self.id} is not on hold: its shipment is {self.status}")
        self.holds = tuple(hold for hold in self.holds if hold != MANUAL_HOLD)

    def cancel(self, at: datetime) -> None:
        """Take the order back before anybody picks it.

        Raises:
            OrderAlreadyCancelledError: it has been taken back before.
            OrderAlreadyPickedError: its shipment has been picked.
        """
        self._check_open("be cancelled")
        self.become(ShipmentStatus.CANCELLED, at)

    def readdress(self, recipient: Recipient, at: datetime) -> None:
        """Send it somewhere else, before anybody picks it; a good address ends the hold for a bad one."""
        self._check_open("get another address")
        rest = tuple(hold for hold in self.holds if hold != INVALID_ADDRESS)
        self.recipient = recipient
        self.holds = rest if recipient.can_be_reached else (*rest, INVALID_ADDRESS)
        self.log(ADDRESS_CHANGED, at)

    def refill(self, products: tuple[Line, ...], at: datetime) -> None:
        """Put other products in it, before anybody picks it."""
        self._check_open("get other items")
        self.products = products
        self.log(ITEMS_CHANGED, at)

    def pick(self, at: datetime) -> None:
        """Take the goods from their bins."""
        assert self.status is ShipmentStatus.PROCESSING, f"order {self.id} picked while {self.status}"
        self.become(ShipmentStatus.PICKED, at)

    def ship(self, at: datetime) -> None:
        """Hand the goods to the carrier under one tracking number."""
        assert self.status is ShipmentStatus.PICKED, f"order {self.id} shipped while {self.status}"
        self.tracking_number = f"9400{self.shipment_id:012d}"
        self.become(ShipmentStatus.COMPLETED, at)

    def _check_open(self, what: str) -> None:
        if self.status is ShipmentStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.id} cannot {what}: it was cancelled before")
        if self.status not in OPEN:
            raise OrderAlreadyPickedError(f"order {self.id} cannot {what}: its shipment is {self.status}")
