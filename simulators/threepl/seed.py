"""This provider's share of the business: its ids, its opening inventory, its keys."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Protocol

from simulators.chassis.master import Codes, MasterData
from simulators.chassis.stock_room import StockRoom, arriving_each_morning, site_of
from simulators.threepl.domain.goods import InventoryItem
from simulators.threepl.store import Store

SYSTEM = "threepl"
LOCATION_ID = "117"
TOKEN = "rehearsal-only-threepl-token"
WEBHOOK_SECRET = "whsec_" + b64encode(b"rehearsal-only-3pl-hooks").decode()


class Seeded(Protocol):
    """What can be filled: the tables, and the stock room that announces what is put into it."""

    store: Store
    room: StockRoom


def credentials() -> Mapping[str, str]:
    """Publish how to sign in, and the secret that a client should subscribe with."""
    return {"token": TOKEN, "webhook_secret": WEBHOOK_SECRET}


def codes(master: MasterData) -> Codes:
    """Publish this provider's id of each item and of its own location: integers, as strings."""
    site = site_of(master, SYSTEM)
    return {
        "item": {item.id: str(80_000 + 7 * index) for index, item in enumerate(master.items, start=1)},
        "site": {} if site is None else {site: LOCATION_ID},
    }


def populate(seeded: Seeded, master: MasterData) -> None:
    """Register every item and put the opening inventory in its bin, in an empty store."""
    store = seeded.store
    site, ids = site_of(master, SYSTEM), codes(master)["item"]
    for item in master.items:
        item_id = ids[item.id]
        store.inventory[item_id] = InventoryItem(item_id, item.description, item.gtin)
        seeded.room.open(item_id, master.opening_stock.get((site, item.id), 0) if site else 0)
    store.inventory_ids = tuple(sorted(map(int, store.inventory)))
    for item_id, quantity in arriving_each_morning(master, site, ids).items():
        store.replenishment[item_id] = quantity
