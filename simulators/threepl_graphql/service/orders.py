"""Orders, from the moment the client asks until the parcel has left.

No method awaits between reading and storing, so that two calls never see half of a change.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from simulators.chassis.agenda import Acts
from simulators.chassis.stock_room import StockRoom, total_by_item
from simulators.chassis.world import World
from simulators.threepl_graphql.domain.account import WAREHOUSE_ID
from simulators.threepl_graphql.domain.goods import Shipment
from simulators.threepl_graphql.domain.orders import Order, OrderDraft, Stage
from simulators.threepl_graphql.domain.pace import PACES
from simulators.threepl_graphql.errors import (
    AlreadyExistsError,
    InvalidValueError,
    NotEnoughInventoryError,
    NotFoundError,
)
from simulators.threepl_graphql.events import (
    ORDER_ALLOCATED,
    ORDER_CANCELED,
    ORDER_PACKED_OUT,
    SHIPMENT_UPDATE,
    Document,
    fulfilment_commit,
    order_document,
    shipment_document,
)
from simulators.threepl_graphql.service.inventory import Inventory
from simulators.threepl_graphql.service.telling import Telling
from simulators.threepl_graphql.store import Store

LineChanges = Mapping[int, tuple[int | None, str | None]]
"""By line id: the new quantity and the new price, where they change."""


class Orders:
    """The orders of one account, and the floor's work on them."""

    acts: Acts

    def __init__(
        self, world: World, store: Store, room: StockRoom, inventory: Inventory, telling: Telling
    ) -> None:
        self._world = world
        self._store = store
        self._room = room
        self._inventory = inventory
        self._telling = telling
        self._pace = PACES[world.pace]
        self.acts = {"pack": self._pack, "ship": self._ship}

    def order(self, order_id: int) -> Order:
        """Give one order.

        Raises:
            NotFoundError: no order has that id.
        """
        found = self._store.orders.get(order_id)
        if found is None:
            raise NotFoundError("Order not found")
        return found

    def create(self, draft: OrderDraft) -> Order:
        """Take an order in. Where stock does not cover all of it, it waits for goods.

        Raises:
            NotFoundError: there is no such product.
            AlreadyExistsError: an order that is not cancelled has the client's number.
        """
        for line in draft.lines:
            self._inventory.product(line.sku)
        same = self._store.orders_under(self._store.order_ids_by_partner_id, draft.partner_id)
        if draft.partner_id and any(order.stage is not Stage.CANCELED for order in same):
            raise AlreadyExistsError(f"Order with partner_order_id {draft.partner_id} already exists")
        order = self._store.add_order(draft, self._world.clock.now())
        if not self._allocate(order.id):
            self._store.waiting_for_goods[order.id] = None
        return order

    def cancel(self, order_id: int, reason: str) -> Order:
        """Take an order back and free what was allocated to it."""
        order = self._to_change(order_id)
        had_goods = order.stage is not Stage.BACKORDERED
        order.cancel(self._now(), reason)
        self._store.waiting_for_goods.pop(order_id, None)
        self._store.waiting_for_batch.pop(order_id, None)
        if had_goods:
            self._room.free(total_by_item(order.goods))
            self._world.commit(fulfilment_commit(self._store.site, order))
            self.allocate_waiting()
        self._tell(ORDER_CANCELED, order, {**order_document(order), "reason": reason})
        return order

    def hold(self, order_id: int, changes: tuple[tuple[str, bool], ...]) -> Order:
        """Set some holds and lift others; an order with goods and without a hold is worked on."""
        order = self._to_change(order_id)
        order.hold(changes, self._now())
        self._store.waiting_for_batch.pop(order_id, None)
        self._let_go(order)
        return order

    def change_lines(self, order_id: int, changes: LineChanges) -> Order:
        """Give lines another quantity or price, before anybody has packed the order.

        Raises:
            NotFoundError: the order has no such line.
            InvalidValueError: nothing would be left of it.
            NotEnoughInventoryError: stock does not cover what is added.
        """
        order = self._to_change(order_id)
        lines = {line.id: line for line in order.lines}
        for line_id in changes:
            if line_id not in lines:
                raise NotFoundError("Line item not found")
        before = total_by_item(order.goods)
        wanted = tuple(
            (line_id, lines[line_id].quantity if quantity is None else quantity, price)
            for line_id, (quantity, price) in changes.items()
        )
        now_wanted = {line_id: quantity for line_id, quantity, _ in wanted}
        after = total_by_item(
            (line.id, line.sku, now_wanted.get(line.id, line.quantity)) for line in order.lines
        )
        if not any(after.values()):
            raise InvalidValueError("line_items: an order without goods is to be canceled")
        self._move_promise(order, before, after, wanted)
        return order

    def _move_promise(
        self,
        order: Order,
        before: Mapping[str, int],
        after: Mapping[str, int],
        wanted: tuple[tuple[int, int, str | None], ...],
    ) -> None:
        has_goods = order.stage is Stage.ALLOCATED
        more = {sku: after[sku] - before.get(sku, 0) for sku in after if after[sku] > before.get(sku, 0)}
        less = {sku: before[sku] - after[sku] for sku in before if before[sku] > after[sku]}
        if has_goods and (short := self._room.short_of(more)):
            names = ", ".join(stock.item for stock in short)
            raise NotEnoughInventoryError(f"Not enough inventory for the new quantities of {names}")
        order.change(wanted, self._now())
        if has_goods:
            self._room.reserve(more)
            self._room.free(less)
            self._world.commit(fulfilment_commit(self._store.site, order))
        self.allocate_waiting()

    def allocate_waiting(self) -> None:
        """Give goods to the orders that wait for them, the oldest first."""
        for order_id in tuple(self._store.waiting_for_goods):
            if self._allocate(order_id):
                del self._store.waiting_for_goods[order_id]

    def start_batch(self) -> None:
        """Take every order that may be worked on into one batch and begin to pick."""
        if not self._store.waiting_for_batch:
            return
        self._store.last_batch_id += 1
        for order_id in self._store.waiting_for_batch:
            order = self._store.orders.edit(order_id)
            order.batch_id = self._store.last_batch_id
            walk_s = self._pace.picking_s(len(order.lines), self._chance("pick", order))
            due = self._now() + timedelta(seconds=walk_s)
            self._store.agenda.put(due, "pack", order_id, self._store.last_batch_id)
        self._store.waiting_for_batch.clear()

    def _allocate(self, order_id: int) -> bool:
        """Promise the whole order its goods, if they are there."""
        needed = total_by_item(self._store.orders[order_id].goods)
        if self._room.short_of(needed):
            return False
        order = self._store.orders.edit(order_id)
        self._room.reserve(needed)
        order.become(Stage.ALLOCATED, self._now(), "Order allocated")
        self._world.commit(fulfilment_commit(self._store.site, order))
        self._tell(ORDER_ALLOCATED, order, order_document(order))
        self._let_go(order)
        return True

    def _let_go(self, order: Order) -> None:
        if not order.is_workable:
            return
        if not order.was_released:
            order.was_released = True
            self._world.commit(fulfilment_commit(self._store.site, order))
        self._store.waiting_for_batch[order.id] = None
        if not self._pace.waits_for_batches:
            self.start_batch()

    def _pack(self, order_id: int, batch_id: int) -> None:
        order, now = self._store.orders.edit(order_id), self._now()
        if not order.is_workable or order.batch_id != batch_id:
            return  # cancelled or held while it waited to be picked, or in a later batch by now
        order.become(Stage.PACKED, now, "Order packed out")
        self._world.commit(fulfilment_commit(self._store.site, order))
        self._tell(ORDER_PACKED_OUT, order, order_document(order))
        self._store.agenda.put(self._pace.leaves_at(now, self._chance("load", order)), "ship", order_id)

    def _ship(self, order_id: int) -> None:
        order, now = self._store.orders.edit(order_id), self._now()
        if order.stage is not Stage.PACKED:
            return  # cancelled by force
        shipment_id = self._store.next_id()
        lines = tuple((line.id, line.quantity) for line in order.lines if line.quantity)
        shipment = Shipment(shipment_id, order_id, now, f"1Z{shipment_id:016d}", lines)
        self._store.shipments[shipment_id] = shipment
        order.shipment_id = shipment_id
        order.become(Stage.SHIPPED, now, f"Shipment created: {shipment.tracking_number}")
        leaving = total_by_item(order.goods)
        self._room.issue(leaving, str(shipment_id))
        self._world.commit(fulfilment_commit(self._store.site, order))
        self._tell(SHIPMENT_UPDATE, order, shipment_document(order, shipment, WAREHOUSE_ID))
        self._inventory.tell_levels(*leaving)

    def _to_change(self, order_id: int) -> Order:
        self.order(order_id)
        return self._store.orders.edit(order_id)

    def _tell(self, name: str, order: Order, document: Document) -> None:
        self._telling.tell(
            name, order.draft.number, document, order.draft.partner_id, order.id, len(order.history)
        )

    def _chance(self, purpose: str, order: Order) -> float:
        key = (order.draft.partner_id, order.id, order.stage.value)
        return self._world.chance.uniform(self._world.system, purpose, *key)

    def _now(self) -> datetime:
        return self._world.clock.now()
