"""Everything that channels may ask without troubling a system, and the upkeep behind it."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from facade.availability.atp import WHOLE, Share
from facade.availability.stock_picture import StockPicture
from facade.canonical.catalogue import Subject
from facade.dual_run.parity import Parity
from facade.ports import Chance, Clock
from facade.pricing.price_book import PriceBook
from facade.publication.availability import Availability, Terms
from facade.publication.channel_feed import ChannelFeed, PublishedChannel
from facade.publication.channel_schedule import ChannelSchedule
from facade.publication.master_parity import MasterParity, compares_masters
from facade.publication.pricing import Pricing
from facade.publication.readings import Readings, Times
from facade.publication.sources import BookPages, SitePages
from facade.publication.upkeep import Upkeep
from facade.publication.wishes import wishes
from facade.routing.policy import Policy
from facade.routing.stage import Side

FIRST_WAIT_S_MAX = 5.0
"""How long the first question of all waits for the books."""


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """What part of the stock a channel sees, and how often what is read."""

    shares: Mapping[str, Share] = field(default_factory=dict)
    suppliers: Mapping[str, str] = field(default_factory=dict)
    """Who sends an item that lies nowhere: it may be ordered though none is available."""
    times: Times = field(default_factory=Times)


class Publication:
    """The books that answers are made from, kept fresh from the first question on."""

    def __init__(
        self,
        books: Mapping[Side, BookPages],
        sites: Iterable[SitePages],
        rules: PublicationRules,
        policy: Callable[[], Policy],
        parity: Parity,
        around: tuple[Clock, Chance],
        on_defect: Callable[[str, BaseException], None],
    ) -> None:
        clock, chance = self._around = around
        self._rules, self._policy, self._on_defect = rules, policy, on_defect
        self.schedule: ChannelSchedule | None = None
        """How the channel is told, where there is one that wants to be."""
        self.picture = StockPicture()
        self.prices = PriceBook()
        terms = Terms(rules.shares, rules.suppliers)
        self.availability = Availability(self.picture, books, terms, policy, parity, clock)
        self.pricing = Pricing(self.prices, books, policy, parity, clock)
        readings = Readings(self.picture, self.prices, MasterParity(policy, parity, clock), clock)
        self.upkeep = Upkeep(readings.sources(books, sites, rules.times), clock, chance, on_defect)
        self._is_ready = False

    @property
    def is_ready(self) -> bool:
        """Whether the books were waited for once: nobody waits for them again."""
        return self._is_ready

    async def ready(self) -> None:
        """Begin to keep the books if nobody has asked before; nobody waits longer than a checkout would."""
        if self._is_ready:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self.upkeep.tried()), FIRST_WAIT_S_MAX)
        self._is_ready = True

    def keep_masters(self) -> None:
        """Read both books from now on where a stage compares what they say, whether or not anybody asks."""
        if compares_masters(self._policy()):
            self.upkeep.begin()

    def publish_to(self, channel: PublishedChannel, observe: Callable[[str, Subject, float], None]) -> None:
        """Let a channel be told, once somebody asks for it."""
        clock, share = self._around[0], self._rules.shares.get(channel.name, WHOLE)
        shown = wishes(self.picture, self.prices, share, self._policy, clock)
        feed = ChannelFeed(channel, shown, clock, observe)
        self.schedule = ChannelSchedule(feed, self._know_all, self._around, self._on_defect)

    def stop(self) -> None:
        """End the upkeep, and all telling."""
        self.upkeep.stop()
        if self.schedule is not None:
            self.schedule.upkeep.stop()

    async def _know_all(self) -> None:
        """Read what is only read when somebody asks: the contracts of every customer."""
        await self.ready()
        side = self._policy().route("pricing", "").reads[0]
        for customer in self.prices.customers(side):
            if not self.pricing.knows(customer.customer_id):
                await self.pricing.ask_book(side, customer.customer_id)
