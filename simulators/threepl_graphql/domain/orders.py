"""Orders that wait for goods, for somebody to let them go, for a picker, and for the carrier."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from simulators.chassis.stock_room import Line
from simulators.threepl_graphql.errors import InvalidStatusError

HOLDS = ("address_hold", "client_hold", "fraud_hold", "operator_hold", "payment_hold")


class Stage(Enum):
    """Where an order is; the API shows it in another word, `fulfillment_status`."""

    BACKORDERED = "backordered"
    ALLOCATED = "allocated"
    PACKED = "packed"
    SHIPPED = "shipped"
    CANCELED = "canceled"


FULFILLMENT_STATUS = {
    Stage.BACKORDERED: "pending",
    Stage.ALLOCATED: "pending",
    Stage.PACKED: "packed_out",
    Stage.SHIPPED: "fulfilled",
    Stage.CANCELED: "canceled",
}

Address = tuple[tuple[str, str], ...]
"""The fields of an address that were given, by name."""


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line of an order; `partner_id` is the client's own number of it."""

    id: int
    partner_id: str
    sku: str
    name: str
    price: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as the client asks for it."""

    number: str  # the buyer's order behind it
    partner_id: str  # the client's own number of this order
    shop_name: str
    currency: str
    email: str
    packing_note: str
    subtotal: str
    total_price: str
    order_date: datetime | None
    address: Address
    holds: tuple[str, ...]
    lines: tuple[LineItem, ...]  # their ids are given when the order is entered


@dataclass(slots=True)
class Order:
    """An order, which is allocated, packed and shipped whole."""

    id: int
    draft: OrderDraft
    lines: tuple[LineItem, ...]
    holds: tuple[str, ...]
    created_at: datetime
    changed_at: datetime
    stage: Stage = Stage.BACKORDERED
    was_released: bool = False
    batch_id: int | None = None
    shipment_id: int | None = None
    history: tuple[tuple[datetime, str], ...] = ()

    @property
    def goods(self) -> tuple[Line, ...]:
        """Give what is to leave; lines go by the client's numbers if it numbers them, by place if not."""
        numbers = [line.partner_id for line in self.lines]
        is_numbered = all(n.isascii() and n.isdigit() and len(n) <= 9 for n in numbers)
        return tuple(
            (int(line.partner_id) if is_numbered else place, line.sku, line.quantity)
            for place, line in enumerate(self.lines, 1)
            if line.quantity
        )

    @property
    def is_workable(self) -> bool:
        """Tell whether a picker may take it."""
        return self.stage is Stage.ALLOCATED and not self.holds

    def become(self, stage: Stage, at: datetime, entry: str) -> None:
        """Go on to a stage, and enter in the order's history why."""
        self.stage = stage
        self.note(at, entry)

    def note(self, at: datetime, entry: str) -> None:
        """Enter something in the order's history."""
        self.changed_at = at
        self.history = (*self.history, (at, entry))

    def cancel(self, at: datetime, reason: str) -> None:
        """Take the order back before anybody has packed it.

        Raises:
            InvalidStatusError: it has been cancelled before, is packed, or has left.
        """
        if self.stage is Stage.CANCELED:
            raise InvalidStatusError("Order is already canceled", status="canceled")
        if self.stage in (Stage.PACKED, Stage.SHIPPED):
            status = FULFILLMENT_STATUS[self.stage]
            raise InvalidStatusError(f"Order cannot be canceled: it is {status}", status=status)
        self.become(Stage.CANCELED, at, f"Order canceled: {reason}" if reason else "Order canceled")

    def hold(self, changes: tuple[tuple[str, bool], ...], at: datetime) -> None:
        """Set some holds and lift others, before anybody has packed the order.

        Raises:
            InvalidStatusError: it is packed, has left, or is cancelled.
        """
        self._check_open("Holds")
        wanted = dict.fromkeys(self.holds, True) | dict(changes)
        self.holds = tuple(hold for hold in HOLDS if wanted.get(hold))
        self.note(at, f"Holds: {', '.join(self.holds) or 'none'}")

    def change(self, quantities: tuple[tuple[int, int, str | None], ...], at: datetime) -> None:
        """Give lines another quantity or price, by line id; a quantity of nothing leaves the line empty.

        Raises:
            InvalidStatusError: it is packed, has left, or is cancelled.
        """
        self._check_open("Line items")
        changes = {line_id: (quantity, price) for line_id, quantity, price in quantities}
        self.lines = tuple(
            line
            if line.id not in changes
            else replace(line, quantity=changes[line.id][0], price=changes[line.id][1] or line.price)
            for line in self.lines
        )
        self.note(at, "Line items updated")

    def _check_open(self, what: str) -> None:
        if self.stage not in (Stage.BACKORDERED, Stage.ALLOCATED):
            status = FULFILLMENT_STATUS[self.stage]
            raise InvalidStatusError(f"{what} cannot be updated: the order is {status}", status=status)
