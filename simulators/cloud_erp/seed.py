"""How this product codes its share of the business."""

from collections.abc import Callable
from datetime import datetime

from simulators.chassis.master import CASE, EACH, Codes, MasterData
from simulators.cloud_erp.domain.masters import BLOCKED_ALL, BOX, NOT_BLOCKED, PIECE, Customer, Item
from simulators.cloud_erp.store import Store

FIRST_ITEM, ITEM_STEP, CUSTOMER_STEP = 1896, 4, 10


def codes(master: MasterData) -> Codes:
    """Give the native code behind each business id; customers and items are numbered in their order."""
    return {
        "customer": {c.id: f"C{(i + 1) * CUSTOMER_STEP:05}" for i, c in enumerate(master.customers)},
        "item": {item.id: f"{FIRST_ITEM + i * ITEM_STEP}-S" for i, item in enumerate(master.items)},
        "unit": {EACH: PIECE, CASE: BOX},
    }


def populate(store: Store, master: MasterData, new_id: Callable[[str, str], str], now: datetime) -> None:
    """Enter customers and items, each under the same number and id in every run."""
    native = codes(master)
    for customer in master.customers:
        number = native["customer"][customer.id]
        store.add_customer(
            Customer(
                id=new_id("customer", number),
                number=number,
                name=customer.name,
                street=customer.street,
                city=customer.city,
                postcode=customer.postcode,
                country=customer.country,
                currency=customer.currency,
                tax_rate=customer.tax_rate,
                credit_limit=customer.credit_limit,
                terms_days=customer.terms_days,
                blocked=BLOCKED_ALL if customer.blocked else NOT_BLOCKED,
                version=store.next_version(),
                modified_at=now,
            )
        )
    for item in master.items:
        number = native["item"][item.id]
        store.add_item(
            Item(
                id=new_id("item", number),
                number=number,
                description=item.description,
                list_price=item.list_price,
                pack_size=item.pack_size,
                gtin=item.gtin,
                version=store.next_version(),
                modified_at=now,
            )
        )
