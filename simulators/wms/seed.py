"""This warehouse's share of the business: its codes, its opening stock, its keys."""

from collections.abc import Mapping
from typing import Protocol

from simulators.chassis.master import Codes, MasterData
from simulators.chassis.world import World
from simulators.wms.domain import Article
from simulators.wms.events import movement_commit, stock_commit
from simulators.wms.store import Store

SYSTEM = "wms"
SITE_CODE = "WH-01"
API_KEY = "rehearsal-only-wms-api-key"
WEBHOOK_SECRET = "rehearsal-only-wms-webhook-secret"


class Seeded(Protocol):
    """What can be filled: the tables and the world that hears of it."""

    world: World
    store: Store


def credentials() -> Mapping[str, str]:
    """Publish how to sign in, and the key of the webhooks' signatures."""
    return {"api_key": API_KEY, "webhook_secret": WEBHOOK_SECRET}


def codes(master: MasterData) -> Codes:
    """Publish this warehouse's code of each item and of its own site."""
    site = _site_id(master)
    return {
        "item": {item.id: f"7{index:06d}" for index, item in enumerate(master.items, start=1)},
        "site": {} if site is None else {site: SITE_CODE},
    }


def populate(seeded: Seeded, master: MasterData) -> None:
    """Register every article and put the opening stock on the shelves, in an empty store."""
    store = seeded.store
    site, numbers = _site_id(master), codes(master)["item"]
    for item in master.items:
        opening = 0 if site is None else master.opening_stock.get((site, item.id), 0)
        article = Article(numbers[item.id], item.description, item.gtin, on_hand=opening)
        store.add_article(article)
        if opening:
            seeded.world.commit(movement_commit(SITE_CODE, article, opening, "opening", "OPENING"))
        seeded.world.commit(stock_commit(SITE_CODE, article))
    for (at_site, item_id), quantity in master.replenishment.items():
        if at_site == site and quantity > 0:
            store.replenishment[numbers[item_id]] = quantity


def _site_id(master: MasterData) -> str | None:
    sites = [site.id for site in master.sites if site.system == SYSTEM]
    if len(sites) > 1:
        raise ValueError(f"one warehouse runs one site, but the master data gives {SYSTEM} {sites}")
    return sites[0] if sites else None
