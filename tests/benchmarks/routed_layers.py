"""Where the time of a routed read goes: the same request, given to one layer of the façade after another."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from contracts.alone import ALL_DOORS, facade_alone
from dualrun.clock import LiveClock
from facade.api.access import Grant
from facade.api.edge import CALLER, Edge
from facade.api.seen import Seen
from facade.api.short_way import ShortWay
from facade.canonical.supply import OnHand, Position
from facade.publication.availability import StockQuestion
from facade.routing.policy import Policy
from facade.routing.stage import Side, Stage
from tests.benchmarks.neighbours import ITEM, UNITS

CALLS = 20_000
AT_ONCE = 16
HEADERS = [(b"host", b"facade"), (b"authorization", f"Bearer {ALL_DOORS.standing}".encode())]
LAYERS = (
    (ShortWay, "+ the short way, and two messages sent"),
    (Edge, "+ token, scope"),
    (Seen, "+ measures"),
)


async def layers() -> dict[str, float]:
    """Give the microseconds of a read by layer, each with those inside it."""
    alone = facade_alone(clock=LiveClock())
    published = alone.facade.published
    await published.ready()
    for side in Side:
        published.picture.take_book(side, [OnHand(ITEM, "", UNITS)], [], datetime.now(UTC))
    published.picture.take_site("DC1", [Position(ITEM, "DC1", UNITS)], datetime.now(UTC))
    question, found = StockQuestion(ITEM), dict[str, float]()
    for stage in (Stage.OFF, Stage.SHADOW):
        alone.facade.policy.current = Policy(stages={("availability", "all"): stage})
        what = "the answer" if stage is Stage.OFF else "the answer, the other side compared"
        found[what] = await _timed(lambda: _nothing(published.availability.answer(question)))
    chain = _chain(alone.facade.app.build_middleware_stack())
    for kind, name in LAYERS:
        found[name] = await _timed(lambda app=chain[kind]: app(_scope(), _receive, _send))
    alone.facade.stop()
    return found


async def _timed(call: Callable[[], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    for number in range(CALLS):
        await call()
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
    await asyncio.sleep(0)
    return (time.perf_counter() - begun) / CALLS * 1e6


def _chain(app: Any) -> dict[type, Any]:
    found = {}
    while app is not None:
        found[type(app)] = app
        app = getattr(app, "app", None) or getattr(app, "_app", None)
    return found


def _scope() -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": f"/v1/availability/{ITEM}",
        "query_string": b"",
        "headers": HEADERS,
        CALLER: Grant(ALL_DOORS, frozenset(ALL_DOORS.scopes), float("inf")),
    }


async def _nothing(_: object) -> None:
    return None


async def _receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b""}


async def _send(_: object) -> None:
    return None
