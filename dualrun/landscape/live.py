"""The whole landscape on real ports of this machine, in one process, in real time."""

import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Protocol

from dualrun import __version__
from dualrun.clock import LiveClock
from dualrun.landscape.access import client_secrets
from dualrun.landscape.assembly import Hooks, LandscapeSettings, surround
from dualrun.landscape.business import seeded_business
from dualrun.landscape.place import CONTROL, FACADE, Place
from dualrun.landscape.serving import Servers, bind, ports_from
from dualrun.network.on_demand import OnDemandWire, WorldWire
from simulators.chassis.control.app import control_app
from simulators.chassis.master import MasterData
from simulators.chassis.named_world import NamedWorld
from simulators.chassis.ports import Clock, Wire
from simulators.chassis.served import ControlPort, ServedSystem
from simulators.chassis.simulator import Simulator
from simulators.chassis.world import World
from simulators.chassis.worlds import DEFAULT, Surroundings, Worlds
from simulators.registry import NAMES, load

if TYPE_CHECKING:
    from dualrun.landscape.replicas import Replicas


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running system answers."""

    name: str
    title: str
    url: str
    docs: str
    health: str
    credentials: dict[str, str]


class _Begun:
    """Tells the replicas when the world they serve begins again."""

    def __init__(self, replicas: "Replicas") -> None:
        self._replicas = replicas

    def begin_again(self, world: NamedWorld) -> None:
        """Begin again with it, or take no notice of the worlds that replicas do not serve."""
        if world.name == DEFAULT:
            self._replicas.begin_again(world.seed)


class BeginsAgain(Protocol):
    """Who must know when a world begins again."""

    def begin_again(self, world: NamedWorld) -> None:
        """Let go of what was known of that world."""
        ...


class LiveLandscape:
    """The systems, the façade and the control plane, each on its own port.

    The systems live in memory, so the façade begins with an empty store each time: it could only speak of
    orders that nobody else has ever heard of. With a state folder all of them go on from what is there.
    """

    def __init__(self, settings: LandscapeSettings, place: Place, hooks: Hooks) -> None:
        self._settings = settings
        self._place = place
        self._hooks = hooks
        self._ports = ports_from(place.base_port, place.names())
        self._clock = LiveClock()
        self._servers = Servers()
        self._stack = AsyncExitStack()
        self._living = AsyncExitStack()  # what happens by itself, ended before its way out is closed
        self._wire = OnDemandWire(self._stack)
        self._facade: BeginsAgain | None = None
        self._kept: BeginsAgain | None = None
        self.worlds: Worlds

    @property
    def urls(self) -> dict[str, str]:
        """Where everything answers, by name."""
        return {name: f"http://{self._place.host}:{port}" for name, port in self._ports.items()}

    @property
    def master(self) -> MasterData:
        """The business that the default world begins with."""
        return next(iter(self.worlds.used(DEFAULT).systems.values())).running.world.master

    def addresses(self) -> list[Address]:
        """Give what a person needs to reach each system."""
        shown = []
        for name, url in self.urls.items():
            health = f"{url}/__admin/health"
            if name == FACADE:
                own = f"{url}/v1/control/health"
                callers = client_secrets(self._place.token)
                shown.append(Address(FACADE, "the integration layer", url, f"{url}/docs", own, callers))
            elif name in self._place.replicas():
                own = f"{url}/v1/control/health"
                shown.append(Address(name, "one of the façade's replicas", url, f"{url}/docs", own, {}))
            elif name == CONTROL:
                docs = f"{url}/__admin/docs"
                shown.append(Address(CONTROL, "the control plane of all", url, docs, health, {}))
            else:
                simulator = load(name)
                docs, secrets = f"{url}{simulator.docs_path}", dict(simulator.credentials())
                shown.append(Address(name, simulator.title, url, docs, health, secrets))
        return shown

    async def start(self) -> None:
        """Bind every port first, then start everything; returns when all of it answers and is introduced.

        Raises:
            UsageError: a port is in use, or the store cannot be written.
        """
        sockets = {}
        for name, port in self._ports.items():
            sockets[name] = bind(self._place.host, name, port)
            self._stack.callback(sockets[name].close)
        running = {name: load(name) for name in NAMES if name in self._ports}
        around = Surroundings(self._clock, self._surround, seeded_business, self._begin_again)
        self.worlds = Worlds(running, around, self._settings.seed)
        self._living.callback(self.worlds.stop)
        self._open_default(running)
        control = control_app(__version__, self._place.token, [asdict(one) for one in self.addresses()])
        for name in running:
            await self._servers.serve(ServedSystem(name, self.worlds, control), sockets[name])
        await self._servers.serve(ControlPort(self.worlds, control), sockets[CONTROL])
        if FACADE in self._ports and self._place.keeping.broker:
            from dualrun.landscape.keeping import checked_broker

            await checked_broker(self._place.keeping.broker)
        if self._place.replicas():
            await self._start_replicas(sockets)
        elif FACADE in self._ports:
            await self._serve_facade(sockets[FACADE])

    def _open_default(self, simulators: Mapping[str, Simulator]) -> None:
        """Begin the default world anew, or where the state folder has it."""
        if self._place.state is None:
            self.worlds.create(DEFAULT)
            return
        from dualrun.landscape.state_dir import StateDir  # only who keeps anything needs a database

        kept = StateDir(self._place.state, self._settings.seed)
        self._stack.callback(kept.close)
        stores = kept.found(simulators)
        self._kept = kept
        self.worlds.found(stores)

    async def _serve_facade(self, bound: socket.socket) -> None:
        from dualrun.landscape.live_facade import FacadeMaker, ServedFacade  # dear, and not always wanted

        found = None
        if self._place.keeping.database:
            from dualrun.landscape.keeping import database

            found = database(self._place)
        maker = FacadeMaker(
            self.worlds, self.urls, self._wire_of, self._place, self._hooks.on_defect, self._stack, found
        )
        if self._place.keeping.otlp:
            from dualrun.landscape.span_export import spans_to

            taken = spans_to(self._place.keeping.otlp, self._clock, maker.vitals, self._stack)
            maker = replace(maker, spans=taken)
        self._facade = facade = ServedFacade(self.worlds, maker)
        self._stack.callback(facade.stop)
        maker.vitals.start()
        self._stack.callback(maker.vitals.stop)
        await self._servers.serve(facade, bound)
        await facade.join(DEFAULT)

    async def _start_replicas(self, sockets: Mapping[str, socket.socket]) -> None:
        from dualrun.landscape.keeping import database
        from dualrun.landscape.replica import Orders
        from dualrun.landscape.replicas import Replicas

        keeping, urls = self._place.keeping, self.urls
        systems = {name: urls[name] for name in self.worlds.simulators}
        facade = urls[FACADE]
        orders = Orders(
            name="",
            seed=self._settings.seed,
            urls=systems,
            facade_url=facade,
            database=keeping.database,
            broker=keeping.broker,
            sockets=[],
            token=self._place.token,
            log=keeping.log,
            otlp=keeping.otlp,
        )
        own = {name: sockets[name] for name in self._place.replicas()}
        found = database(self._place)
        replicas = Replicas(orders, own, sockets[FACADE], self._place.folder, found, self._hooks.say)
        self._stack.push_async_callback(replicas.stop)
        await replicas.start()
        self._facade = _Begun(replicas)

    async def stop(self) -> None:
        """Stop taking calls, end what runs, let go of ports and files."""
        await self._servers.stop()
        await self._living.aclose()
        await self._stack.aclose()

    def _surround(self, system: str, world: str, seed: int, master: MasterData, clock: Clock) -> World:
        settings, wire = replace(self._settings, seed=seed), self._wire_of(world)
        made = surround(system, settings, master, clock, wire, self.urls[system], self._hooks)
        made.name = world
        return made

    def _wire_of(self, world: str) -> Wire:
        return self._wire if world == DEFAULT else WorldWire(self._wire, world)

    def _begin_again(self, world: NamedWorld) -> None:
        for each in (self._kept, self._facade):
            if each is not None:
                each.begin_again(world)
