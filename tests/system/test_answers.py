"""Stock and prices of a whole landscape: asked while it is well, while it is down, and after a restart."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from dualrun.clock import VirtualClock, run_virtual
from dualrun.journal import Journal
from dualrun.landscape.access import OPERATOR, bearing
from dualrun.landscape.assembly import Hooks, LandscapeSettings
from dualrun.landscape.virtual import VirtualLandscape
from dualrun.network.faults import FaultLedger, FaultPlan
from dualrun.network.virtual import VirtualNetwork
from dualrun.streams import Streams
from simulators.chassis.generate import generate
from simulators.chassis.master import MasterData
from simulators.registry import NAMES

HOUR_S = 3600.0
Ask = Callable[..., Awaitable[Any]]


def business() -> MasterData:
    return generate(Streams(7).child("master"), customers=20, items=40)


def told(story: Callable[[VirtualClock, VirtualLandscape, Ask], Awaitable[None]]) -> None:
    async def main(clock: VirtualClock) -> None:
        streams, defects = Streams(7), list[BaseException]()
        hooks = Hooks(lambda *_: None, lambda *_: None, lambda _, error: defects.append(error))
        plan = FaultPlan((), streams.child("faults"))
        network = VirtualNetwork(
            clock.loop, clock, streams, Journal(clock), plan, FaultLedger(), on_call=None,
            on_defect=hooks.on_defect,
        )  # fmt: skip
        landscape = VirtualLandscape(LandscapeSettings(7), business(), clock, network, hooks)
        landscape.start()
        await clock.sleep(60)

        async def ask(path: str, document: object = None, method: str = "", by: str = "field_sales") -> Any:
            body = b"" if document is None else orjson.dumps(document)
            headers = {**bearing(by), "content-type": "application/json", "idempotency-key": "k-1"}
            method = method or ("POST" if body else "GET")
            reply = await network.wire("driver").send(
                method, f"http://facade{path}", headers=headers, body=body, timeout_s=60.0
            )
            assert reply.status < 300, reply.body
            return orjson.loads(reply.body)

        await story(clock, landscape, ask)
        assert not defects

    run_virtual(main)


def opening(master: MasterData, item_id: str) -> dict[str, int]:
    return {site: n for (site, item), n in master.opening_stock.items() if item == item_id}


def test_what_is_answered_is_what_lies_there_and_what_was_agreed():
    async def story(clock: VirtualClock, _: VirtualLandscape, ask: Ask) -> None:
        master = business()
        for item in master.items[:5]:
            answer = await ask(f"/v1/availability/{item.id}")
            lies = opening(master, item.id)
            assert {one["site"]: one["available"] for one in answer["sites"]} == lies
            assert answer["available"] == sum(lies.values())
            for customer in master.customers[:5]:
                price = await ask(f"/v1/prices/{item.id}?customer={customer.id}")
                assert float(price["unit_price"]) == float(master.price(customer.id, item))

    told(story)


def test_with_every_system_down_for_hours_and_the_facade_restarted_the_last_word_counts():
    async def story(clock: VirtualClock, landscape: VirtualLandscape, ask: Ask) -> None:
        item, customer = business().items[0].id, business().customers[0].id
        paths = f"/v1/availability/{item}", f"/v1/prices/{item}?customer={customer}"
        well = [await ask(path) for path in paths]
        await clock.sleep(HOUR_S)  # what is known is kept now and then
        for name in NAMES:
            landscape.network.detach(name)
        await clock.sleep(6 * HOUR_S)

        for is_restarted in (False, True):
            if is_restarted:
                landscape.crash_facade()
                landscape.start_facade()
            stock, price = [await ask(path) for path in paths]
            assert stock["available"] == well[0]["available"]
            assert price["unit_price"] == well[1]["unit_price"]
            for answer in (stock, price):
                assert answer["is_stale"]
                assert 6 * HOUR_S <= answer["age_s"] <= 7.5 * HOUR_S
            begun_s = clock.monotonic()
            await ask(f"{paths[0]}?fresh=true")
            assert clock.monotonic() - begun_s < 2

        for name, system in landscape.systems.items():
            landscape.network.attach(name, system)
        await clock.sleep(HOUR_S)
        assert not any([(await ask(path))["is_stale"] for path in paths])

    told(story)


def test_at_shadow_both_books_are_compared_and_agree_and_the_shop_shows_the_same():
    async def story(clock: VirtualClock, _: VirtualLandscape, ask: Ask) -> None:
        for capability in ("availability", "pricing"):
            for stage in ("dualwrite", "shadow"):
                wish = {"capability": capability, "cohort": "all", "to": stage}
                await ask("/v1/control/stages", wish, by=OPERATOR)
        master = business()
        for item in master.items:
            await ask(f"/v1/availability/{item.id}")
            await ask(f"/v1/availability/{item.id}?fresh=true")
            await ask(f"/v1/prices/{item.id}?customer={master.customers[0].id}")
        await clock.sleep(60)
        tallies = (await ask("/v1/control/parity", by=OPERATOR))["tallies"]
        seen = {one["capability"]: one for one in tallies if one["stage"] == "shadow"}
        asked_twice_counted_once = 2 * len(master.items)  # a promise and a look at the stock of each
        assert seen["availability"]["match"] == seen["availability"]["compared"] == asked_twice_counted_once
        once_both_have_said_their_contracts = len(master.items) - 1
        assert seen["pricing"]["match"] == seen["pricing"]["compared"] == once_both_have_said_their_contracts

        path = "/v1/control/publication/runs"
        baseline = await ask(path, {"mode": "baseline"}, by=OPERATOR)
        assert [one["reason"] for one in baseline] == [""] * 5
        again = await ask(path, {"mode": "reconciliation"}, by=OPERATOR)
        assert [(one["run"]["findings"], one["run"]["told"]) for one in again] == [([], 0)] * 5

    told(story)
