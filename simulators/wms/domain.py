"""Warehouse orders, the ladder of numbers they climb, the stock behind them, and how long work takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from simulators.chassis.stock_room import Line
from simulators.wms.errors import (
    OrderAlreadyCancelledError,
    OrderAlreadyPickedError,
    OrderAlreadyReleasedError,
)


class OrderStatus(IntEnum):
    """The ladder: a higher number is further along, and only 900 is off to the side."""

    ALLOCATED = 200
    RELEASED = 300
    PICKED = 400
    PACKED = 450
    SHIPPED = 500
    CANCELLED = 900

    @property
    def text(self) -> str:
        """Give the word the product shows beside the number."""
        return self.name.capitalize()


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the register, counted in EA."""

    number: str
    name: str
    bar_code: str


@dataclass(frozen=True, slots=True)
class Consignee:
    """Where the goods go."""

    name: str
    address: str
    city: str
    post_code: str
    country_code: str


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as the goods owner asks for it."""

    number: str  # the goods owner's own number of this warehouse order
    reference: str  # the buyer's order behind it, printed on the papers and carried in every webhook
    consignee: Consignee
    rows: tuple[Line, ...]


@dataclass(slots=True)
class WarehouseOrder:
    """An order with its place on the ladder. All of its rows move together."""

    order_id: int
    number: str
    reference: str
    consignee: Consignee
    rows: tuple[Line, ...]
    created_at: datetime
    changed_at: datetime
    status: OrderStatus = OrderStatus.ALLOCATED
    wave_id: int | None = None
    waybill: str = ""

    @property
    def delivery_note(self) -> str:
        """Give the number of the paper that leaves with the goods."""
        return f"DN-{self.order_id}"

    def release(self, at: datetime) -> None:
        """Let the order join the next wave.

        Raises:
            OrderAlreadyCancelledError: there is nothing left to release.
            OrderAlreadyReleasedError: it is released, or further along.
        """
        if self.status is OrderStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.order_id} is cancelled and cannot be released")
        if self.status >= OrderStatus.RELEASED:
            raise OrderAlreadyReleasedError(f"order {self.order_id} is {self.status.text}: released before")
        self._climb(OrderStatus.RELEASED, at)

    def cancel(self, at: datetime) -> None:
        """Take the order off the ladder, as long as its goods lie on their shelves.

        Raises:
            OrderAlreadyCancelledError: it is off the ladder already.
            OrderAlreadyPickedError: the goods have been picked.
        """
        if self.status is OrderStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.order_id} was cancelled before")
        if self.status >= OrderStatus.PICKED:
            raise OrderAlreadyPickedError(f"order {self.order_id} is {self.status.text}: too late to cancel")
        self._climb(OrderStatus.CANCELLED, at)

    def pick(self, at: datetime) -> None:
        """Take the goods from their shelves."""
        assert self.status is OrderStatus.RELEASED, f"order {self.order_id} picked while {self.status.text}"
        self._climb(OrderStatus.PICKED, at)

    def pack(self, at: datetime) -> None:
        """Close the parcels."""
        assert self.status is OrderStatus.PICKED, f"order {self.order_id} packed while {self.status.text}"
        self._climb(OrderStatus.PACKED, at)

    def ship(self, at: datetime) -> None:
        """Hand the parcels to the carrier under one waybill."""
        assert self.status is OrderStatus.PACKED, f"order {self.order_id} shipped while {self.status.text}"
        self.waybill = f"WB{self.order_id:010d}"
        self._climb(OrderStatus.SHIPPED, at)

    def _climb(self, status: OrderStatus, at: datetime) -> None:
        self.status = status
        self.changed_at = at


@dataclass(slots=True)
class Subscription:
    """Somebody who wants to know; `statuses` empty means every status."""

    subscription_id: int
    url: str
    statuses: tuple[int, ...]

    def wants(self, status: OrderStatus) -> bool:
        """Tell whether this subscriber asked for that status."""
        return not self.statuses or status in self.statuses


WAVE_EVERY_S = 1800.0
CARRIER_CUT_OFF_HOURS = (11, 15, 19)  # UTC, every day
LOADING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the floor takes, and whether it waits for waves and carriers."""

    pick_s: float
    pick_row_s: float
    pack_s: float
    load_s: float
    waits_for_waves: bool

    def picking_s(self, rows: int, chance: float) -> float:
        """Give the seconds to pick `rows` rows: half to one and a half times the usual walk a row."""
        return self.pick_s + rows * self.pick_row_s * (0.5 + chance)

    def packing_s(self, chance: float) -> float:
        """Give the seconds to close the parcels."""
        return self.pack_s * (0.5 + chance)

    def leaves_at(self, packed_at: datetime, chance: float, missed_cut_offs: int = 0) -> datetime:
        """Give the moment the parcels go on the truck: within the loading time before a cut-off."""
        if not self.waits_for_waves:
            return packed_at + timedelta(seconds=self.load_s)
        midnight = packed_at.replace(hour=0, minute=0, second=0, microsecond=0)
        ahead = missed_cut_offs
        for day in range(2 + missed_cut_offs):
            for hour in CARRIER_CUT_OFF_HOURS:
                loading_begins = midnight + timedelta(days=day, hours=hour) - LOADING
                if packed_at > loading_begins:
                    continue
                if ahead == 0:
                    return loading_begins + chance * LOADING
                ahead -= 1
        raise AssertionError("a day without a carrier")


PACES: Mapping[str, Pace] = {
    "realistic": Pace(pick_s=300, pick_row_s=90, pack_s=1200, load_s=0, waits_for_waves=True),
    "brisk": Pace(pick_s=0.9, pick_row_s=0.01, pack_s=0.4, load_s=0.5, waits_for_waves=False),
}
