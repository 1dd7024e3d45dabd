"""Warehouse orders, and the ladder of numbers they climb."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from simulators.chassis.stock_room import Line
from simulators.wms.domain.packing import Carton
from simulators.wms.errors import (
    OrderAlreadyCancelledError,
    OrderAlreadyPickedError,
    OrderAlreadyReleasedError,
    OrderNotReleasedError,
)

Pick = tuple[int, int, int]
"""What one grip took: row number, number of items in EA, the stock item it came from."""


class OrderStatus(IntEnum):
    """The ladder: a higher number is further along, and only 900 is off to the side."""

    BACKORDERED = 150
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
class Consignee:
    """Where the goods go."""

    name: str
    address: str
    city: str
    post_code: str
    country_code: str


@dataclass(frozen=True, slots=True)
class Terms:
    """How an order wants to be treated; a lower priority number goes first."""

    priority: int = 5
    delivery_date: str = ""
    on_shortage: str = "Reject"  # | Backorder: what to do when stock does not cover a new order
    on_short_pick: str = "ShipPartial"  # | Backorder: what becomes of what the picker did not find


USUAL_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as the goods owner asks for it."""

    number: str  # the goods owner's own number of this warehouse order
    reference: str  # the buyer's order behind it, printed on the papers and carried in every webhook
    consignee: Consignee
    rows: tuple[Line, ...]
    terms: Terms = USUAL_TERMS


@dataclass(slots=True)
class WarehouseOrder:
    """An order with its place on the ladder.

    `rows` is what was ordered, `allocated` what is promised of it, `goods` what the pickers took; they are
    one and the same as long as nothing is short.
    """

    order_id: int
    number: str
    reference: str
    consignee: Consignee
    rows: tuple[Line, ...]
    created_at: datetime
    changed_at: datetime
    terms: Terms = USUAL_TERMS
    status: OrderStatus = OrderStatus.ALLOCATED
    version: int = 1
    allocated: tuple[Line, ...] = ()
    wave_id: int | None = None
    picks: tuple[Pick, ...] = ()
    short_rows: tuple[int, ...] = ()  # of which the picker has said that there is no more
    goods: tuple[Line, ...] = ()
    cartons: tuple[Carton, ...] = field(default=())
    shipment_id: int = 0
    waybill: str = ""
    backorder_of: int | None = None
    backorder_id: int | None = None

    @property
    def delivery_note(self) -> str:
        """Give the number of the paper that leaves with the goods."""
        return f"DN-{self.order_id}"

    @property
    def is_with_pickers(self) -> bool:
        """Whether somebody may be taking its goods from their shelves."""
        return self.status is OrderStatus.RELEASED and self.wave_id is not None

    def must_be_changeable(self) -> None:
        """Refuse once the floor knows of the order.

        Raises:
            OrderAlreadyCancelledError: there is nothing left to change.
            OrderAlreadyReleasedError: it is released, or further along.
        """
        if self.status is OrderStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.order_id} is cancelled")
        if self.status >= OrderStatus.RELEASED:
            raise OrderAlreadyReleasedError(f"order {self.order_id} is {self.status.text}: released before")

    def release(self, at: datetime) -> None:
        """Let the order join the next wave. Raises as `must_be_changeable`, and while it waits for goods."""
        self.must_be_changeable()
        if self.status is OrderStatus.BACKORDERED:
            raise OrderNotReleasedError(f"order {self.order_id} waits for goods and is released by itself")
        self.become(OrderStatus.RELEASED, at)

    def cancel(self, at: datetime) -> None:
        """Take the order off the ladder, as long as its goods lie on their shelves.

        Raises:
            OrderAlreadyCancelledError: it is off the ladder already.
            OrderAlreadyPickedError: goods have been picked.
        """
        if self.status is OrderStatus.CANCELLED:
            raise OrderAlreadyCancelledError(f"order {self.order_id} was cancelled before")
        if self.status >= OrderStatus.PICKED or self.picks:
            raise OrderAlreadyPickedError(f"order {self.order_id} is being picked: too late to cancel")
        self.allocated = ()
        self.become(OrderStatus.CANCELLED, at)

    def become(self, status: OrderStatus, at: datetime) -> None:
        """Stand on another rung from that moment on."""
        self.status = status
        self.change(at)

    def change(self, at: datetime) -> None:
        """Be another version of itself from that moment on."""
        self.version += 1
        self.changed_at = at


def by_row(grips: Iterable[tuple[int, int] | Pick]) -> dict[int, int]:
    """Sum EA by row number."""
    total: dict[int, int] = {}
    for grip in grips:
        total[grip[0]] = total.get(grip[0], 0) + grip[1]
    return total
