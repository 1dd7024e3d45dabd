"""Returns: goods on their way back, looked at, and put away, kept apart or thrown away."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from simulators.chassis.agenda import Acts
from simulators.chassis.stock_room import StockRoom
from simulators.chassis.world import World
from simulators.threepl.domain.goods import Return, ReturnAction, ReturnLine, ReturnStatus
from simulators.threepl.domain.orders import ShipmentStatus
from simulators.threepl.domain.pace import PACES
from simulators.threepl.errors import (
    DuplicateError,
    InsufficientInventoryError,
    NotFoundError,
    OrderNotShippedError,
    StatusDoesNotAllowError,
)
from simulators.threepl.service.orders import Orders
from simulators.threepl.service.telling import Telling
from simulators.threepl.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """A return as the client announces it."""

    reference_id: str
    shipment_id: int | None
    tracking_number: str
    lines: tuple[ReturnLine, ...]


class Returns:
    """The returns of one client."""

    acts: Acts

    def __init__(self, world: World, store: Store, room: StockRoom, orders: Orders, telling: Telling) -> None:
        self._world = world
        self._store = store
        self._room = room
        self._orders = orders
        self._telling = telling
        self._pace = PACES[world.pace]
        self.acts = {"open_return": self._open, "finish_return": self._finish}

    def returned(self, return_id: int) -> Return:
        """Give one return.

        Raises:
            NotFoundError: there is none with that id.
        """
        found = self._store.returns.get(return_id)
        if found is None:
            raise NotFoundError("return", return_id)
        return found

    def returns(self) -> list[Return]:
        """Give the returns, oldest first."""
        return list(self._store.returns.values())

    def announce(self, asked: Asked) -> Return:
        """Expect goods back.

        Raises:
            DuplicateError: a return that is not cancelled has the reference.
            ThreePlError: the goods are unknown, or have not left with the shipment; see `_check`.
        """
        if any(self._has_reference(back, asked.reference_id) for back in self._store.returns.values()):
            raise DuplicateError(f"reference_id: {asked.reference_id} is a return already")
        self._check(asked, None)
        self._store.last_return_id += 1
        now = self._now()
        back = Return(
            self._store.last_return_id,
            asked.reference_id,
            asked.shipment_id,
            asked.tracking_number,
            now,
            asked.lines,
            history=((now, ReturnStatus.AWAITING_ARRIVAL),),
        )
        self._store.returns[back.id] = back
        self._later("open_return", back)
        self._tell(back)
        return back

    def change(self, return_id: int, asked: Asked) -> Return:
        """Announce a return anew, as long as nothing of it has arrived."""
        self._to_change(return_id)
        self._check(asked, return_id)
        back = self._store.returns.edit(return_id)
        back.reference_id, back.shipment_id = asked.reference_id, asked.shipment_id
        back.tracking_number, back.lines = asked.tracking_number, asked.lines
        return back

    def cancel(self, return_id: int) -> Return:
        """Expect nothing more of a return."""
        back = self._to_change(return_id)
        back.become(ReturnStatus.CANCELLED, self._now())
        self._tell(back)
        return back

    def _to_change(self, return_id: int) -> Return:
        status = self.returned(return_id).status
        if status is not ReturnStatus.AWAITING_ARRIVAL:
            raise StatusDoesNotAllowError(f"return {return_id} cannot be changed: it is {status}")
        return self._store.returns.edit(return_id)

    def _check(self, asked: Asked, changing: int | None) -> None:
        """Make sure that the goods are known, and no more than left with the shipment that is named."""
        self._orders.must_be_known(line.inventory_id for line in asked.lines)
        if asked.shipment_id is None:
            return
        order = self._orders.by_shipment(asked.shipment_id)
        if order.status is not ShipmentStatus.COMPLETED:
            raise OrderNotShippedError(
                f"original_shipment_id: shipment {asked.shipment_id} is {order.status}"
            )
        left: dict[str, int] = {}
        for _, inventory_id, quantity in order.products:
            left[inventory_id] = left.get(inventory_id, 0) + quantity
        others = [
            line
            for back in self._store.returns.values()
            if back.shipment_id == asked.shipment_id
            and back.id != changing
            and back.status is not ReturnStatus.CANCELLED
            for line in back.lines
        ]
        for line in (*others, *asked.lines):
            left[line.inventory_id] = left.get(line.inventory_id, 0) - line.quantity
            if left[line.inventory_id] < 0:
                raise InsufficientInventoryError(
                    f"inventory: more of {line.inventory_id} would come back than was shipped"
                )

    def _has_reference(self, back: Return, reference_id: str) -> bool:
        return back.reference_id == reference_id and back.status is not ReturnStatus.CANCELLED

    def _open(self, return_id: int) -> None:
        if self._store.returns[return_id].status is not ReturnStatus.AWAITING_ARRIVAL:
            return  # cancelled on its way
        back = self._store.returns.edit(return_id)
        back.become(ReturnStatus.PROCESSING, self._now())
        self._tell(back)
        self._later("finish_return", back)

    def _finish(self, return_id: int) -> None:
        back = self._store.returns.edit(return_id)
        back.lines = tuple(replace(line, taken=_taken(line.requested)) for line in back.lines)
        for line in back.lines:
            if line.taken is not ReturnAction.DISPOSE:
                self._room.receive({line.inventory_id: line.quantity}, f"RETURN-{back.id}")
            if line.taken is ReturnAction.QUARANTINE:
                self._room.hold(line.inventory_id, line.quantity)
        back.become(ReturnStatus.COMPLETED, self._now())
        self._tell(back)
        self._orders.allocate_waiting()

    def _tell(self, back: Return) -> None:
        order = self._orders.by_shipment(back.shipment_id) if back.shipment_id is not None else None
        self._telling.of_return(back, order)

    def _later(self, act: str, back: Return) -> None:
        due = self._now() + timedelta(seconds=self._pace.return_s / 2)
        self._store.agenda.put(due, act, back.id)

    def _now(self) -> datetime:
        return self._world.clock.now()


def _taken(requested: ReturnAction) -> ReturnAction:
    return ReturnAction.RESTOCK if requested is ReturnAction.DEFAULT else requested
