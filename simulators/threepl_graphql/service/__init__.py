"""What a client can ask of the fulfilment house, and what the house does by itself."""

from simulators.chassis.agenda import Acts
from simulators.chassis.habits import Habits
from simulators.chassis.stock_room import StockRoom
from simulators.chassis.world import World
from simulators.threepl_graphql.domain.pace import PACES, Plan
from simulators.threepl_graphql.service.access import Access
from simulators.threepl_graphql.service.inbound import Inbound
from simulators.threepl_graphql.service.inventory import Inventory
from simulators.threepl_graphql.service.orders import Orders
from simulators.threepl_graphql.service.returns import Returns
from simulators.threepl_graphql.service.telling import Telling
from simulators.threepl_graphql.store import Store


class FulfilmentHouse:
    """One fulfilment house in one world, with one account and one warehouse."""

    def __init__(self, world: World, store: Store, habits: Habits, plan: Plan) -> None:
        self.world = world
        self.store = store
        self.pace = PACES[world.pace]
        self.room = StockRoom(world, store.site, store.stock)
        self.access = Access(world, store, habits, plan)
        self.telling = Telling(world, store, habits)
        self.inventory = Inventory(store, self.room, self.telling)
        self.orders = Orders(world, store, self.room, self.inventory, self.telling)
        self.inbound = Inbound(world, store, self.inventory, self.telling)
        self.returns = Returns(world, store, self.orders, self.inventory, self.telling)
        self.inventory.on_more = self.orders.allocate_waiting

    @property
    def acts(self) -> Acts:
        """Name what the entries of the agenda do."""
        return {**self.orders.acts, **self.returns.acts, **self.telling.acts}
