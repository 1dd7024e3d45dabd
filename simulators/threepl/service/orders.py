"""Orders, from the moment the client asks until the carrier has them.

No method awaits between reading and storing, so that two calls never see half of a change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulators.chassis.agenda import Acts
from simulators.chassis.habits import Habits
from simulators.chassis.stock_room import Line, StockRoom, total_by_item
from simulators.chassis.world import World
from simulators.threepl.domain.orders import Order, OrderDraft, Recipient, ShipmentStatus
from simulators.threepl.domain.pace import PACES
from simulators.threepl.errors import (
    DuplicateError,
    InsufficientInventoryError,
    NotFoundError,
    UnknownInventoryError,
)
from simulators.threepl.service.telling import Telling
from simulators.threepl.store import SHIPMENT_OFFSET, Store


@dataclass(frozen=True, slots=True)
class Criteria:
    """Which orders are looked for; nothing means all."""

    ids: tuple[int, ...] | None = None
    references: tuple[str, ...] = ()
    created_from: datetime | None = None
    created_to: datetime | None = None
    changed_from: datetime | None = None
    changed_to: datetime | None = None
    has_tracking: bool | None = None

    def fit(self, order: Order) -> bool:
        """Tell whether an order is one of them, its reference apart."""
        return (
            (self.ids is None or order.id in self.ids)
            and (self.created_from is None or self.created_from <= order.created_at)
            and (self.created_to is None or order.created_at <= self.created_to)
            and (self.changed_from is None or self.changed_from <= order.changed_at)
            and (self.changed_to is None or order.changed_at <= self.changed_to)
            and (self.has_tracking is None or self.has_tracking == bool(order.tracking_number))
        )


class Orders:
    """The orders of one client, and the floor's work on them."""

    acts: Acts

    def __init__(self, world: World, store: Store, room: StockRoom, telling: Telling, habits: Habits) -> None:
        self._world = world
        self._store = store
        self._room = room
        self._telling = telling
        self._habits = habits
        self._pace = PACES[world.pace]
        self.acts = {"pick": self._pick, "ship": self._ship}

    def create(self, draft: OrderDraft) -> Order:
        """Commit inventory to the whole order, or do not create it.

        A client who has it so gets an order that inventory does not cover taken in as an exception.

        Raises:
            UnknownInventoryError: an inventory id is unknown.
            DuplicateError: an order that is not cancelled has the reference.
            InsufficientInventoryError: one item or more is short; the errors name each.
        """
        needed = total_by_item(draft.products)
        self.must_be_known(needed)
        for order in self._store.orders_referenced(draft.reference_id):
            if order.status is not ShipmentStatus.CANCELLED:
                raise DuplicateError(f"reference_id: order {order.id} is {draft.reference_id} already")
        short = self._shortages(needed)
        if short and self._habits.settings("exceptions") is None:
            raise _insufficient(f"order {draft.reference_id}", short, len(needed))
        status = ShipmentStatus.EXCEPTION if short else ShipmentStatus.ON_HOLD
        order = self._store.add_order(draft, self._world.clock.now(), status)
        if short:
            self._store.waiting_for_goods[order.id] = None
            self._world.misbehave("exceptions", draft.order_number)
            self._telling.of_order(order)
        else:
            self._room.reserve(needed)
            self._telling.of_order(order)
            self._let_go(order)
        return order

    def order(self, order_id: int) -> Order:
        """Give one order.

        Raises:
            NotFoundError: no order has that id.
        """
        try:
            return self._store.orders[order_id]
        except KeyError:
            raise NotFoundError("order", order_id) from None

    def by_shipment(self, shipment_id: int) -> Order:
        """Give the order of one shipment.

        Raises:
            NotFoundError: no shipment has that id.
        """
        try:
            return self._store.orders[shipment_id - SHIPMENT_OFFSET]
        except KeyError:
            raise NotFoundError("shipment", shipment_id) from None

    def find(self, criteria: Criteria, page: int, limit: int, *, is_newest_first: bool) -> list[Order]:
        """Give a page of the orders that fit."""
        orders = self._store.orders
        found: Iterable[Order]
        if criteria.references:
            found = [o for ref in criteria.references for o in self._store.orders_referenced(ref)]
        elif criteria.ids is not None:
            found = [orders[order_id] for order_id in dict.fromkeys(criteria.ids) if order_id in orders]
        else:
            found = orders.values()
        fitting = [order for order in found if criteria.fit(order)]
        if is_newest_first:
            fitting.reverse()
        return fitting[(page - 1) * limit : page * limit]

    def release(self, order_id: int) -> Order:
        """End the client's hold on an order."""
        order = self._to_change(order_id)
        order.lift_hold()
        self._let_go(order)
        return order

    def cancel(self, order_id: int) -> Order:
        """Take an order back and free what was committed to it."""
        order = self._to_change(order_id)
        had_goods = order.status is not ShipmentStatus.EXCEPTION
        order.cancel(self._now())
        self._store.waiting_for_batch.pop(order_id, None)
        self._store.waiting_for_goods.pop(order_id, None)
        if had_goods:
            self._room.free(total_by_item(order.products))
        self._telling.of_order(order, has_goods=had_goods)
        self.allocate_waiting()
        return order

    def readdress(self, order_id: int, recipient: Recipient) -> Order:
        """Send an order somewhere else; a hold for a bad address ends with a good one."""
        order = self._to_change(order_id)
        order.readdress(recipient, self._now())
        self._store.recipients.setdefault(recipient, recipient)
        self._let_go(order)
        return order

    def refill(self, order_id: int, quantities: Mapping[str, int]) -> Order:
        """Put other products in an order; those it has keep their line ids.

        Raises:
            UnknownInventoryError: an inventory id is unknown.
            InsufficientInventoryError: inventory does not cover it; nothing has changed.
        """
        self.must_be_known(quantities)
        order = self._to_change(order_id)
        before, after = total_by_item(order.products), dict(quantities)
        has_goods = order.status is not ShipmentStatus.EXCEPTION
        if has_goods and (short := self._shortages(after, before)):
            raise _insufficient(f"order {order_id}", short, len(after))
        order.refill(_refilled(order.products, after), self._now())
        if has_goods:
            self._room.exchange(before, after)
            self._telling.of_order(order)
        self.allocate_waiting()
        return order

    def allocate_waiting(self) -> None:
        """Commit inventory to the exceptions that it covers by now, the oldest first."""
        for order_id in tuple(self._store.waiting_for_goods):
            needed = total_by_item(self._store.orders[order_id].products)
            if self._room.short_of(needed):
                continue
            order = self._store.orders.edit(order_id)
            del self._store.waiting_for_goods[order_id]
            self._room.reserve(needed)
            order.become(ShipmentStatus.ON_HOLD, self._now())
            self._telling.of_order(order)
            self._let_go(order)

    def start_batch(self) -> None:
        """Take every released order into one batch and begin to pick."""
        if not self._store.waiting_for_batch:
            return
        self._store.last_batch_id += 1
        for order_id in self._store.waiting_for_batch:
            order = self._store.orders.edit(order_id)
            order.batch_id = self._store.last_batch_id
            walk_s = self._pace.picking_s(len(order.products), self._chance("pick", order))
            self._store.agenda.put(self._now() + timedelta(seconds=walk_s), "pick", order_id)
        self._store.waiting_for_batch.clear()

    def must_be_known(self, inventory_ids: Iterable[str]) -> None:
        """Make sure that the client stores all of it here.

        Raises:
            UnknownInventoryError: one is not; the message names it.
        """
        for inventory_id in inventory_ids:
            if inventory_id not in self._store.inventory:
                raise UnknownInventoryError(f"inventory_id: there is no inventory {inventory_id}")

    def _let_go(self, order: Order) -> None:
        """Let the next batch take an order that nothing holds any more; without batches, at once."""
        if order.holds or order.status is not ShipmentStatus.ON_HOLD:
            return
        order.become(ShipmentStatus.PROCESSING, self._now())
        self._store.waiting_for_batch[order.id] = None
        self._telling.of_order(order)
        if not self._pace.waits_for_batches:
            self.start_batch()

    def _pick(self, order_id: int) -> None:
        order, now = self._store.orders.edit(order_id), self._now()
        if order.status is not ShipmentStatus.PROCESSING:
            return  # cancelled while it waited to be picked
        order.pick(now)
        self._telling.of_order(order)
        leaves_at = self._pace.leaves_at(now, self._chance("load", order))
        key = (order.reference_id, order.id)
        if self._pace.waits_for_batches and self._habits.strike("missed_carrier", order.order_number, *key):
            leaves_at = self._pace.leaves_at(leaves_at + timedelta(hours=2), self._chance("load", order))
        self._store.agenda.put(leaves_at, "ship", order_id)

    def _ship(self, order_id: int) -> None:
        order = self._store.orders.edit(order_id)
        order.ship(self._now())
        self._room.issue(total_by_item(order.products), str(order.shipment_id))
        self._telling.of_order(order)

    def _shortages(
        self, needed: Mapping[str, int], besides: Mapping[str, int] | None = None
    ) -> list[dict[str, int]]:
        return [
            {
                "inventory_id": int(stock.item),
                "requested": needed[stock.item],
                "fulfillable": stock.available,
            }
            for stock in self._room.short_of(needed, besides or {})
        ]

    def _to_change(self, order_id: int) -> Order:
        self.order(order_id)
        return self._store.orders.edit(order_id)

    def _chance(self, purpose: str, order: Order) -> float:
        key = (order.reference_id, order.id, order.status.value)
        return self._world.chance.uniform(self._world.system, purpose, *key)

    def _now(self) -> datetime:
        return self._world.clock.now()


def _insufficient(what: str, short: list[dict[str, int]], items: int) -> InsufficientInventoryError:
    return InsufficientInventoryError(
        f"{what}: inventory does not cover {len(short)} of {items} items", short
    )


def _refilled(products: tuple[Line, ...], quantities: Mapping[str, int]) -> tuple[Line, ...]:
    """Give the lines of other quantities: the first line of an item keeps its id, new items get new ids."""
    kept: dict[str, int] = {}
    for line, item, _ in products:
        kept.setdefault(item, line)
    last = max((line for line, _, _ in products), default=0)
    lines = []
    for item, quantity in quantities.items():
        if item not in kept:
            last += 1
        lines.append((kept.get(item, last), item, quantity))
    return tuple(lines)
