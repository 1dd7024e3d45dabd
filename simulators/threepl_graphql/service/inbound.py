"""Purchase orders: goods that are announced, arrive in parts, and are closed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from simulators.chassis.world import World
from simulators.threepl_graphql.domain.goods import PO_OPEN, PurchaseLine, PurchaseOrder
from simulators.threepl_graphql.errors import (
    AlreadyExistsError,
    InvalidStatusError,
    InvalidValueError,
    NotFoundError,
)
from simulators.threepl_graphql.events import PO_UPDATE, purchase_order_document
from simulators.threepl_graphql.service.inventory import Inventory
from simulators.threepl_graphql.service.telling import Telling
from simulators.threepl_graphql.store import Store


@dataclass(frozen=True, slots=True)
class Announced:
    """Goods as the client announces them; the ids of the lines are given when they are entered."""

    number: str
    warehouse_id: str
    totals: tuple[str, str, str]
    po_date: datetime | None
    lines: tuple[PurchaseLine, ...]


Counted = Mapping[str, tuple[int | None, int | None]]
"""By SKU: the new totals received and rejected, where they change."""


class Inbound:
    """The purchase orders of one account."""

    def __init__(self, world: World, store: Store, inventory: Inventory, telling: Telling) -> None:
        self._world = world
        self._store = store
        self._inventory = inventory
        self._telling = telling

    def purchase_order(self, po_id: int) -> PurchaseOrder:
        """Give one purchase order.

        Raises:
            NotFoundError: there is none with that id.
        """
        found = self._store.purchase_orders.get(po_id)
        if found is None:
            raise NotFoundError("Purchase order not found")
        return found

    def numbered(self, number: str) -> PurchaseOrder:
        """Give the purchase order with the client's number.

        Raises:
            NotFoundError: there is none.
        """
        found = self._find(number)
        if found is None:
            raise NotFoundError("Purchase order not found")
        return found

    def create(self, announced: Announced) -> PurchaseOrder:
        """Announce goods.

        Raises:
            NotFoundError: there is no such product or warehouse.
            AlreadyExistsError: there is one with that number.
        """
        self._inventory.check_warehouse(announced.warehouse_id)
        for line in announced.lines:
            self._inventory.product(line.sku)
        if self._find(announced.number) is not None:
            raise AlreadyExistsError(f"Purchase order {announced.number} already exists")
        lines = tuple(replace(line, id=self._store.next_id()) for line in announced.lines)
        order = PurchaseOrder(
            self._store.next_id(),
            announced.number,
            announced.totals,
            announced.po_date,
            self._world.clock.now(),
            lines,
        )
        self._store.purchase_orders[order.id] = order
        self._tell(order)
        return order

    def count(self, po_id: int, counted: Counted) -> PurchaseOrder:
        """Receive: set how much of each SKU has arrived or been turned away by now.

        Raises:
            InvalidStatusError: it is closed or cancelled.
            NotFoundError: it announces no such SKU.
            InvalidValueError: less than before has arrived, or more than was announced.
        """
        order = self._to_change(po_id)
        lines = {line.sku: line for line in order.lines}
        for sku in counted:
            if sku not in lines:
                raise NotFoundError(f"Purchase order line not found: {sku[:40]!r}")
        after = {sku: _counted(lines[sku], *numbers) for sku, numbers in counted.items()}
        arrived = {sku: line.received - lines[sku].received for sku, line in after.items()}
        order.lines = tuple(after.get(line.sku, line) for line in order.lines)
        order.settle()
        self._inventory.receive(order.number, arrived)
        self._tell(order)
        return order

    def close(self, po_id: int) -> PurchaseOrder:
        """Expect nothing more of it."""
        return self._end(po_id, "closed")

    def cancel(self, po_id: int) -> PurchaseOrder:
        """Take an announcement back of which nothing has arrived.

        Raises:
            InvalidStatusError: something has arrived.
        """
        order = self.purchase_order(po_id)
        if any(line.received for line in order.lines):
            raise InvalidStatusError(
                "Purchase order cannot be canceled: goods were received", status=order.status
            )
        return self._end(po_id, "canceled")

    def _end(self, po_id: int, status: str) -> PurchaseOrder:
        order = self._to_change(po_id)
        order.status, order.closed_at = status, self._world.clock.now()
        self._tell(order)
        return order

    def _to_change(self, po_id: int) -> PurchaseOrder:
        status = self.purchase_order(po_id).status
        if status not in PO_OPEN:
            raise InvalidStatusError(f"Purchase order cannot be updated: it is {status}", status=status)
        return self._store.purchase_orders.edit(po_id)

    def _find(self, number: str) -> PurchaseOrder | None:
        orders = self._store.purchase_orders.values()
        return next((o for o in orders if o.number == number and o.status != "canceled"), None)

    def _tell(self, order: PurchaseOrder) -> None:
        received = sum(line.received + line.rejected for line in order.lines)
        key = (order.id, order.status, received)
        self._telling.tell(PO_UPDATE, order.number, purchase_order_document(order), *key)


def _counted(line: PurchaseLine, received: int | None, rejected: int | None) -> PurchaseLine:
    now = replace(
        line,
        received=line.received if received is None else received,
        rejected=line.rejected if rejected is None else rejected,
    )
    if now.received < line.received:
        raise InvalidValueError(
            f"quantity_received: {line.sku} has {line.received} already, which cannot become less"
        )
    if now.received + now.rejected > line.quantity:
        raise InvalidValueError(f"quantity_received: of {line.sku} {line.quantity} are announced")
    return now
