"""One small landscape, rehearsed from a seed; prints the digest of its journal.

`tests/test_determinism.py` runs it in several processes: what differs between them, and only that, must never
reach the digest. With `--careless` one system iterates over a set, and it must.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import orjson
from fastapi import FastAPI, Request, Response

from dualrun.clock import VirtualClock, run_virtual
from dualrun.journal import Journal
from dualrun.network.faults import FaultLedger, FaultPlan, FaultRule
from dualrun.network.virtual import VirtualNetwork, VirtualWire
from dualrun.streams import Streams

ORDERS = 40
RULES = (
    FaultRule("response_lost", "facade->wms", rate=0.1),
    FaultRule("request_lost", "facade->*", rate=0.05),
    FaultRule("duplicate", "driver->facade", rate=0.1, settings={"delay_s": 1, "delay_max_s": 20}),
    FaultRule("delayed", "facade->erp", rate=0.2, settings={"delay_s": 1, "delay_max_s": 15}),
    FaultRule("throttled", "driver->facade", rate=0.1, settings={"retry_after_s": 2}),
    FaultRule("outage", "facade->erp", start_s=40, end_s=60),
)


def warehouse(clock: VirtualClock, careless: bool) -> FastAPI:
    app = FastAPI()
    reserved: dict[str, int] = {}

    @app.post("/reservations")
    async def reserve(request: Request) -> Response:
        order = orjson.loads(await request.body())
        await clock.sleep(0.05)
        reserved[order["ref"]] = reserved.get(order["ref"], 0) + 1
        skus = set(order["skus"]) if careless else dict.fromkeys(order["skus"])
        return Response(orjson.dumps({"reserved": list(skus), "seen": len(reserved)}))

    return app


def facade(clock: VirtualClock, ids: Streams, wire: VirtualWire) -> FastAPI:
    app = FastAPI()

    async def ask(system: str, path: str, ref: str, body: bytes) -> str:
        for attempt in range(1, 6):
            headers = {"x-correlation-id": ref, "x-request-id": str(ids.uuid(system, path, ref))}
            try:
                reply = await wire.send(
                    "POST", f"http://{system}{path}", headers=headers, body=body, timeout_s=3
                )
            except (TimeoutError, ConnectionError):
                await clock.sleep(2**attempt)
            else:
                return reply.body.decode()
        return "parked"

    @app.post("/orders")
    async def accept(request: Request) -> Response:
        body = await request.body()
        ref = orjson.loads(body)["ref"]
        said = await asyncio.gather(ask("wms", "/reservations", ref, body), ask("erp", "/orders", ref, body))
        return Response(orjson.dumps(said))

    return app


async def erp(
    scope: dict, receive: Callable[[], Awaitable[dict]], send: Callable[[dict], Awaitable[None]]
) -> None:
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 201, "headers": []})
    await send({"type": "http.response.body", "body": str(len(body)).encode()})


async def rehearse(clock: VirtualClock, seed: int, careless: bool) -> str:
    streams, journal = Streams(seed), Journal(clock)
    network = VirtualNetwork(clock.loop, clock, streams, journal, FaultPlan(RULES, streams), FaultLedger())
    network.attach("wms", warehouse(clock, careless))
    network.attach("erp", erp)
    network.attach("facade", facade(clock, streams, network.wire("facade")))

    async def order(number: int) -> None:
        ref = f"SO-{number}"
        skus = [f"SKU-{streams.between(1, 10_000, ref, line)}" for line in range(12)]
        await clock.sleep(100 * streams.uniform("arrival", ref))
        try:
            await network.wire("driver").send(
                "POST",
                "http://facade/orders",
                headers={"x-correlation-id": ref},
                body=orjson.dumps({"ref": ref, "skus": skus}),
                timeout_s=30,
            )
        except (TimeoutError, ConnectionError) as failure:
            journal.note("failed", ref, type(failure).__name__)

    async with asyncio.TaskGroup() as group:
        for number in range(ORDERS):
            group.create_task(order(number))
    await clock.sleep(60)
    network.crash("wms")
    await order(ORDERS)
    journal.note("faults", sum(network.ledger.counts.values()))
    return journal.digest()


if __name__ == "__main__":
    seed, careless = int(sys.argv[1]), "--careless" in sys.argv
    sys.stdout.write(run_virtual(lambda clock: rehearse(clock, seed, careless)))
