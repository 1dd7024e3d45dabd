"""One replica of the façade, as a process of its own: `python -m dualrun.landscape.replica`.

What it is to be comes as one line of JSON on standard input; when that ends, its starter is gone or wants it
to stop. It says `ready` once it knows its neighbours. Its sockets are inherited: the one all replicas accept
from, and its own.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any

from dualrun.clock import LiveClock
from dualrun.errors import HarnessError
from dualrun.landscape.business import seeded_business
from dualrun.landscape.integration import facade_settings, live_integration
from dualrun.landscape.keeping import events, opened
from dualrun.landscape.log_file import log_to
from dualrun.landscape.place import FACADE
from dualrun.landscape.serving import Servers
from dualrun.landscape.span_export import spans_to
from dualrun.landscape.vitals import Vitals
from dualrun.network.on_demand import OnDemandWire
from dualrun.network.outward import OutwardWire, resolve
from dualrun.streams import Streams
from facade.app import Facade, Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.database import Database, LiveStore
from simulators.chassis.native import Answer
from simulators.chassis.served import world_name
from simulators.chassis.worlds import DEFAULT

READY = "ready"
STDIN = 0
AGAIN_S = 0.5
_PLAIN = ((b"content-type", b"text/plain; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Orders:
    """What a replica is to be."""

    name: str
    seed: int
    urls: dict[str, str]
    facade_url: str
    database: str
    broker: str
    sockets: list[int]
    token: str = ""
    """What the secrets of the callers follow from."""
    log: str = ""
    otlp: str = ""


class OneWorld:
    """The façade's application, for the world that replicas serve."""

    def __init__(self, facade: Facade) -> None:
        self._facade = facade

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request, unless it is of another world."""
        if scope["type"] != "http":
            return
        world = world_name(scope)
        if world == DEFAULT:
            await self._facade.app(scope, receive, send)
            return
        said = f"world {world}: replicas of the façade serve the {DEFAULT} world only\n"
        await Answer(said.encode(), 400, _PLAIN)(scope, receive, send)


async def serve(orders: Orders, ready: asyncio.Event, stop: asyncio.Event) -> None:
    """Be a replica until told to stop."""
    async with AsyncExitStack() as stack:
        clock, servers = LiveClock(), Servers()
        store = await _opened(orders, clock)
        stack.push_async_callback(store.leave)

        def on_defect(where: str, error: BaseException) -> None:
            sys.stderr.write(f"dualrun: {orders.name}: defect in {where}: {error!r}\n")

        vitals = Vitals(clock)
        vitals.start()
        stack.callback(vitals.stop)
        integration = live_integration(orders.token)
        around = Surroundings(
            OnDemandWire(stack),
            clock,
            Streams(orders.seed).child(FACADE),
            store,
            Parity(),
            on_defect,
            events(store, orders.broker, stack),
            OutwardWire(stack, integration.targets),
            resolve,
            log=log_to(orders.log, stack),
            spans=spans_to(orders.otlp, clock, vitals, stack, orders.name),
            vitals=vitals.families,
        )
        master = seeded_business(orders.seed)
        facade = create_app(facade_settings(master, orders.urls, orders.facade_url, integration), around)
        facade.start()
        stack.callback(facade.stop)
        await facade.introduced()
        for number in orders.sockets:
            bound = socket.socket(fileno=number)
            bound.setblocking(False)
            await servers.serve(OneWorld(facade), bound)
        ready.set()
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        await stop.wait()
        await servers.stop()


async def _opened(orders: Orders, clock: LiveClock) -> LiveStore:
    """Open the database, however long its server is away: a replica that is started again has to wait."""
    while True:
        try:
            return await opened(Database(orders.database), orders.name, publishes=bool(orders.broker))
        except HarnessError as error:
            sys.stderr.write(f"dualrun: {orders.name}: {error}\n")
            await clock.sleep(AGAIN_S)


async def _main(orders: Orders) -> None:
    stop, ready = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    serving = loop.create_task(serve(orders, ready, stop))

    def end() -> None:
        stop.set()
        if not ready.is_set():
            serving.cancel()

    def heard() -> None:
        if not os.read(STDIN, 4096):
            loop.remove_reader(STDIN)
            end()

    loop.add_signal_handler(signal.SIGTERM, end)
    loop.add_reader(STDIN, heard)
    with suppress(asyncio.CancelledError):
        await serving


def main() -> int:
    """Read what to be, and be it."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(STDIN, 65536)
        if not part:
            return 0
        line += part
    with asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(_main(Orders(**json.loads(line))))
    return 0


def _loop() -> Any:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
