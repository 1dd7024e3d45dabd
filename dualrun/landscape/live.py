"""The whole landscape on real ports of this machine, in one process, in real time."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from dualrun.clock import LiveClock
from dualrun.errors import UsageError
from dualrun.landscape.assembly import Hooks, LandscapeSettings, facade_settings, open_system
from dualrun.network.live import LiveWire, open_session
from dualrun.streams import Streams
from facade.app import Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.sqlite import SqliteStore
from facade.orders.codec import dump_state, read_state
from simulators.chassis.master import MasterData
from simulators.chassis.running import RunningSystem
from simulators.registry import NAMES, load

HOST = "127.0.0.1"
PORT_MAX = 32767
"""Above it ports belong to the clients of other processes."""
FACADE = "facade"
STOP_AFTER_S = 1


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running system answers."""

    name: str
    title: str
    url: str
    docs: str
    credentials: dict[str, str]


class _Server(uvicorn.Server):
    """A server among others: the process's signals are not its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class LiveLandscape:
    """Five systems and a façade, each on its own loopback port."""

    def __init__(
        self, settings: LandscapeSettings, master: MasterData, base_port: int, state: Path, hooks: Hooks
    ) -> None:
        self._settings = settings
        self._master = master
        self._state = state
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
        shown = [Address(FACADE, "the integration layer", urls[FACADE], f"{urls[FACADE]}/docs", {})]
        for name in NAMES:
            simulator = load(name)
            docs = f"{urls[name]}{simulator.docs_path}"
            shown.append(Address(name, simulator.title, urls[name], docs, dict(simulator.credentials())))
        return shown

    async def start(self) -> None:
        """Bind every port first, then start everything; returns when all of it answers.

        Raises:
            UsageError: a port is in use.
        """
        sockets = {name: _bound(name, port) for name, port in self._ports.items()}
        for bound in sockets.values():
            self._stack.callback(bound.close)
        session = await self._stack.enter_async_context(open_session())
        clock, wire, urls = LiveClock(), LiveWire(session), self.urls
        for name in NAMES:
            system = open_system(name, self._settings, self._master, clock, wire, urls[name], self._hooks)
            self._systems.append(system)
            await self._serve(system, sockets[name])
            system.start()
        self._state.unlink(missing_ok=True)
        store = SqliteStore(self._state, dump_state, read_state)
        self._stack.callback(store.close)
        around = Surroundings(
            wire, clock, Streams(self._settings.seed).child(FACADE), store, Parity(), self._hooks.on_defect
        )
        facade = create_app(facade_settings(self._settings, self._master, urls, urls[FACADE]), around)
        await self._serve(facade.app, sockets[FACADE], lifespan="on")

    async def stop(self) -> None:
        """Stop taking calls, end what runs, let go of ports and files."""
        for server in self._servers:
            server.should_exit = True
        await asyncio.gather(*self._serving, return_exceptions=True)
        for system in self._systems:
            system.stop()
        await self._stack.aclose()

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
        self._servers.append(server)
        self._serving.append(asyncio.get_running_loop().create_task(server.serve([bound])))
        while not server.started:
            await asyncio.sleep(0.005)


def ports_from(base_port: int) -> dict[str, int]:
    """Give every system its port: the façade the first, the others after it in the order of the registry.

    Raises:
        UsageError: the ports would leave the range that servers may use.
    """
    names = (FACADE, *NAMES)
    if not 1024 <= base_port <= PORT_MAX - len(names):
        raise UsageError(f"--base-port {base_port}: choose one from 1024 to {PORT_MAX - len(names)}")
    return {name: base_port + offset for offset, name in enumerate(names)}


def _bound(name: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
        bound.listen(256)
    except OSError:
        bound.close()
        raise UsageError(
            f"port {port} for {name} is in use on {HOST}: choose others with --base-port"
        ) from None
    bound.setblocking(False)
    return bound
