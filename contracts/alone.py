"""A façade, a simulator or the control plane on its own: no neighbour answers, so only its surface is met."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from dualrun.clock import MONDAY, LiveClock
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system, surround
from dualrun.landscape.business import storing_at
from dualrun.landscape.integration import HOME_COUNTRIES, Integration, facade_settings
from dualrun.streams import Streams
from facade.api.access import EVERY_CHANNEL, Access, Principal, Scope
from facade.app import Facade, create_app
from facade.app import Surroundings as AroundFacade
from facade.dual_run.parity import Parity
from facade.messaging.memory import MemoryStore
from facade.messaging.store import Store
from facade.routing.cohort import Cohorts
from facade.routing.policy import EVERYBODY
from simulators.chassis.control.app import control_app
from simulators.chassis.generate import generate
from simulators.chassis.master import MasterData
from simulators.chassis.ports import Clock
from simulators.chassis.running import RunningSystem
from simulators.chassis.served import ControlPort
from simulators.chassis.world import World
from simulators.chassis.worlds import Surroundings, Worlds
from simulators.registry import NAMES, load

Defects = list[tuple[str, BaseException]]
"""What was reported as broken, by where."""


class StoppedClock:
    """Time that stands still: whoever waits on it waits for good, so nothing runs behind a test's back."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        """Give the one instant there is."""
        return self.at

    def monotonic(self) -> float:
        """Give nought: no time has gone by."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Wait until cancelled."""
        await asyncio.get_running_loop().create_future()

    def seconds_until(self, at: datetime) -> None:
        """Give nothing: no other instant ever comes."""
        return


class DeadWire:
    """A wire with nobody at its other end."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> NoReturn:
        """Reach nobody."""
        raise ConnectionRefusedError(f"{url} cannot be reached")


@dataclass(slots=True)
class Alone:
    """The façade, with its store to look into and the defects it reported."""

    facade: Facade
    store: Store
    parity: Parity
    master: MasterData
    clock: Clock
    defects: Defects = field(default_factory=list)


@dataclass(slots=True)
class SystemAlone:
    """One simulator, filled, with the defects it reported."""

    system: RunningSystem
    defects: Defects = field(default_factory=list)


def system_alone(name: str) -> SystemAlone:
    """Put up one simulator for which no time goes by, with a small business in it."""
    streams = Streams(7)
    master = generate(streams.child("master"), customers=5, items=5)
    if name in HOME_COUNTRIES:
        master = storing_at(master, name)
    defects: Defects = []
    hooks = Hooks(_nobody, _nobody, lambda where, error: defects.append((where, error)))
    settings = LandscapeSettings(7, pace="brisk")
    system = open_system(name, settings, master, StoppedClock(), DeadWire(), f"http://{name}", hooks)
    return SystemAlone(system, defects)


def _nobody(*_: object) -> None:
    return None


ALL_DOORS = Principal(
    "tester", tuple(Scope), (EVERY_CHANNEL,), secret="rehearsal-only-tester", standing="all-doors"
)
"""Somebody who may do everything, for tests that are about something else."""
OPEN = Access((ALL_DOORS,), key=b"rehearsal-only-key-of-the-tester")


def facade_alone(
    store: Store | None = None,
    access: Access = OPEN,
    clock: Clock | None = None,
    cohorts: Cohorts = EVERYBODY,
    parity: Parity | None = None,
) -> Alone:
    """Put up a façade that keeps what it takes in and can do nothing with it."""
    streams = Streams(7)
    master = generate(streams.child("master"), customers=5, items=5)
    urls = {name: f"http://{name}" for name in NAMES}
    settings = facade_settings(master, urls, "http://facade", Integration(cohorts=cohorts, access=access))
    kept, parity = store or MemoryStore(), parity or Parity()
    defects: Defects = []
    clock = clock or StoppedClock()
    around = AroundFacade(
        DeadWire(),
        clock,
        streams,
        kept,
        parity,
        lambda where, error: defects.append((where, error)),
    )
    return Alone(create_app(settings, around), kept, parity, master, clock, defects)


@dataclass(slots=True)
class ControlAlone:
    """The control plane over all simulators, with the defects that they and it reported."""

    port: ControlPort
    worlds: Worlds
    defects: Defects = field(default_factory=list)


def control_alone(names: Sequence[str] = NAMES) -> ControlAlone:
    """Put up worlds in real time, for who waits there must be let go, and the port they are steered from."""
    defects: Defects = []
    hooks = Hooks(_nobody, _nobody, lambda where, error: defects.append((where, error)))

    def around(system: str, world: str, seed: int, master: MasterData, clock: Clock) -> World:
        made = surround(
            system,
            LandscapeSettings(seed, pace="brisk"),
            master,
            clock,
            DeadWire(),
            f"http://{system}",
            hooks,
        )
        made.name = world
        return made

    def business(seed: int) -> MasterData:
        return generate(Streams(seed).child("master"), customers=5, items=5)

    simulators = {name: load(name) for name in names}
    worlds = Worlds(simulators, Surroundings(LiveClock(), around, business), seed=7)
    addresses = [{"name": name, "url": f"http://{name}"} for name in names]
    return ControlAlone(ControlPort(worlds, control_app("0", addresses=addresses)), worlds, defects)
