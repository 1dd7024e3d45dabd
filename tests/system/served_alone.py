"""One system behind a real port, in the same process as its two hundred clients."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from dualrun.clock import LiveClock
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system
from dualrun.landscape.business import storing_at
from dualrun.landscape.integration import HOME_COUNTRIES
from dualrun.landscape.serving import Servers, bind
from dualrun.streams import Streams
from simulators.chassis.generate import generate
from simulators.chassis.master import Codes
from simulators.registry import load
from tests.system.linear import Span

CLIENTS, STEPS = 200, 4


@dataclass
class Reply:
    """What a client was answered."""

    status: int
    headers: Mapping[str, str]
    document: Any


@dataclass
class Served:
    """A system at work, and the way to call it."""

    url: str
    codes: Codes
    credentials: Mapping[str, str]
    http: aiohttp.ClientSession
    headers: dict[str, str]

    async def ask(self, method: str, path: str, document: Any = None, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        as_json = {} if isinstance(document, bytes) else {"json": document}
        as_bytes = {"data": document} if isinstance(document, bytes) else {}
        async with self.http.request(
            method, self.url + path, headers={**self.headers, **named}, **as_json, **as_bytes
        ) as answer:
            is_json = "json" in answer.content_type
            shown = await (answer.json(content_type=None) if is_json else answer.text())
            return Reply(answer.status, answer.headers, shown)

    @staticmethod
    def now() -> float:
        return asyncio.get_running_loop().time()

    async def timed(self, *asked: Any, **headers: str) -> tuple[Span, Reply]:
        """Ask, and say when that began and ended."""
        began = self.now()
        reply = await self.ask(*asked, **headers)
        return Span(began, self.now()), reply


Act = Callable[[Served, int, int], Coroutine[Any, Any, None]]


@asynccontextmanager
async def served(name: str) -> AsyncIterator[Served]:
    """Serve a system on a port that is free, filled with a small business of which it has its share."""
    defects: list[BaseException] = []
    hooks = Hooks(lambda *_: None, lambda *_: None, lambda _, error: defects.append(error))
    master = generate(Streams(7).child("master"), customers=5, items=20)
    if name in HOME_COUNTRIES:
        master = storing_at(master, name)
    settings, simulator = LandscapeSettings(7, pace="brisk", load="instant"), load(name)
    system = open_system(name, settings, master, LiveClock(), None, "http://127.0.0.1", hooks)  # type: ignore[arg-type]
    servers, bound = Servers(), bind("127.0.0.1", name, 0)
    await servers.serve(system, bound)
    system.start()
    connector = aiohttp.TCPConnector(limit=CLIENTS)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as http:
        url, secrets = f"http://127.0.0.1:{bound.getsockname()[1]}", simulator.credentials()
        yield Served(url, simulator.codes(master), secrets, http, dict(simulator.signed_in(system.service)))
    system.stop()
    await servers.stop()
    assert not defects, defects


async def at_once(system: Served, seed: int, act: Act) -> None:
    """Let two hundred clients act side by side, each a few times after pauses of its own."""
    streams = Streams(seed)

    async def client(n: int) -> None:
        for step in range(STEPS):
            await asyncio.sleep(streams.uniform("pause", n, step) / 20)
            await act(system, n, step)

    await asyncio.gather(*(client(n) for n in range(CLIENTS)))
