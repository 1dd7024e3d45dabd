"""The whole landscape on real ports of this machine, in one process, in real time."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from dualrun.clock import LiveClock
from dualrun.errors import DefectError, UsageError
from dualrun.landscape.assembly import Hooks, LandscapeSettings, facade_settings, open_system
from dualrun.network.live import LiveWire, open_session
from dualrun.streams import Streams
from facade.app import Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.sqlite import SqliteStore
from facade.orders.codec import dump_state, read_state
from simulators.chassis.master import MasterData
from simulators.registry import NAMES, load

if TYPE_CHECKING:
    from simulators.chassis.running import RunningSystem

HOST = "127.0.0.1"
PORT_MAX = 32767
"""Above it ports belong to the clients of other processes."""
FACADE = "facade"
STOP_AFTER_S = 1
LOOK_EVERY_S = 0.005
STATE_FILES = ("facade.sqlite3", "facade.sqlite3-wal", "facade.sqlite3-shm")
"""The façade's store, and what a killed process leaves beside it."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running system answers."""

    name: str
    title: str
    url: str
    docs: str
    health: str
    credentials: dict[str, str]


class _Server(uvicorn.Server):
    """A server among others: the process's signals are not its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class LiveLandscape:
    """Five systems and a façade, each on its own loopback port.

    The systems live in memory, so the façade begins with an empty store each time: it could only speak of
    orders that nobody else has ever heard of.
    """

    def __init__(
        self, settings: LandscapeSettings, master: MasterData, base_port: int, folder: Path, hooks: Hooks
    ) -> None:
        self._settings = settings
        self._master = master
        self._folder = folder
        self._hooks = hooks
        self._ports = ports_from(base_port)
        self._systems: list[RunningSystem] = []
        self._servers: list[_Server] = []
        self._serving: list[asyncio.Task[None]] = []
        self._stack = AsyncExitStack()

    @property
    def urls(self) -> dict[str, str]:
        """Where everything answers, by name."""
        return {name: f"http://{HOST}:{port}" for name, port in self._ports.items()}

    def addresses(self) -> list[Address]:
        """Give what a person needs to reach each system."""
        urls = self.urls
        own = urls[FACADE]
        shown = [Address(FACADE, "the integration layer", own, f"{own}/docs", f"{own}/control/health", {})]
        for name in NAMES:
            simulator, url = load(name), urls[name]
            docs, health = f"{url}{simulator.docs_path}", f"{url}/__admin/health"
            shown.append(Address(name, simulator.title, url, docs, health, dict(simulator.credentials())))
        return shown

    async def start(self) -> None:
        """Bind every port first, then start everything; returns when all of it answers and is introduced.

        Raises:
            UsageError: a port is in use, or the store cannot be written.
        """
        sockets = {}
        for name, port in self._ports.items():
            sockets[name] = _bound(name, port)
            self._stack.callback(sockets[name].close)
        session = await self._stack.enter_async_context(open_session())
        clock, wire, urls = LiveClock(), LiveWire(session), self.urls
        store = self._empty_store()
        for name in NAMES:
            system = open_system(name, self._settings, self._master, clock, wire, urls[name], self._hooks)
            self._systems.append(system)
            await self._serve(system, sockets[name])
            system.start()
        around = Surroundings(
            wire, clock, Streams(self._settings.seed).child(FACADE), store, Parity(), self._hooks.on_defect
        )
        facade = create_app(facade_settings(self._settings, self._master, urls, urls[FACADE]), around)
        await self._serve(facade.app, sockets[FACADE], lifespan="on")
        await facade.introduced()

    async def stop(self) -> None:
        """Stop taking calls, end what runs, let go of ports and files."""
        for server in self._servers:
            server.should_exit = True
        await asyncio.gather(*self._serving, return_exceptions=True)
        for system in self._systems:
            system.stop()
        await self._stack.aclose()

    def _empty_store(self) -> SqliteStore:
        """Begin anew. Nobody else uses this folder: it carries the port, and the port is ours by now."""
        database = self._folder / STATE_FILES[0]
        try:
            for file in STATE_FILES:
                (self._folder / file).unlink(missing_ok=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            database.touch()
        except OSError as error:
            raise UsageError(f"{self._folder}: the façade cannot write there: {error.strerror}") from None
        store = SqliteStore(database, dump_state, read_state)
        self._stack.callback(store.close)
        return store

    async def _serve(self, app: object, bound: socket.socket, lifespan: str = "off") -> None:
        config = uvicorn.Config(
            app,  # type: ignore[arg-type]
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan=lifespan,  # type: ignore[arg-type]
            timeout_graceful_shutdown=STOP_AFTER_S,
        )
        server = _Server(config)
        serving = asyncio.get_running_loop().create_task(server.serve([bound]))
        self._servers.append(server)
        self._serving.append(serving)
        while not server.started:
            if serving.done():
                raise DefectError(f"the server on port {bound.getsockname()[1]} ended before it began")
            await asyncio.sleep(LOOK_EVERY_S)


def ports_from(base_port: int) -> dict[str, int]:
    """Give every system its port: the façade the first, the others after it in the order of the registry.

    Raises:
        UsageError: the ports would leave the range that servers may use.
    """
    names = (FACADE, *NAMES)
    last = PORT_MAX - len(names) + 1
    if not 1024 <= base_port <= last:
        raise UsageError(f"--base-port {base_port}: choose one from 1024 to {last}")
    return {name: base_port + offset for offset, name in enumerate(names)}


def _bound(name: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
        bound.listen(256)
    except OSError as error:
        bound.close()
        why = "is in use" if error.errno == errno.EADDRINUSE else os.strerror(error.errno or 0)
        raise UsageError(f"port {port} for {name} {why} on {HOST}: choose others with --base-port") from None
    bound.setblocking(False)
    return bound
