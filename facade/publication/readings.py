"""Which sources are read how often, and into which of the books that answers are made from."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from facade.availability.stock_picture import StockPicture
from facade.ports import Call, Clock
from facade.pricing.price_book import PriceBook
from facade.publication.master_parity import MasterParity
from facade.publication.sources import BookPages, SitePages, whole
from facade.publication.upkeep import Read, Source
from facade.routing.stage import Side

CONTRACTS_AT_ONCE = 50
"""So many customers' contracts are read again at a time, those first that were read longest ago."""


class Times(NamedTuple):
    """How often each kind of source is read."""

    stock_s: float = 60.0
    masters_s: float = 600.0
    contracts_s: float = 300.0


class Readings:
    """Makes the sources of one façade."""

    def __init__(self, picture: StockPicture, prices: PriceBook, masters: MasterParity, clock: Clock) -> None:
        self._picture = picture
        self._prices = prices
        self._masters = masters
        self._clock = clock

    def sources(
        self, books: Mapping[Side, BookPages], sites: Iterable[SitePages], times: Times
    ) -> list[Source]:
        """Give everything that is to be read."""
        found = []
        for side, book in books.items():
            found += [
                Source(f"items/{book.name}", times.masters_s, self._items(side, book)),
                Source(f"stock/{book.name}", times.stock_s, self._stock(side, book)),
                Source(f"customers/{book.name}", times.masters_s, self._customers(side, book)),
                Source(f"contracts/{book.name}", times.contracts_s, self._contracts(side, book)),
            ]
        found += [Source(f"stock/{site.name}", times.stock_s, self._site(site)) for site in sites]
        return found

    def _items(self, side: Side, book: BookPages) -> Read:
        async def read(call: Call) -> None:
            at = self._clock.now()
            rows = await whole(book.items, call)
            self._prices.take_items(side, rows, at)
            self._masters.items(side, rows)

        return read

    def _customers(self, side: Side, book: BookPages) -> Read:
        async def read(call: Call) -> None:
            rows = await whole(book.customers, call)
            self._prices.take_customers(side, rows)
            self._masters.customers(side, rows)

        return read

    def _stock(self, side: Side, book: BookPages) -> Read:
        async def read(call: Call) -> None:
            at = self._clock.now()
            on_hand = await whole(book.on_hand, call)
            due = await whole(book.due, call)
            self._picture.take_book(side, on_hand, due, at)
            self._masters.due(side, due)

        return read

    def _site(self, site: SitePages) -> Read:
        async def read(call: Call) -> None:
            at = self._clock.now()
            positions = await whole(site.positions, call)
            self._picture.take_site(site.site, positions, at, await site.lots(call))

        return read

    def _contracts(self, side: Side, book: BookPages) -> Read:
        async def read(call: Call) -> None:
            for customer_id in self._prices.contracted(side)[:CONTRACTS_AT_ONCE]:
                at = self._clock.now()
                prices = await book.contracts(customer_id, call)
                self._prices.take_contracts(side, customer_id, prices, at)

        return read
