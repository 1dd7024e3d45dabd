"""One shop at work: all that can be done in it, put together."""

from collections.abc import Callable, Sequence

from simulators.chassis.habits import Habits
from simulators.chassis.simulator import Misbehaviour
from simulators.chassis.world import World
from simulators.commerce.domain.bulk import Operation
from simulators.commerce.domain.hooks import Subscription
from simulators.commerce.errors import NoSuchEntityError
from simulators.commerce.service.access import Access
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.service.bulk import Bulks
from simulators.commerce.service.carts import Carts, Desk
from simulators.commerce.service.catalogue import Catalogue
from simulators.commerce.service.companies import Companies
from simulators.commerce.service.credits import Credits
from simulators.commerce.service.orders import Orders
from simulators.commerce.service.papers import Papers
from simulators.commerce.service.prices import Prices
from simulators.commerce.service.quotes import Quotes
from simulators.commerce.service.refunds import Refunds
from simulators.commerce.service.returns import Returns
from simulators.commerce.service.stock import Stock
from simulators.commerce.store import Store

PerformIn = Callable[["Shop", Operation], bytes]
"""Carries out, in a shop, one call that was handed over earlier."""


class Shop:
    """One shop in one world; its parts share one store, and nothing else is remembered."""

    def __init__(
        self, world: World, store: Store, misbehaviours: tuple[Misbehaviour, ...], perform: PerformIn
    ) -> None:
        self.world = world
        self.store = store
        self.habits = habits = Habits(world, misbehaviours)
        self.announcements = announcements = Announcements(world, store, habits)
        self.access = Access(world, store)
        self.prices = Prices(store)
        self.credits = Credits(world, store)
        self.stock = Stock(store, announcements)
        self.companies = Companies(world, store, announcements)
        self.catalogue = Catalogue(world, store, self.companies, announcements)
        self.orders = Orders(world, store, habits, announcements, self.prices, self.credits, self.stock)
        self.papers = Papers(world, store, self.orders, self.stock, announcements)
        self.refunds = Refunds(world, store, self.orders, self.stock, self.credits, announcements)
        self.returns = Returns(world, store, self.orders, announcements)
        desk = Desk(self.orders, self.companies, self.catalogue, self.prices, self.stock, self.credits)
        self.carts = Carts(world, store, desk)
        self.quotes = Quotes(world, store, self.carts, announcements)
        self.bulks = Bulks(world, store, habits, lambda operation: perform(self, operation))
        self.acts = {
            **announcements.acts,
            **self.orders.acts,
            **self.quotes.acts,
            **self.bulks.acts,
        }

    def subscribe(self, subscription: Subscription) -> None:
        """Tell somebody from now on, and of what has waited for a listener as well."""
        self.store.subscribe(subscription)
        self.orders.outbox.resume()

    def unsubscribe(self, key: str) -> None:
        """Tell somebody nothing more.

        Raises:
            NoSuchEntityError: nobody is known by that.
        """
        if not self.store.unsubscribe(key):
            raise NoSuchEntityError("hook_name", key)

    def subscribers(self) -> Sequence[Subscription]:
        """Give who is told, in the order in which they came."""
        return list(self.store.subscriptions.values())
