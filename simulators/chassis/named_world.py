"""One world as a whole: every system in it, one clock over them, and what has happened there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simulators.chassis.agenda import Entry
from simulators.chassis.event_log import EventLog
from simulators.chassis.fault_rules import FaultBook, Ledger
from simulators.chassis.request_log import RequestLog
from simulators.chassis.running import RunningSystem
from simulators.chassis.simulator import Store
from simulators.chassis.world_clock import WorldClock

ADVANCE_MAX = 200_000


class WorldError(Exception):
    """A world or snapshot cannot be had, or not moved; the message says which and why."""


@dataclass(slots=True)
class Inhabitant:
    """One system in one world, with what is kept about it."""

    running: RunningSystem
    requests: RequestLog
    faults: FaultBook


@dataclass(slots=True)
class NamedWorld:
    """One world: all systems, one clock, one seed."""

    name: str
    seed: int
    clock: WorldClock
    systems: dict[str, Inhabitant]
    events: EventLog
    ledger: Ledger
    idle_s: float
    used_at: float
    is_advancing: bool = False

    def start(self) -> None:
        """Let what happens by itself begin."""
        self.clock.on_change = self._rearm
        for each in self.systems.values():
            each.running.start()

    def stop(self) -> None:
        """Let nothing happen by itself."""
        for each in self.systems.values():
            each.running.stop()

    def _rearm(self) -> None:
        if not self.is_advancing:
            for each in self.systems.values():
                each.running.attendant.arm()

    async def advance(self, until: datetime) -> list[tuple[str, Entry]]:
        """Do all that falls due up to an instant, in the order it falls due, and give what was done.

        Raises:
            WorldError: the instant has passed, the clock is being moved already, or there is too much to do.
        """
        if until < self.clock.now():
            raise WorldError(f"{until.isoformat()} has passed in world {self.name!r}; set the clock")
        if self.is_advancing:
            raise WorldError(f"the clock of world {self.name!r} is being advanced already")
        was_frozen, self.is_advancing = self.clock.is_frozen, True
        self.clock.freeze()
        try:
            return await self._do_until(until)
        finally:
            self.is_advancing = False
            self.clock.resume() if not was_frozen else self._rearm()

    async def _do_until(self, until: datetime) -> list[tuple[str, Entry]]:
        done: list[tuple[str, Entry]] = []
        for each in self.systems.values():
            each.running.attendant.stop()
        try:
            while (upcoming := self._next()) is not None and upcoming[0] <= until:
                if len(done) == ADVANCE_MAX:
                    raise WorldError(f"more than {ADVANCE_MAX} entries fall due by {until.isoformat()}")
                due, name = upcoming
                self.clock.set(max(due, self.clock.now()))
                attendant = self.systems[name].running.attendant
                entry = self.systems[name].running.store.agenda.take(due)
                assert entry is not None
                await attendant.carry_out(entry)
                done.append((name, entry))
            self.clock.set(until)
        finally:
            for each in self.systems.values():
                each.running.attendant.start()
        return done

    def _next(self) -> tuple[datetime, str] | None:
        """Give when and where the next thing falls due; systems in the order of their names."""
        found: tuple[datetime, str] | None = None
        for name, each in self.systems.items():
            due = each.running.store.agenda.next_due()
            if due is not None and (found is None or due < found[0]):
                found = due, name
        return found

    def snapshot(self, name: str) -> "Snapshot":
        """Keep all stores as they are now."""
        stores = {system: each.running.store.fork() for system, each in self.systems.items()}
        return Snapshot(name, self.seed, self.clock.now(), stores)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The stores of all systems at one moment, and what that moment was."""

    name: str
    seed: int
    at: datetime
    stores: Mapping[str, Store]
