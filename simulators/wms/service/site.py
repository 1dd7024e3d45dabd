"""What every part of the warehouse works with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simulators.chassis.habits import Habits, Settings
from simulators.chassis.stock_room import StockRoom
from simulators.chassis.world import World
from simulators.wms.domain.order import WarehouseOrder
from simulators.wms.domain.pace import Pace
from simulators.wms.errors import NotFoundError
from simulators.wms.events import order_key
from simulators.wms.service.announcing import Announcer
from simulators.wms.service.bins import Bins
from simulators.wms.store import Store


@dataclass(frozen=True, slots=True)
class Site:
    """One warehouse in one world."""

    world: World
    store: Store
    room: StockRoom
    bins: Bins
    habits: Habits
    announcer: Announcer
    pace: Pace

    def now(self) -> datetime:
        """Give the time on this warehouse's wall."""
        return self.world.clock.now()

    def after(self, wait_s: float, act: str, order_id: int) -> None:
        """Let something happen to an order in a while."""
        self.store.agenda.put(self.now() + timedelta(seconds=wait_s), act, order_id)

    def order(self, order_id: int) -> WarehouseOrder:
        """Give one order to be looked at.

        Raises:
            NotFoundError: no order has that id.
        """
        try:
            return self.store.orders[order_id]
        except KeyError:
            raise NotFoundError("order", order_id) from None

    def order_to_change(self, order_id: int) -> WarehouseOrder:
        """Give one order to be changed. Raises as `order`."""
        self.order(order_id)
        return self.store.orders.edit(order_id)

    def chance(self, purpose: str, order: WarehouseOrder) -> float:
        """Draw for one purpose, for an order where it stands now."""
        return self.world.chance.uniform(self.world.system, purpose, *order_key(order))

    def strike(self, kind: str, order: WarehouseOrder) -> Settings | None:
        """Give the settings of a bad habit if it strikes this order where it stands now."""
        if self.habits.is_good:
            return None
        return self.habits.strike(kind, order.reference, *order_key(order))
