"""Warehouse receiving orders: boxes that are announced, arrive and are counted one after the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from simulators.chassis.agenda import Acts
from simulators.chassis.habits import Habits
from simulators.chassis.stock_room import Quantities, StockRoom
from simulators.chassis.world import World
from simulators.threepl.domain.goods import Box, Contents, Receiving, ReceivingStatus
from simulators.threepl.domain.pace import PACES
from simulators.threepl.errors import NotFoundError, StatusDoesNotAllowError, UnknownInventoryError
from simulators.threepl.store import Store

OnMore = Callable[[str, Quantities], None]
"""Called with a reference, and how much more there is of what."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What the client announces: its purchase order, and boxes by tracking number."""

    number: str
    package_type: str
    packing: str
    expected_at: datetime
    boxes: tuple[tuple[str, Contents], ...]
    freight: tuple[tuple[str, str], ...] = ()


class Receivings:
    """The receivings of one client; `on_more` is called when there is more of something."""

    acts: Acts

    def __init__(self, world: World, store: Store, room: StockRoom, on_more: OnMore, habits: Habits) -> None:
        self._world = world
        self._store = store
        self._room = room
        self._on_more = on_more
        self._habits = habits
        self._pace = PACES[world.pace]
        self.acts = {"count_box": self._count}

    def receiving(self, receiving_id: int) -> Receiving:
        """Give one receiving.

        Raises:
            NotFoundError: there is none with that id.
        """
        found = self._store.receivings.get(receiving_id)
        if found is None:
            raise NotFoundError("receiving", receiving_id)
        return found

    def receivings(
        self, ids: tuple[int, ...], statuses: tuple[str, ...], numbers: tuple[str, ...]
    ) -> list[Receiving]:
        """Give the receivings that fit, oldest first; nothing named means all."""
        return [
            receiving
            for receiving in self._store.receivings.values()
            if (not ids or receiving.id in ids)
            and (not statuses or receiving.status.value in statuses)
            and (not numbers or receiving.number in numbers)
        ]

    def announce(self, announced: Announced) -> Receiving:
        """Expect boxes.

        Raises:
            UnknownInventoryError: an inventory id is unknown.
        """
        for _, contents in announced.boxes:
            for inventory_id, _ in contents:
                if inventory_id not in self._store.inventory:
                    raise UnknownInventoryError(f"inventory_id: there is no inventory {inventory_id}")
        now = self._world.clock.now()
        self._store.last_receiving_id += 1
        receiving_id = self._store.last_receiving_id
        boxes = []
        for number, (tracking, contents) in enumerate(announced.boxes, 1):
            self._store.last_box_id += 1
            boxes.append(Box(self._store.last_box_id, tracking, contents))
            due = self._pace.counted_at(now, announced.expected_at, number)
            self._store.agenda.put(due, "count_box", receiving_id, number)
        receiving = self._store.receivings[receiving_id] = Receiving(
            receiving_id,
            announced.number,
            announced.package_type,
            announced.packing,
            announced.expected_at,
            announced.freight,
            now,
            now,
            tuple(boxes),
            history=((now, ReceivingStatus.AWAITING),),
        )
        return receiving

    def cancel(self, receiving_id: int) -> Receiving:
        """Expect a receiving no more, of which no box has come.

        Raises:
            StatusDoesNotAllowError: one has.
        """
        status = self.receiving(receiving_id).status
        if status is not ReceivingStatus.AWAITING:
            raise StatusDoesNotAllowError(f"receiving {receiving_id} cannot be cancelled: it is {status}")
        receiving = self._store.receivings.edit(receiving_id)
        receiving.become(ReceivingStatus.CANCELLED, self._world.clock.now())
        return receiving

    def take_in(self, reference: str, quantities: Quantities) -> None:
        """Put in its bins what nobody announced; the exceptions that wait for it come first."""
        if quantities:
            self._room.receive(quantities, reference)
            self._on_more(reference, quantities)

    def _count(self, receiving_id: int, number: int) -> None:
        receiving, now = self._store.receivings.edit(receiving_id), self._world.clock.now()
        if receiving.status is ReceivingStatus.CANCELLED:
            return
        box = receiving.boxes[number - 1]
        counted = replace(box, received=self._found_in(receiving, box), counted_at=now)
        receiving.boxes = (*receiving.boxes[: number - 1], counted, *receiving.boxes[number:])
        receiving.become(_status(receiving.boxes), now)
        found: dict[str, int] = {}
        for inventory_id, quantity in counted.received:
            found[inventory_id] = found.get(inventory_id, 0) + quantity
        self.take_in(receiving.number or f"WRO-{receiving_id}", {i: q for i, q in found.items() if q})

    def _found_in(self, receiving: Receiving, box: Box) -> Contents:
        short = self._habits.strike("short_receipt", str(receiving.id), receiving.id, box.id)
        if short is None:
            return box.expected
        left = 1.0 - short["missing_share"]
        return tuple((inventory_id, int(quantity * left)) for inventory_id, quantity in box.expected)


def _status(boxes: tuple[Box, ...]) -> ReceivingStatus:
    if any(box.counted_at is None for box in boxes):
        return ReceivingStatus.PROCESSING
    is_whole = all(box.received == box.expected for box in boxes)
    return ReceivingStatus.COMPLETED if is_whole else ReceivingStatus.INCOMPLETE
