"""What a client can ask of the provider, and what the provider does by itself."""

from simulators.chassis.agenda import Acts
from simulators.chassis.habits import Habits, Settings
from simulators.chassis.stock_room import Quantities, StockRoom
from simulators.chassis.world import World
from simulators.chassis.world_clock import in_seconds
from simulators.threepl.domain.pace import PACES
from simulators.threepl.errors import RateLimitedError
from simulators.threepl.service.inventory import Inventory
from simulators.threepl.service.orders import Orders
from simulators.threepl.service.quota import take_call
from simulators.threepl.service.receiving import Receivings
from simulators.threepl.service.returning import Returns
from simulators.threepl.service.telling import Telling
from simulators.threepl.store import Store


class Provider:
    """One logistics provider in one world, with one client and one location."""

    def __init__(self, world: World, store: Store, habits: Habits, plan: Settings) -> None:
        self.world = world
        self.store = store
        self.pace = PACES[world.pace]
        self.room = StockRoom(world, store.site, store.stock)
        self._habits = habits
        self._plan = plan
        self.telling = Telling(world, store, habits)
        self.inventory = Inventory(store)
        self.orders = Orders(world, store, self.room, self.telling, habits)
        self.receiving = Receivings(world, store, self.room, self._stocked, habits)
        self.returning = Returns(world, store, self.room, self.orders, self.telling)

    @property
    def acts(self) -> Acts:
        """Name what the entries of the agenda do."""
        return {**self.orders.acts, **self.receiving.acts, **self.returning.acts, **self.telling.acts}

    def _stocked(self, reference: str, quantities: Quantities) -> None:
        """See to the orders that wait for goods, then tell who wants to know that there are more."""
        self.orders.allocate_waiting()
        self.telling.of_stock(reference, quantities)

    def admit(self, subject: str) -> int:
        """Count one call against the client's plan and give how many are left.

        Raises:
            RateLimitedError: the calls of this window are used up.
        """
        plan = self._habits.settings("request_rate") or self._plan
        at_s = in_seconds(self.world.clock.now())
        wait_s, left = take_call(self.store, at_s, plan["calls"], plan["window_s"])
        if wait_s:
            self.world.misbehave("request_rate", subject)
            raise RateLimitedError(f"over {plan['calls']} calls in {plan['window_s']:g} s", wait_s)
        return left
