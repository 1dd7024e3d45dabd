"""Two worlds that begin with the same rows never see each other's changes."""

import asyncio
import pickle
from collections import deque
from dataclasses import fields
from hashlib import sha256

from simulators.chassis.agenda import Agenda
from simulators.chassis.attendant import Attendant
from simulators.commerce.store import Store
from tests.simulators.commerce.shop_world import a_shipment, an_invoice, in_shop


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


async def everything_changes(shop):
    await shop.sign_in()
    await shop.place("PO-6")
    await shop.tell("backordered", "short", order_id=1)
    await shop.post("/order/3/ship", a_shipment("SHP-2"))
    await shop.post("/order/3/invoice", an_invoice())
    await shop.post("/orders/4/cancel", {})
    await shop.subscribe()
    await shop.clock.sleep(60)
    await shop.tell("canceled", "asked by the buyer", order_id=4)


def enter(shop, store):
    """Let the shop's server go on with another store."""
    system = shop.system
    system.stop()
    system.service = system.simulator.open(system.world, store)
    system._attendant = Attendant(system.world, store.agenda, system.service.acts, ())
    system.start()


def test_neither_side_of_a_fork_sees_the_other():
    async def story(shop):
        await rich_flow(shop)
        first = shop.system.service.store
        second, third = first.fork(), first.fork()
        begun = digests(first)
        assert digests(second) == digests(third) == begun

        enter(shop, second)
        await everything_changes(shop)
        changed = digests(second)
        assert (digests(first), digests(third)) == (begun, begun)

        enter(shop, third)
        await shop.sign_in()
        await shop.tell("processing", order_id=1)
        await everything_changes(shop)
        assert digests(third) != begun
        assert (digests(first), digests(second)) == (begun, changed)
        return [name for name in begun if begun[name] != changed[name]]

    moved = in_shop(story)

    assert {"agenda", "tokens", "orders", "shipments", "invoices", "outbox"} <= set(moved)


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
