"""What can be done in the warehouse.

No method awaits between reading and storing, so that two calls never see half of a change.
"""

from simulators.chassis.habits import Habits
from simulators.chassis.stock_room import StockRoom
from simulators.chassis.world import World
from simulators.wms.domain.pace import PACES
from simulators.wms.service.announcing import Announcer
from simulators.wms.service.bins import Bins
from simulators.wms.service.correcting import Correcting
from simulators.wms.service.counting import Counting
from simulators.wms.service.ordering import Orders
from simulators.wms.service.picking import Picking
from simulators.wms.service.receiving import Receiving
from simulators.wms.service.returning import Returning
from simulators.wms.service.shipping import Shipping
from simulators.wms.service.site import Site
from simulators.wms.service.stock_book import StockBook
from simulators.wms.store import Store


class Warehouse:
    """One warehouse in one world: its desks, and what happens there by itself."""

    def __init__(self, world: World, store: Store, webhook_secret: bytes, habits: Habits) -> None:
        self.world = world
        self.store = store
        self.pace = PACES[world.pace]
        room = StockRoom(world, store.site, store.stock)
        self.bins = Bins(world, store, room)
        self.announcer = Announcer(world, store, webhook_secret, habits)
        self.site = Site(world, store, room, self.bins, habits, self.announcer, self.pace)
        self.stock_book = StockBook(self.site)
        self.correcting = Correcting(self.site)
        self.counting = Counting(self.site, self.correcting)
        self.picking = Picking(self.site, self.counting)
        self.orders = Orders(self.site, self.picking)
        self.shipping = Shipping(self.site, self.picking)
        self.receiving = Receiving(self.site, self.picking)
        self.returning = Returning(self.site, self.correcting)
        self.acts = {**self.shipping.acts, **self.returning.acts, **self.announcer.acts}
