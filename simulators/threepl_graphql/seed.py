"""This house's share of the business: its SKUs and warehouse, its opening stock, its keys."""

from collections.abc import Mapping
from typing import Protocol

from simulators.chassis.master import Codes, MasterData
from simulators.chassis.stock_room import StockRoom, arriving_each_morning, site_of
from simulators.chassis.world import World
from simulators.threepl_graphql.domain.account import (
    PASSWORD,
    REFRESH_TOKEN,
    TOKEN,
    TOKEN_LIFE,
    USERNAME,
    WAREHOUSE_ID,
)
from simulators.threepl_graphql.domain.goods import Product
from simulators.threepl_graphql.store import Store

SYSTEM = "threepl_graphql"
FIRST_PRODUCT = 2_100_000


class Seeded(Protocol):
    """What can be filled: the tables, the world's clock, and the stock room that announces its filling."""

    world: World
    store: Store
    room: StockRoom


def credentials() -> Mapping[str, str]:
    """Publish how to sign in, and a token that is good for the first four weeks."""
    return {"token": TOKEN, "refresh_token": REFRESH_TOKEN, "username": USERNAME, "password": PASSWORD}


def codes(master: MasterData) -> Codes:
    """Publish the SKU of each item, and the node id of the warehouse if the business uses it."""
    site = site_of(master, SYSTEM)
    return {
        "item": {item.id: f"SKU-{3_000 + 11 * place}" for place, item in enumerate(master.items, start=1)},
        "site": {} if site is None else {site: WAREHOUSE_ID},
    }


def populate(seeded: Seeded, master: MasterData) -> None:
    """Open the account; if the business stores anything here, register every item with its opening stock."""
    store, site, skus = seeded.store, site_of(master, SYSTEM), codes(master)["item"]
    store.tokens[TOKEN] = seeded.world.clock.now() + TOKEN_LIFE
    if site is None:
        return
    for place, item in enumerate(master.items, start=1):
        product = Product(FIRST_PRODUCT + place, skus[item.id], item.description, item.gtin)
        store.products[product.sku] = product
        store.skus[product.id] = product.sku
        seeded.room.open(product.sku, master.opening_stock.get((site, item.id), 0))
    for sku, quantity in arriving_each_morning(master, site, skus).items():
        store.replenishment[sku] = quantity
