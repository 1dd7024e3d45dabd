"""What was last heard of stock and prices, kept over a restart.

A process that begins while a system is down answers with the last word that the one before it has heard.
"""

import zlib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from facade.availability.stock_picture import StockPicture
from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.canonical.order import Address
from facade.canonical.supply import Due, Lot, OnHand, Position
from facade.errors import StaleStepError
from facade.messaging.store import Store
from facade.ports import Call
from facade.pricing.price_book import PriceBook
from facade.publication.upkeep import Source
from facade.routing.stage import Side

NAME = "last_known"
KEPT_EVERY_S = 300.0
QUICK = 1
Row = list[Any]


class LastKnown:
    """Keeps both books' and every site's last word in the store."""

    def __init__(self, picture: StockPicture, prices: PriceBook, store: Store) -> None:
        self._picture = picture
        self._prices = prices
        self._store = store
        self._seen = (0, 0)

    def source(self) -> Source:
        """Give what keeps it now and then, as a part of the upkeep."""
        return Source("last known", KEPT_EVERY_S, self.keep)

    async def keep(self, _: Call) -> None:
        """Keep what is known, if there is anything new; a replica that was faster knows as much."""
        seen = (self._picture.version, self._prices.version)
        if seen == self._seen:
            return
        document = {
            "books": [
                [side, at, [*map(list, rows)], [*map(list, due)]]
                for side, at, rows, due in self._picture.books()
            ],
            "sites": [
                [site, at, [*map(list, rows)], [*map(list, lots)]]
                for site, at, rows, lots in self._picture.sites()
            ],
            "items": [[side, at, [*map(list, rows)]] for side, at, rows in self._prices.heard()],
            "customers": [
                [side, [[*one] for one in self._prices.customers(side)]]
                for side in Side
                if self._prices.customers(side)
            ],
            "contracts": [
                [side, customer_id, known.at, dict(known.prices)]
                for side in Side
                for customer_id in self._prices.contracted(side)
                if (known := self._prices.contracts(side, customer_id)) is not None
            ],
        }
        try:
            await self._store.keep(NAME, zlib.compress(orjson.dumps(document, _written), QUICK))
        except StaleStepError:
            return
        self._seen = seen

    def recall(self) -> None:
        """Take up what an earlier process has kept, if any."""
        kept = self._store.kept(NAME)
        if kept is None:
            return
        document = orjson.loads(zlib.decompress(kept))
        for side, at, rows, due in document["books"]:
            on_hand = [OnHand(*row) for row in rows]
            self._picture.take_book(Side(side), on_hand, map(_due, due), _instant(at))
        for site, at, rows, lots in document["sites"]:
            self._picture.take_site(site, [Position(*row) for row in rows], _instant(at), map(_lot, lots))
        for side, at, rows in document["items"]:
            self._prices.take_items(Side(side), map(_item, rows), _instant(at))
        for side, rows in document["customers"]:
            self._prices.take_customers(Side(side), map(_customer, rows))
        for side, customer_id, at, prices in document["contracts"]:
            agreed = {item_id: Decimal(price) for item_id, price in prices.items()}
            self._prices.take_contracts(Side(side), customer_id, agreed, _instant(at))


def _written(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _due(row: Row) -> Due:
    item_id, site, on, units, *posts = row
    return Due(item_id, site, date.fromisoformat(on), units, *posts)


def _lot(row: Row) -> Lot:
    item_id, site, lot, units, expires = row
    return Lot(item_id, site, lot, units, date.fromisoformat(expires) if expires else None)


def _item(row: Row) -> ItemRecord:
    item_id, description, price, sizes, gtin, changed_at = row
    packed = tuple([(unit, size) for unit, size in sizes])
    return ItemRecord(item_id, description, Decimal(price), packed, gtin, _maybe(_instant, changed_at))


def _customer(row: Row) -> CustomerRecord:
    customer_id, bill_to, ship_to, currency, terms_days, tax, limit, exposure, blocked, changed_at = row
    return CustomerRecord(
        customer_id,
        Address(**bill_to),
        Address(**ship_to),
        currency,
        terms_days,
        _maybe(Decimal, tax),
        Decimal(limit),
        Decimal(exposure),
        blocked,
        _maybe(_instant, changed_at),
    )


def _maybe(read: Callable[[str], Any], text: str | None) -> Any:
    return None if text is None else read(text)
