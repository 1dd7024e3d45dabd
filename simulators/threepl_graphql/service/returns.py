"""Returns: goods on their way back, looked at in the warehouse, and sold again or not."""

from dataclasses import dataclass, replace
from datetime import timedelta

from simulators.chassis.agenda import Acts
from simulators.chassis.world import World
from simulators.threepl_graphql.domain.goods import RETURN_STATUSES, Return, ReturnLine
from simulators.threepl_graphql.domain.orders import Order, Stage
from simulators.threepl_graphql.domain.pace import PACES
from simulators.threepl_graphql.errors import InvalidStatusError, InvalidValueError, NotFoundError
from simulators.threepl_graphql.events import RETURN_UPDATE, return_commit, return_document
from simulators.threepl_graphql.service.inventory import Inventory
from simulators.threepl_graphql.service.orders import Orders
from simulators.threepl_graphql.service.telling import Telling
from simulators.threepl_graphql.store import Store

DAMAGED = "damaged"
AFTER = {"pending": ("canceled",), "warehouse_complete": ("complete",)}
"""What a client may make of a return: it takes it back, or closes what the warehouse has looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A return as the client asks for it; which line it is of follows from the SKU."""

    order_id: int
    warehouse_id: str
    reason: str
    carrier: str
    method: str
    label_cost: str
    lines: tuple[ReturnLine, ...]


class Returns:
    """The returns of one account."""

    acts: Acts

    def __init__(
        self, world: World, store: Store, orders: Orders, inventory: Inventory, telling: Telling
    ) -> None:
        self._world = world
        self._store = store
        self._orders = orders
        self._inventory = inventory
        self._telling = telling
        self._return_s = PACES[world.pace].return_s
        self.acts = {"look_at_return": self._look_at}

    def return_(self, return_id: int) -> Return:
        """Give one return.

        Raises:
            NotFoundError: there is none with that id.
        """
        found = self._store.returns.get(return_id)
        if found is None:
            raise NotFoundError("Return not found")
        return found

    def of_order(self, order_id: int) -> list[Return]:
        """Give the returns of an order, oldest first."""
        return [self._store.returns[i] for i in self._store.return_ids_by_order.get(order_id, ())]

    def create(self, asked: Asked) -> Return:
        """Announce goods of a shipped order that come back.

        Raises:
            NotFoundError: the order has no such SKU.
            InvalidStatusError: the order has not left.
            InvalidValueError: more would come back than has left.
        """
        order = self._orders.order(asked.order_id)
        self._inventory.check_warehouse(asked.warehouse_id)
        if order.stage is not Stage.SHIPPED:
            raise InvalidStatusError("Order cannot be returned: it has not been fulfilled", status="pending")
        self._check_quantities(order, asked.lines)
        ids = {line.sku: line.id for line in reversed(order.lines)}
        back = Return(
            self._store.next_id(),
            order.id,
            asked.reason,
            asked.carrier,
            asked.method,
            asked.label_cost,
            self._world.clock.now(),
            tuple(replace(line, line_id=ids[line.sku]) for line in asked.lines),
        )
        self._store.returns[back.id] = back
        self._store.return_ids_by_order.put(order.id, back.id)
        due = self._world.clock.now() + timedelta(seconds=self._return_s)
        self._store.agenda.put(due, "look_at_return", back.id)
        self._tell(back, order)
        return back

    def update_status(self, return_id: int, status: str) -> Return:
        """Take a return back, or close it.

        Raises:
            InvalidValueError: there is no such status.
            InvalidStatusError: it cannot follow on the present one.
        """
        now = self.return_(return_id).status
        if status not in RETURN_STATUSES:
            raise InvalidValueError(
                f"status: must be one of {', '.join(RETURN_STATUSES)}, found {status[:40]!r}"
            )
        if status not in AFTER.get(now, ()):
            raise InvalidStatusError(f"Return cannot become {status}: it is {now}", status=now)
        back = self._store.returns.edit(return_id)
        back.status = status
        self._tell(back, self._orders.order(back.order_id))
        return back

    def _check_quantities(self, order: Order, lines: tuple[ReturnLine, ...]) -> None:
        left: dict[str, int] = {}
        for item in order.lines:
            left[item.sku] = left.get(item.sku, 0) + item.quantity
        earlier = [
            line for back in self.of_order(order.id) if back.status != "canceled" for line in back.lines
        ]
        for line in (*earlier, *lines):
            if line.sku not in left:
                raise NotFoundError(f"Line item not found: {line.sku[:40]!r}")
            left[line.sku] -= line.quantity
            if left[line.sku] < 0:
                raise InvalidValueError(f"quantity: more of {line.sku} would be returned than was shipped")

    def _look_at(self, return_id: int) -> None:
        back = self._store.returns.edit(return_id)
        if back.status != "pending":
            return  # taken back while it was on its way
        back.lines = tuple(
            replace(line, received=line.quantity, restocked=0 if line.condition == DAMAGED else line.quantity)
            for line in back.lines
        )
        back.status = "warehouse_complete"
        arrived: dict[str, int] = {}
        for line in back.lines:
            arrived[line.sku] = arrived.get(line.sku, 0) + line.received
        for line in back.lines:
            if line.received > line.restocked:
                self._inventory.keep_back(line.sku, line.received - line.restocked)
        self._inventory.receive(f"RETURN-{back.id}", arrived)
        self._tell(back, self._orders.order(back.order_id))

    def _tell(self, back: Return, order: Order) -> None:
        self._world.commit(return_commit(self._store.site, back, order))
        document = return_document(back, order)
        self._telling.tell(RETURN_UPDATE, order.draft.number, document, back.id, back.status)
