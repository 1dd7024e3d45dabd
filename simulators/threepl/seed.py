"""This provider's share of the business: its ids, its opening inventory, its keys."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Protocol

from simulators.chassis.master import Codes, MasterData
from simulators.chassis.world import World
from simulators.threepl.domain import Inventory
from simulators.threepl.events import movement_commit, stock_commit
from simulators.threepl.store import Store

SYSTEM = "threepl"
LOCATION_ID = "117"
TOKEN = "rehearsal-only-threepl-token"
WEBHOOK_SECRET = "whsec_" + b64encode(b"rehearsal-only-3pl-hooks").decode()


class Seeded(Protocol):
    """What can be filled: the tables and the world that hears of it."""

    world: World
    store: Store


def credentials() -> Mapping[str, str]:
    """Publish how to sign in, and the secret that a client should subscribe with."""
    return {"token": TOKEN, "webhook_secret": WEBHOOK_SECRET}


def codes(master: MasterData) -> Codes:
    """Publish this provider's id of each item and of its own location: integers, as strings."""
    site = _site_id(master)
    return {
        "item": {item.id: str(80_000 + 7 * index) for index, item in enumerate(master.items, start=1)},
        "site": {} if site is None else {site: LOCATION_ID},
    }


def populate(seeded: Seeded, master: MasterData) -> None:
    """Register every item and put the opening inventory in its bin, in an empty store."""
    store = seeded.store
    site, ids = _site_id(master), codes(master)["item"]
    for item in master.items:
        opening = 0 if site is None else master.opening_stock.get((site, item.id), 0)
        entry = Inventory(ids[item.id], item.description, item.gtin, on_hand=opening)
        store.add_inventory(entry)
        if opening:
            seeded.world.commit(movement_commit(LOCATION_ID, entry, opening, "opening", "OPENING"))
        seeded.world.commit(stock_commit(LOCATION_ID, entry))
    for (at_site, item_id), quantity in master.replenishment.items():
        if at_site == site and quantity > 0:
            store.replenishment[ids[item_id]] = quantity


def _site_id(master: MasterData) -> str | None:
    sites = [site.id for site in master.sites if site.system == SYSTEM]
    if len(sites) > 1:
        raise ValueError(f"one provider runs one site, but the master data gives {SYSTEM} {sites}")
    return sites[0] if sites else None
