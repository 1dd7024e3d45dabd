"""Where the suites of this folder find the product they examine: the simulator, or the real thing by URL.

    DUALRUN_SANDBOX_WMS='{"url": "https://...", "api_key": "...", "known": {"item": "..."}}' \\
        pytest tests/faithful -k wms

The JSON holds the URL, what `SIMULATOR.credentials()` of that system would name, and under `known` records
that the suite reads (a customer that may buy, an item that is in stock). Without it the simulator is started
on loopback.
"""

import asyncio
import json
import os
import threading  # noqa: TID251 - a server beside the tests; nothing of it is seeded
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from dualrun.clock import LiveClock
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system, published_codes
from dualrun.landscape.business import good_customers, seeded_business, storing_at, well_stocked_items
from dualrun.landscape.integration import HOME_COUNTRIES
from dualrun.network.live import LiveWire, open_session

SEED = 7


@dataclass(frozen=True)
class Product:
    """What a suite is told of the product it examines."""

    system: str
    url: str
    credentials: Mapping[str, str]
    known: Mapping[str, str]
    is_simulator: bool


def _nobody(*_: object) -> None:
    return None


async def _serve(name: str, ready: Any, stop: threading.Event) -> None:
    defects: list[tuple[str, BaseException]] = []
    hooks = Hooks(_nobody, _nobody, lambda where, error: defects.append((where, error)))
    master = seeded_business(SEED)
    if name in HOME_COUNTRIES:
        master = storing_at(master, name)
    async with open_session() as session:
        settings, wire = LandscapeSettings(SEED, pace="brisk"), LiveWire(session)
        system = open_system(name, settings, master, LiveClock(), wire, "http://127.0.0.1", hooks)
        config = uvicorn.Config(system, port=0, log_level="warning", lifespan="off")  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn has a flag for it and no event
            await asyncio.sleep(0.01)
        system.start()
        port = server.servers[0].sockets[0].getsockname()[1]
        codes = published_codes(master)[name]
        customer, item = good_customers(master)[0], well_stocked_items(master)[0]
        known = {
            "customer": codes.get("customer", {}).get(customer.id, ""),
            "item": codes.get("item", {}).get(item.id, ""),
        }
        ready.append(
            Product(
                name, f"http://127.0.0.1:{port}", system.simulator.credentials(), known, is_simulator=True
            )
        )
        while not stop.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.02)
        system.stop()
        server.should_exit = True
        await serving
    assert not defects, defects


@pytest.fixture(scope="module")
def product(request: pytest.FixtureRequest) -> Iterator[Product]:
    """The product that the module's `SYSTEM` names."""
    name = request.module.SYSTEM
    given = os.environ.get(f"DUALRUN_SANDBOX_{name.upper()}")
    if given:
        told = json.loads(given)
        url, known = told.pop("url"), told.pop("known", {})
        yield Product(name, url.rstrip("/"), told, known, is_simulator=False)
        return
    ready: list[Product] = []
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(name, ready, stop)))
    thread.start()
    while not ready and thread.is_alive():
        stop.wait(0.02)
    assert ready, f"{name} did not start"
    yield ready[0]
    stop.set()
    thread.join()
