"""What lies where, where it came from, and what may not be sold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from simulators.chassis.pages import page
from simulators.chassis.stock_room import Stock
from simulators.wms.domain.goods import Article, Batch, Posting, StockItem, home_of
from simulators.wms.errors import NotFoundError
from simulators.wms.service.site import Site

Movement = tuple[int, Posting, StockItem, int]
"""One line of the journal: its number, its event, the stock item, the change in EA."""


@dataclass(frozen=True, slots=True)
class Places:
    """Which stock items to look for; whatever is not named does not matter."""

    article: str | None = None
    location: str | None = None
    batch: str | None = None
    condition: str | None = None

    def fit(self, item: StockItem) -> bool:
        """Tell whether a stock item is one of those that are looked for."""
        return (
            self.article in (None, item.article)
            and self.location in (None, item.location)
            and self.batch in (None, item.batch)
            and self.condition in (None, item.condition.value)
        )


class StockBook:
    """The register of articles and the book of their stock."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def article(self, number: str) -> Article:
        """Give one article.

        Raises:
            NotFoundError: it is not in the register.
        """
        article = self._site.store.articles.get(number)
        if article is None:
            raise NotFoundError("article", number)
        return article

    def register(self, number: str, name: str, bar_code: str) -> tuple[Article, bool]:
        """Enter an article, or change it; true when it is new."""
        store, known = self._site.store, self._site.store.articles.get(number)
        home = home_of(len(store.articles)) if known is None else known.home
        article = store.articles[number] = Article(number, name, bar_code, home)
        if known is None:
            self._site.bins.open(number, 0)
            store.article_numbers = tuple(sorted(store.articles))
        return article, known is None

    def articles_from(self, number: str, limit: int) -> tuple[list[Article], str | None]:
        """Give a page of the register, and where the next one begins."""
        numbers, further = page(self._site.store.article_numbers, number, limit)
        return [self._site.store.articles[n] for n in numbers], further

    def stock_from(self, number: str, limit: int) -> tuple[list[Stock], str | None]:
        """Give a page of stock, and where the next one begins; old news, if that is the habit."""
        numbers, further = page(self._site.store.article_numbers, number, limit)
        stock = self._seen_stock()
        return [stock[n] for n in numbers if n in stock], further

    def stock_items(self, places: Places, first: int, limit: int) -> tuple[list[StockItem], int | None]:
        """Give a page of stock items with something in them, and where the next one begins."""
        items = self._site.store.stock_items
        ids = items if places.article is None else self._site.store.stock_items_of.get(places.article, ())
        found = tuple([i for i in ids if items[i].quantity and places.fit(items[i])])
        keys, further = page(found, first, limit)
        return [items[key] for key in keys], further

    def movements(self, article: str | None, first: int, limit: int) -> tuple[list[Movement], int | None]:
        """Give a page of the journal, of one article or of all, and where the next one begins."""
        found: list[Movement] = []
        for movement in self._journal(first):
            if article is not None and movement[2].article != article:
                continue
            if len(found) == limit:
                return found, movement[0]
            found.append(movement)
        return found, None

    def of_posting(self, first: int) -> list[Movement]:
        """Give the lines of one event in the journal."""
        posting, items = self._site.store.journal[first], self._site.store.stock_items
        return [
            (first + offset, posting, items[stock_item_id], change)
            for offset, (stock_item_id, change) in enumerate(posting.changes())
        ]

    def batches(self, article: str | None) -> list[Batch]:
        """Give the batches of one article, or all."""
        return [b for b in self._site.store.batches.values() if article in (None, b.article)]

    def batch(self, article: str, number: str) -> Batch:
        """Give one batch.

        Raises:
            NotFoundError: nothing of it was ever here.
        """
        batch = self._site.store.batches.get((article, number))
        if batch is None:
            raise NotFoundError("batch", number)
        return batch

    def hold(self, article: str, number: str, reason: str) -> Batch:
        """Let nobody pick a batch, for a reason; let it go again when the reason is empty."""
        self._site.bins.keep_back(self.batch(article, number), reason)
        self._site.announcer.stock((article,), "hold" if reason else "release", number)
        return self.batch(article, number)

    def hold_what_expired(self) -> None:
        """Hold every batch that is no longer good today."""
        today = self._site.now().date()
        for batch in self.batches(None):
            if _has_expired(batch, today) and not batch.is_held:
                self.hold(batch.article, batch.number, "Expired")

    def _journal(self, first: int) -> Iterator[Movement]:
        for posting in self._site.store.journal.values():
            if posting.first + len(posting.lines) <= first:
                continue
            yield from (line for line in self.of_posting(posting.first) if line[0] >= first)

    def _seen_stock(self) -> dict[str, Stock]:
        site, store = self._site, self._site.store
        settings = site.habits.settings("stale_stock")
        if settings is None:
            return store.stock
        age = timedelta(seconds=settings["age_s"])
        if store.stock_seen_at is None or store.stock_seen_at + age <= site.now():
            store.stock_seen, store.stock_seen_at = store.stock.fork(), site.now()
        elif store.stock_seen != store.stock:
            site.world.misbehave("stale_stock", "stock")
        return store.stock_seen


def _has_expired(batch: Batch, today: date) -> bool:
    return batch.expiry is not None and batch.expiry <= today
