"""Two worlds that begin with the same rows never see each other's changes."""

import asyncio
import pickle
from collections import deque
from dataclasses import fields
from hashlib import sha256

from simulators.chassis.agenda import Agenda
from simulators.commerce.states import STATES
from simulators.commerce.store import Store
from tests.simulators.commerce.shop_world import a_shipment, a_webhook, an_invoice, an_order, in_shop
from tests.simulators.commerce.test_checkout import filled


def digests(store: Store) -> dict[str, str]:
    """Sum up every table, row by row, the way rows are written to disk."""
    found = {}
    for field in fields(store):
        value = getattr(store, field.name)
        rows = value.entries if isinstance(value, Agenda) else value
        items = list(rows.items()) if isinstance(rows, dict) else rows
        found[field.name] = sha256(pickle.dumps([repr(items)])).hexdigest()
    return found


async def rich_flow(shop):
    await shop.subscribe()
    for n in range(1, 5):
        await shop.place(f"PO-{n}")
    await shop.clock.sleep(1)
    shop.wire.before = deque([ConnectionError()] * 4)
    await shop.place("PO-5")
    await shop.post("/orders/2/cancel", {"items": [{"line": 1, "qty": 1}]})
    await shop.tell("processing", order_id=3)
    await shop.post("/order/3/ship", {**a_shipment(), "items": [{"line": 1, "qty": 1}]})


async def everything_changes(shop, reference):
    """Use the shop in every way that writes."""
    await shop.sign_in()
    await shop.place(reference)
    await shop.tell("backordered", "short", order_id=1)
    await shop.post("/order/3/ship", a_shipment("SHP-2"))
    await shop.post("/order/3/invoice", an_invoice())
    await shop.post("/orders/4/cancel", {})
    for name in STATES:
        await shop.call("POST", "/rest/V1/inventory/source-items", {"sourceItems": STOCK})
        STATES[name](shop.system.service)
        await shop.call("PUT", "/rest/V1/company/101", {"company": {"status": 1}})
    for method, path, document in WRITES:
        answer = await shop.call(method, f"/rest/V1{path}", document)
        assert answer.status in (200, 202), (path, answer.body)
    cart = await filled(shop)
    paying = {"paymentMethod": {"method": "purchaseorder"}}
    await shop.post(f"/carts/{cart}/payment-information", paying)
    await shop.post("/customers/102/carts", None)
    watching = a_webhook(
        "observer.sales_order_save_after", "http://listener/", required=False, batch_name="b"
    )
    await shop.post("/webhooks/subscribe", {"webhook": watching})
    await shop.call("POST", "/rest/all/async/bulk/V1/orders", [{"entity": an_order("BULK")}])
    await shop.clock.sleep(60)
    await shop.tell("canceled", "asked by the buyer", order_id=4)


STOCK = [{"sku": sku, "source_code": "default", "quantity": 50} for sku in ("metal-lantern-85123a", "mug-x")]
TIER = {"sku": "mug-x", "price": 1, "quantity": 5, "customer_group": "General"}
NEW_COMPANY = {
    "company_name": "New",
    "super_user_id": 103,
    "street": ["1"],
    "city": "Oslo",
    "country_id": "NO",
}
WRITES = (
    ("POST", "/products", {"product": {"sku": "new", "name": "New", "price": 5}}),
    ("POST", "/products", {"product": {"sku": "newer", "name": "Newer", "price": 5}}),
    ("DELETE", "/products/new", None),
    ("POST", "/products/tier-prices", {"prices": [TIER]}),
    ("POST", "/sharedCatalog", {"sharedCatalog": {"name": "Spring"}}),
    ("POST", "/sharedCatalog/3/assignCompanies", {"companies": [{"id": 102}]}),
    ("POST", "/sharedCatalog/3/assignProducts", {"products": [{"sku": "mug-x"}]}),
    ("POST", "/inventory/sources", {"source": {"source_code": "north", "name": "North"}}),
    ("POST", "/customers", {"customer": {"email": "a@example.com", "firstname": "A", "lastname": "B"}}),
    ("POST", "/company", {"company": NEW_COMPANY}),
    ("POST", "/companyCredits/1/increaseBalance", {"value": 5, "currency": "GBP", "operationType": 4}),
    ("POST", "/orders/5/hold", None),
)


def enter(shop, store):
    """Let the shop go on with another store."""
    shop.system.reset(store)
    shop.system.start()


def test_neither_side_of_a_fork_sees_the_other():
    async def story(shop):
        await rich_flow(shop)
        first = shop.system.service.store
        second, third = first.fork(), first.fork()
        begun = digests(first)
        assert digests(second) == digests(third) == begun

        enter(shop, second)
        await everything_changes(shop, "PO-6")
        changed = digests(second)
        assert (digests(first), digests(third)) == (begun, begun)

        enter(shop, third)
        await shop.sign_in()
        await shop.tell("processing", order_id=1)
        await everything_changes(shop, "PO-7")
        assert (digests(first), digests(second)) == (begun, changed)
        return [name for name in begun if begun[name] == changed[name]]

    unmoved = in_shop(story)

    assert unmoved == ["unheard"]


def test_what_was_under_way_goes_on_in_the_fork():
    async def story(shop):
        await rich_flow(shop)
        fork = shop.system.service.store.fork()
        enter(shop, fork)
        await shop.clock.sleep(600)
        await asyncio.sleep(0)
        return len(fork.outbox), fork.orders[5].acknowledged_at, fork.orders[2].items[0].canceled

    waiting, acknowledged_at, canceled = in_shop(story)

    assert waiting == 0
    assert acknowledged_at is not None
    assert canceled == 1
