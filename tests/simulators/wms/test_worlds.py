"""Two worlds that begin with the same rows never see each other's changes."""

import asyncio
import pickle
from dataclasses import fields
from hashlib import sha256

from dualrun.clock import VirtualClock, run_virtual
from simulators.chassis.agenda import Agenda
from simulators.chassis.running import RunningSystem
from simulators.wms import SIMULATOR
from simulators.wms.store import Store
from tests.simulators.site_world import SiteWorld, open_site
from tests.simulators.wms.floor import (
    assert_book_adds_up,
    ok,
    order,
    ordered,
    received,
    shipped,
    stock,
    stock_items,
    with_handheld,
)

A, B = "7000001", "7000002"


def digests(store: Store) -> dict[str, str]:
    """Sum up every table, row by row, the way rows are written to disk."""
    found = {}
    for field in fields(store):
        value = getattr(store, field.name)
        rows = value.entries if isinstance(value, Agenda) else value
        items = [pickle.dumps(item) for item in rows.items()] if isinstance(rows, dict) else [repr(rows)]
        found[field.name] = sha256(repr(items).encode()).hexdigest()
    return found


async def rich_flow(site: SiteWorld) -> None:
    site.system.start()
    await ok(
        site, "POST", "/webhookSubscriptions", {"url": "http://listener/n", "topics": ["order", "stock"]}
    )
    await shipped(site, (1, A, 5))
    await with_handheld(site, (1, A, 10), (2, B, 4))  # 1002
    await ok(site, "POST", "/orders/1002/picks", {"picks": [{"rowNumber": 1, "numberOfItems": 4}]})
    await ordered(site, (1, A, 3))  # 1003
    await ordered(site, (1, A, 300), shortageHandling="Backorder")  # 1004
    released = await ordered(site, (1, B, 2))  # 1005
    await ok(site, "POST", f"/orders/{released}/release")
    await received(site, B, 9, batchNumber="LOT", expiryDate="2026-02-01")
    line = {"rowNumber": 1, "articleNumber": A, "numberOfItems": 50}
    await ok(site, "POST", "/inboundOrders", {"inboundOrderNumber": "ASN-2", "inboundOrderLines": [line]})
    back = [{"rowNumber": 1, "numberOfItems": 2, "returnCause": "Unwanted"}]
    await ok(site, "POST", "/returnOrders", {"orderId": 1001, "returnOrderLines": back})
    await ok(site, "POST", "/cycleCounts", {"stockItemIds": [1, 2], "reason": "Check"})


async def everything_changes(site: SiteWorld) -> None:
    any_version = {"if-match": "*"}
    picks = [{"rowNumber": 1, "numberOfItems": 1, "isShort": True}, {"rowNumber": 2, "numberOfItems": 4}]
    await ok(site, "POST", "/orders/1002/picks", {"picks": picks})
    await ok(site, "POST", "/orders/1002/cartons", {"lines": [{"rowNumber": 1, "numberOfItems": 5}]})
    await ok(site, "POST", "/orders/1002/cartons", {"lines": [{"rowNumber": 2, "numberOfItems": 4}]})
    await ok(site, "POST", "/orders/1002/pack")
    await ok(site, "POST", "/orders/1002/ship", {"waybill": "WB-9"})
    changed = {**(await as_asked(site, 1003)), "orderLines": [row(1, A, 8)]}
    await ok(site, "PUT", "/orders/1003", changed, **any_version)
    await ok(site, "PATCH", "/orders/1003", {"priority": 1}, **any_version)
    await ok(site, "POST", "/orders/1003/cancel")
    arrived = {"lines": [{"rowNumber": 1, "numberOfItems": 50}]}
    again = {"inboundOrderNumber": "ASN-2", "inboundOrderLines": [row(1, A, 48)]}
    await ok(site, "PUT", "/inboundOrders/2", again, **any_version)
    await ok(site, "POST", "/inboundOrders/2/receipts", arrived)
    await ok(site, "POST", f"/articles/{B}/batches/LOT/hold", {"reason": "Recall"})
    lines = {"lines": [{"rowNumber": 1, "numberOfItems": 2, "disposition": "Damaged"}]}
    await ok(site, "POST", "/returnOrders/1/receipts", lines)
    counted = [{"stockItemId": n, "countedNumberOfItems": 60} for n in (1, 2)]
    await ok(site, "PUT", "/cycleCounts/1/lines", {"lines": counted})
    await ok(site, "POST", "/cycleCounts/1/approve")
    await ok(site, "PUT", f"/articles/{A}", {"articleName": "Renamed", "barCode": "1"})
    moved = {"numberOfItems": 1, "locationCode": "J-01-1"}
    await ok(site, "POST", "/stockItems/1/move", moved)
    goods = [{"articleNumber": A, "numberOfItems": 300}]
    await ok(site, "POST", "/receipts", {"goodsOwnerReference": "PO", "articles": goods})
    await ok(site, "PUT", "/articles/8000000", {"articleName": "New", "barCode": "2"})
    assert (await site.call("DELETE", "/api/v1/webhookSubscriptions/1")).status == 204
    await ordered(site, (1, B, 1), number="W9", priority=3)
    await site.clock.sleep(40 * 3600)


def row(number: int, article: str, quantity: int) -> dict[str, object]:
    return {"rowNumber": number, "articleNumber": article, "numberOfItems": quantity}


async def as_asked(site: SiteWorld, order_id: int) -> dict[str, object]:
    whole = await order(site, order_id)
    return {name: whole[name] for name in ("goodsOwnerOrderNumber", "consignee")}


def enter(site: SiteWorld, store: Store) -> None:
    """Let the warehouse go on with another store."""
    site.system.stop()
    site.system = RunningSystem(SIMULATOR, site.world, store=store)
    site.system.start()


def test_neither_side_of_a_fork_sees_the_other():
    async def main(clock: VirtualClock) -> None:
        site = open_site(SIMULATOR, clock)
        await rich_flow(site)
        site.system.stop()
        await asyncio.sleep(0)
        here = site.system.store
        there = here.fork()
        at_the_fork = digests(there)
        assert digests(here) == at_the_fork

        enter(site, here)
        await everything_changes(site)
        site.system.stop()
        assert digests(there) == at_the_fork
        gone_here = digests(here)
        assert {name for name in gone_here if gone_here[name] == at_the_fork[name]} <= UNTOUCHED

        enter(site, there)
        await everything_changes(site)
        site.system.stop()
        assert digests(here) == gone_here
        assert not site.defects
        assert_book_adds_up(site)

    run_virtual(main)


UNTOUCHED = {
    *("site", "replenishment", "return_ids_by_order", "consignees", "stock_seen", "stock_seen_at"),
    *("last_return_id", "last_subscription_id", "last_inbound_id", "deliveries"),
}
"""What no use case of that story changes."""


def test_what_was_under_way_goes_on_in_the_fork():
    async def main(clock: VirtualClock) -> None:
        site = open_site(SIMULATOR, clock)
        await rich_flow(site)
        await clock.sleep(1)
        twin = site.system.store.fork()
        enter(site, twin)
        await clock.sleep(48 * 3600)

        assert (await order(site, 1005))["orderStatus"]["text"] == "Shipped"
        assert (await stock(site, B))[0] == 107
        assert len(await stock_items(site, B)) == 2
        assert not site.defects

    run_virtual(main)
