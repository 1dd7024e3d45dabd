"""A façade or a simulator on its own: every neighbour is out, so that only its surface can be met."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from dualrun.clock import MONDAY
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system
from dualrun.landscape.business import storing_at
from dualrun.landscape.integration import HOME_COUNTRIES, Integration, facade_settings
from dualrun.streams import Streams
from facade.app import Facade, Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.memory import MemoryStore
from facade.messaging.store import Store
from simulators.chassis.generate import generate
from simulators.chassis.master import MasterData
from simulators.chassis.running import RunningSystem
from simulators.registry import NAMES


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
    defects: list[tuple[str, BaseException]] = field(default_factory=list)


@dataclass(slots=True)
class SystemAlone:
    """One simulator, filled, with the defects it reported."""

    system: RunningSystem
    defects: list[tuple[str, BaseException]] = field(default_factory=list)


def system_alone(name: str) -> SystemAlone:
    """Put up one simulator for which no time goes by, with a small business in it."""
    streams = Streams(7)
    master = generate(streams.child("master"), customers=5, items=5)
    if name in HOME_COUNTRIES:
        master = storing_at(master, name)
    defects: list[tuple[str, BaseException]] = []
    hooks = Hooks(_nobody, _nobody, lambda where, error: defects.append((where, error)))
    settings = LandscapeSettings(7, pace="brisk")
    system = open_system(name, settings, master, StoppedClock(), DeadWire(), f"http://{name}", hooks)
    return SystemAlone(system, defects)


def _nobody(*_: object) -> None:
    return None


def facade_alone(store: Store | None = None) -> Alone:
    """Put up a façade that keeps what it takes in and can do nothing with it."""
    streams = Streams(7)
    master = generate(streams.child("master"), customers=5, items=5)
    urls = {name: f"http://{name}" for name in NAMES}
    settings = facade_settings(master, urls, "http://facade", Integration())
    kept, parity = store or MemoryStore(), Parity()
    defects: list[tuple[str, BaseException]] = []
    around = Surroundings(
        DeadWire(), StoppedClock(), streams, kept, parity, lambda where, error: defects.append((where, error))
    )
    return Alone(create_app(settings, around), kept, parity, master, defects)
