"""The shop's share of the business: its companies, its catalogue, its contract prices, in its own codes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from simulators.chassis.figures import whole
from simulators.chassis.master import CASE, EACH, Codes, Customer, MasterData
from simulators.chassis.world import World
from simulators.commerce.domain import catalogue
from simulators.commerce.domain.access import BUYER_PASSWORD, INTEGRATION_USER
from simulators.commerce.domain.catalogue import (
    CUSTOM,
    PUBLIC,
    Address,
    Product,
    SharedCatalog,
    Tier,
    same_address,
)
from simulators.commerce.domain.company import GENERAL_GROUP, Buyer, Company, Credit, CustomerGroup
from simulators.commerce.domain.stock import DEFAULT_SOURCE, Source, SourceItem
from simulators.commerce.store import Store

FIRST_COMPANY = 101
SLUG_LENGTH_MAX = 24


class Opened(Protocol):
    """A shop whose tables can be filled."""

    world: World
    store: Store


def codes(master: MasterData) -> Codes:
    """Give the shop's own codes: companies are numbered, items are slugs of what they are."""
    return {
        "customer": {customer.id: str(FIRST_COMPANY + n) for n, customer in enumerate(master.customers)},
        "item": _skus((item.id, item.description) for item in master.items),
        "unit": {EACH: catalogue.EACH, CASE: catalogue.CASE},
    }


def populate(shop: Opened, master: MasterData) -> None:
    """Fill companies, catalogue, contract prices and stock; again gives the same."""
    native = codes(master)
    now = shop.world.clock.now()
    store = shop.store
    store.groups[GENERAL_GROUP] = CustomerGroup(GENERAL_GROUP, "General")
    _enter_products(store, master, native["item"], now)
    skus = tuple(native["item"].values())
    store.catalogs[store.next_id("catalog")] = SharedCatalog(
        1, "Default (General)", "", PUBLIC, GENERAL_GROUP, skus, now
    )
    under_contract = dict.fromkeys(customer_id for customer_id, _ in master.contracts)
    for customer in master.customers:
        number = int(native["customer"][customer.id])
        has_contract = customer.id in under_contract
        _enter_company(store, customer, number, now, number if has_contract else GENERAL_GROUP)
        if has_contract:
            code = f"Contract {number}"
            store.groups[number] = CustomerGroup(number, code)
            catalog_id = store.next_id("catalog")
            store.catalogs[catalog_id] = SharedCatalog(catalog_id, code, "", CUSTOM, number, skus, now)
    shared: dict[str, tuple[Tier, ...]] = {}
    for (customer_id, item_id), price in master.contracts.items():
        group, sku = whole(int(native["customer"][customer_id])), native["item"][item_id]
        store.tier_prices[group, sku] = shared.setdefault(str(price), (Tier(1, price),))


def _enter_products(store: Store, master: MasterData, skus: Mapping[str, str], now: datetime) -> None:
    store.sources[DEFAULT_SOURCE] = Source(DEFAULT_SOURCE, "Default Source")
    on_hand: dict[str, int] = {}
    for (_, item_id), quantity in master.opening_stock.items():
        on_hand[item_id] = on_hand.get(item_id, 0) + quantity
    for item in master.items:
        sku = skus[item.id]
        number = store.next_id("product")
        store.products[sku] = Product(
            sku, item.description, item.list_price, item.pack_size, item.gtin, number, now, now
        )
        there = SourceItem(sku, DEFAULT_SOURCE, on_hand.get(item.id, 0))
        store.source_items[sku, DEFAULT_SOURCE] = there


def _enter_company(store: Store, customer: Customer, number: int, now: datetime, group: int) -> None:
    """Enter a company with its buyer and its credit; approved, for only the books know who is blocked."""
    address = same_address(
        Address(customer.name, customer.street, customer.city, customer.postcode, customer.country)
    )
    email = f"buyer-{number}@example.com"
    store.companies[number] = Company(
        number, customer.name, customer.currency, address, email, group_id=group
    )
    store.buyers[number] = Buyer(number, email, "Buyer", str(number), group, BUYER_PASSWORD, now)
    store.buyer_ids_by_email[email] = number
    credit_id = store.next_id("credit")
    store.credits[credit_id] = Credit(credit_id, number, customer.currency, customer.credit_limit)
    store.credit_ids_by_company[number] = credit_id


def credentials() -> Mapping[str, str]:
    """Give the user name and password of the integration user; the API's document names the other keys."""
    return dict(INTEGRATION_USER)


def _skus(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Make each SKU once: two ids that differ in case alone (85123A, 85123a) must not share one."""
    taken: dict[str, None] = {}
    skus: dict[str, str] = {}
    for item_id, description in items:
        base = "-".join(
            filter(None, (_slug(description)[:SLUG_LENGTH_MAX].strip("-"), _slug(item_id) or "item"))
        )
        sku, count = base, 1
        while sku in taken:
            count += 1
            sku = f"{base}-{count}"
        taken[sku] = None
        skus[item_id] = sku
    return skus


def _slug(text: str) -> str:
    kept = [char if char.isascii() and char.isalnum() else " " for char in text.lower()]
    return "-".join("".join(kept).split())
