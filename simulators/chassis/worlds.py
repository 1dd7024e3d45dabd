"""Which worlds are there? Each name is one copy of every system, with one clock, apart from all others.

A world is made by its first use, as a fork of a snapshot, and goes when nobody has used it for a while.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulators.chassis.event_log import EventLog
from simulators.chassis.fault_rules import FaultBook, Ledger
from simulators.chassis.master import MasterData
from simulators.chassis.named_world import Inhabitant, NamedWorld, Snapshot, WorldError
from simulators.chassis.ports import Clock
from simulators.chassis.request_log import RequestLog
from simulators.chassis.running import RunningSystem
from simulators.chassis.simulator import Simulator, Store
from simulators.chassis.switch import NativeSwitch
from simulators.chassis.world import World
from simulators.chassis.world_clock import WorldClock

DEFAULT = "default"
PRISTINE = "pristine"
WORLDS_MAX = 1000
SNAPSHOTS_MAX = 100
SEEDS_MAX = 20
IDLE_S = 1800.0
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def _nobody(_: NamedWorld) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a landscape gives each world: how to make a system's surroundings, and the business of a seed."""

    clock: Clock
    world: Callable[[str, str, int, MasterData, Clock], World]
    """By system, name of the world, seed, business and clock."""
    business: Callable[[int], MasterData]
    on_begin: Callable[[NamedWorld], None] = _nobody
    """Told of a world in which everything begins again, or goes back."""


class Worlds:
    """The worlds and snapshots of one process."""

    def __init__(self, simulators: Mapping[str, Simulator], surroundings: Surroundings, seed: int) -> None:
        self.simulators = simulators
        self.seed = seed
        self.clock = surroundings.clock
        self._around = surroundings
        self._apis = {name: NativeSwitch(one.api()) for name, one in simulators.items()}
        self._beginnings: dict[int, tuple[MasterData, Snapshot]] = {}
        self._worlds: dict[str, NamedWorld] = {}
        self.snapshots: dict[str, Snapshot] = {}

    def api(self, system: str) -> NativeSwitch:
        """Give the routes of a system, which all worlds share."""
        return self._apis[system]

    def names(self) -> list[str]:
        """Give the worlds there are, oldest first."""
        return list(self._worlds)

    def used(self, name: str) -> NamedWorld:
        """Give a world that somebody uses now, made on its first use.

        Raises:
            WorldError: the name is none, or there are too many worlds.
        """
        world = self._worlds.get(name)
        if world is None:
            world = self.create(name)
        world.used_at = self.clock.monotonic()
        return world

    def create(self, name: str, origin: str = PRISTINE, idle_s: float = IDLE_S) -> NamedWorld:
        """Make a world as a fork of a snapshot or of another world; one of that name is replaced.

        Raises:
            WorldError: a name is none, or there are too many worlds.
        """
        _check(name, "world")
        self._drop_idle()
        if len(self._worlds) >= WORLDS_MAX and name not in self._worlds:
            raise WorldError(f"there are {WORLDS_MAX} worlds already; drop some")
        snapshot = self._origin(origin)
        if name in self._worlds:
            self._worlds[name].stop()
        return self._begin(name, snapshot, idle_s)

    def _begin(self, name: str, snapshot: Snapshot, idle_s: float) -> NamedWorld:
        self._worlds[name] = world = self._opened(name, snapshot, idle_s)
        world.start()
        self._around.on_begin(world)
        return world

    def found(self, stores: Mapping[str, Store]) -> None:
        """Let the default world go on from what an earlier process has left; what it lacks begins anew."""
        begun = {**self._beginning(self.seed)[1].stores, **stores}
        self._begin(DEFAULT, Snapshot(DEFAULT, self.seed, self.clock.now(), begun), IDLE_S)

    def drop(self, name: str) -> bool:
        """Let a world go; false when there is none of that name."""
        world = self._worlds.pop(name, None)
        if world is not None:
            world.stop()
        return world is not None

    def keep(self, name: str, world: NamedWorld) -> Snapshot:
        """Take a snapshot of a world.

        Raises:
            WorldError: the name is none or stands for the beginning, or there are too many snapshots.
        """
        _check(name, "snapshot")
        if name == PRISTINE:
            raise WorldError(f"{PRISTINE!r} is the name of the beginning; choose another")
        if len(self.snapshots) >= SNAPSHOTS_MAX and name not in self.snapshots:
            raise WorldError(f"there are {SNAPSHOTS_MAX} snapshots already; drop some")
        self.snapshots[name] = snapshot = world.snapshot(name)
        return snapshot

    def restore(self, world: NamedWorld, origin: str) -> None:
        """Put all systems of a world back to a snapshot, clock and all.

        Raises:
            WorldError: there is no such snapshot.
        """
        snapshot = self._origin(origin)
        for name, each in world.systems.items():
            each.running.world.master = self._beginning(snapshot.seed)[0]
            each.running.reset(snapshot.stores[name].fork())
        world.seed = snapshot.seed
        world.clock.set(snapshot.at if origin != PRISTINE else self.clock.now())
        world.start()
        self._around.on_begin(world)

    def reset(self, world: NamedWorld, system: str | None = None, seed: int | None = None) -> None:
        """Begin again from the master data, in one system or in all: no log, no faults, no work under way."""
        world.seed = world.seed if seed is None else seed
        master, pristine = self._beginning(world.seed)
        for name, each in world.systems.items():
            if system not in (None, name):
                continue
            each.running.world.master = master
            each.running.world.misbehaviours = {}
            each.running.reset(pristine.stores[name].fork())
            each.requests.forget()
            for rule in each.faults.rules():
                each.faults.drop(rule.id)
            each.running.start()
        if system is None:
            world.events.forget()
            world.ledger.forget()
            self._around.on_begin(world)

    def stop(self) -> None:
        """Let nothing happen by itself anywhere."""
        for world in self._worlds.values():
            world.stop()

    def _drop_idle(self) -> None:
        now = self.clock.monotonic()
        for name in [n for n, w in self._worlds.items() if n != DEFAULT and now - w.used_at > w.idle_s]:
            self.drop(name)

    def _origin(self, name: str) -> Snapshot:
        if name == PRISTINE:
            return self._beginning(self.seed)[1]
        if name in self.snapshots:
            return self.snapshots[name]
        if name in self._worlds:
            return self._worlds[name].snapshot(name)
        raise WorldError(f"there is no snapshot or world {name!r}")

    def _beginning(self, seed: int) -> tuple[MasterData, Snapshot]:
        """Give the business of a seed, and every system filled with its share of it."""
        if seed not in self._beginnings:
            master, clock = self._around.business(seed), self.clock
            stores = {}
            for name, simulator in self.simulators.items():
                around = self._around.world(name, PRISTINE, seed, master, clock)
                stores[name] = RunningSystem(simulator, around, self._apis[name]).store
            if len(self._beginnings) >= SEEDS_MAX:
                del self._beginnings[next(reversed(self._beginnings))]
            self._beginnings[seed] = master, Snapshot(PRISTINE, seed, clock.now(), stores)
        return self._beginnings[seed]

    def _opened(self, name: str, snapshot: Snapshot, idle_s: float) -> NamedWorld:
        base = self.clock
        clock = WorldClock(base, None if snapshot.name == PRISTINE else snapshot.at)
        events, ledger = EventLog(), Ledger()
        master = self._beginning(snapshot.seed)[0]
        systems = {}
        for system, simulator in self.simulators.items():
            around = self._around.world(system, name, snapshot.seed, master, clock)
            _listen(around, clock, events, ledger)
            running = RunningSystem(simulator, around, self._apis[system], snapshot.stores[system].fork())
            systems[system] = Inhabitant(running, RequestLog(), FaultBook(around.chance))
        return NamedWorld(name, snapshot.seed, clock, systems, events, ledger, idle_s, base.monotonic())


def _listen(around: World, clock: Clock, events: EventLog, ledger: Ledger) -> None:
    """Let a world's own logs hear of what its systems do."""
    around.on_commit = lambda system, record: events.add(clock.now(), system, record)
    around.on_misbehaviour = lambda system, kind, subject: _enter(ledger, clock, system, kind, subject)


def _enter(ledger: Ledger, clock: Clock, system: str, kind: str, subject: str) -> None:
    ledger.enter(clock.now(), "misbehaviour", kind, system, subject)


def _check(name: str, what: str) -> None:
    if not _NAME.fullmatch(name):
        raise WorldError(
            f"{name[:80]!r} is no name of a {what}: 1 to 64 letters, digits, dots, dashes and underscores"
        )
