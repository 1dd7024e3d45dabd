"""The shop's share of the business: its companies, its catalogue, its contract prices, in its own codes."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from simulators.chassis.master import CASE, EACH, Codes, MasterData
from simulators.commerce.domain import catalogue
from simulators.commerce.domain.access import INTEGRATION_USER
from simulators.commerce.store import Store

FIRST_COMPANY = 101
SLUG_LENGTH_MAX = 24


class Stocked(Protocol):
    """A shop whose tables can be filled."""

    store: Store


def codes(master: MasterData) -> Codes:
    """Give the shop's own codes: companies are numbered, items are slugs of what they are."""
    return {
        "customer": {customer.id: str(FIRST_COMPANY + n) for n, customer in enumerate(master.customers)},
        "item": _skus((item.id, item.description) for item in master.items),
        "unit": {EACH: catalogue.EACH, CASE: catalogue.CASE},
    }


def populate(shop: Stocked, master: MasterData) -> None:
    """Fill companies, catalogue and shared-catalogue prices; again gives the same."""
    native = codes(master)
    store = shop.store
    for customer in master.customers:
        number = int(native["customer"][customer.id])
        address = catalogue.same_address(
            catalogue.Address(
                customer.name, customer.street, customer.city, customer.postcode, customer.country
            )
        )
        store.companies[number] = catalogue.Company(number, customer.name, customer.currency, address)
    for item in master.items:
        sku = native["item"][item.id]
        store.products[sku] = catalogue.Product(
            sku, item.description, item.list_price, item.pack_size, item.gtin
        )
    for (customer_id, item_id), price in master.contracts.items():
        store.company_prices[int(native["customer"][customer_id]), native["item"][item_id]] = price


def credentials() -> Mapping[str, str]:
    """Give the user name and password of the integration user."""
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
