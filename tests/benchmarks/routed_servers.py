"""The servers of the routed-read benchmark, each for one uvicorn: the façade, and a bare proxy."""

import asyncio
import gc
import os
from typing import Any

import aiohttp
import orjson
from fastapi import FastAPI
from fastapi.responses import Response

from dualrun.clock import LiveClock
from dualrun.landscape.integration import Integration, facade_settings
from dualrun.network.kept_alive import KeptAliveWire
from dualrun.streams import Streams
from facade.api.access import Access, Principal, Scope
from facade.app import Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.memory import MemoryStore
from facade.routing.policy import Policy
from facade.routing.stage import Stage
from simulators.registry import NAMES
from tests.benchmarks.neighbours import PLAIN, master

PORT = int(os.environ.get("NEIGHBOURS_PORT", "0"))
TOKEN = "bench"
SHADOWS_MAX = 256


def facade() -> Any:
    """Put up the façade at the stage `shadow` before the constant neighbours."""
    names = dict.fromkeys(NAMES, f"http://127.0.0.1:{PORT}")
    names["cloud_erp"] = f"http://127.0.0.1:{PORT + 1}"
    scopes = (Scope.ANSWERS_READ, Scope.CONTROL_READ)
    caller = Principal("bench", scopes, ("portal",), standing=TOKEN)
    settings = facade_settings(master(), names, "http://facade", Integration(access=Access((caller,))))
    opened = dict[str, Any]()

    class Wire:
        async def send(self, *asked: Any, **more: Any) -> Any:
            if not opened:
                opened["wire"] = KeptAliveWire()
            return await opened["wire"].send(*asked, **more)

    around = Surroundings(Wire(), LiveClock(), Streams(7), MemoryStore(), Parity(), lambda *_: None)
    made = create_app(settings, around)
    made.policy.current = Policy(stages={("availability", "all"): Stage.SHADOW})
    gc.collect()
    gc.freeze()
    return made.app


def bare() -> FastAPI:
    """Put up the least that FastAPI and aiohttp do: pass on, call the shadow unnoticed, compare."""
    app, counts, shadows = FastAPI(), {"match": 0, "mismatch": 0, "unobserved": 0}, dict[Any, None]()
    opened: dict[str, aiohttp.ClientSession] = {}

    def session() -> aiohttp.ClientSession:
        if not opened:
            opened["one"] = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=256))
        return opened["one"]

    async def read(port: int) -> bytes:
        async with session().get(f"http://127.0.0.1:{port}{PLAIN}") as answer:
            return await answer.read()

    async def compare(body: bytes) -> None:
        same = orjson.loads(await read(PORT + 1)) == orjson.loads(body)
        counts["match" if same else "mismatch"] += 1

    @app.get(PLAIN)
    async def passed_on() -> Response:
        body = await read(PORT)
        if len(shadows) >= SHADOWS_MAX:
            counts["unobserved"] += 1
        else:
            task = asyncio.get_running_loop().create_task(compare(body))
            shadows[task] = None
            task.add_done_callback(lambda ended: shadows.pop(ended, None))
        return Response(body, media_type="application/json")

    @app.get("/counts")
    async def counted() -> dict[str, int]:
        return counts

    return app
