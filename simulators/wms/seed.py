"""This warehouse's share of the business: its codes, its opening stock, its keys."""

from collections.abc import Mapping
from typing import Protocol

from simulators.chassis.master import Codes, MasterData
from simulators.chassis.stock_room import arriving_each_morning, site_of
from simulators.wms.domain.goods import Article, home_of
from simulators.wms.store import Store

SYSTEM = "wms"
SITE_CODE = "WH-01"
API_KEY = "rehearsal-only-wms-api-key"
WEBHOOK_SECRET = "rehearsal-only-wms-webhook-secret"


class Shelves(Protocol):
    """Where goods are put, and whence it is announced."""

    def open(self, article: str, quantity: int) -> None:
        """Put the opening stock of an article in its home."""


class Seeded(Protocol):
    """What can be filled: the register and the shelves."""

    store: Store

    @property
    def bins(self) -> Shelves:
        """The shelves."""
        ...


def credentials() -> Mapping[str, str]:
    """Publish how to sign in, and the key of the webhooks' signatures."""
    return {"api_key": API_KEY, "webhook_secret": WEBHOOK_SECRET}


def codes(master: MasterData) -> Codes:
    """Publish this warehouse's code of each item and of its own site."""
    site = site_of(master, SYSTEM)
    return {
        "item": {item.id: f"7{index:06d}" for index, item in enumerate(master.items, start=1)},
        "site": {} if site is None else {site: SITE_CODE},
    }


def populate(seeded: Seeded, master: MasterData) -> None:
    """Register every article and put the opening stock on the shelves, in an empty store."""
    store = seeded.store
    site, numbers = site_of(master, SYSTEM), codes(master)["item"]
    for place, item in enumerate(master.items):
        number = numbers[item.id]
        store.articles[number] = Article(number, item.description, item.gtin, home_of(place))
        seeded.bins.open(number, master.opening_stock.get((site, item.id), 0) if site else 0)
    store.article_numbers = tuple(sorted(store.articles))
    for number, quantity in arriving_each_morning(master, site, numbers).items():
        store.replenishment[number] = quantity
