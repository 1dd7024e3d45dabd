"""How is the process that hosts a façade: how late is its loop, how much of a core and of SQL does it use?

The façade never asks a machine anything; whoever runs it does, and its measures say it along with the rest.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dualrun.clock import LiveClock, process_cpu_s
from facade.observability.exposition import Family, Sample, no_vitals

EVERY_S = 0.1
KEPT = 10
"""Looks kept: the worst of the last second is told."""


class Vitals:
    """Looks ten times a second, which costs next to nothing, and tells when asked."""

    def __init__(self, clock: LiveClock) -> None:
        self._clock = clock
        self._late_s = [0.0] * KEPT
        self._looks = 0
        self._due_s = 0.0
        self._next: asyncio.TimerHandle | None = None
        self.sql_s = 0.0
        self.also: Callable[[], Iterable[Family]] = no_vitals
        """What else that host knows."""

    def start(self) -> None:
        """Begin to look."""
        self._due_s = self._clock.monotonic() + EVERY_S
        self._next = asyncio.get_running_loop().call_later(EVERY_S, self._look)

    def stop(self) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()

    def _look(self) -> None:
        self._late_s[self._looks % KEPT] = max(0.0, self._clock.monotonic() - self._due_s)
        self._looks += 1
        self.start()

    def families(self) -> Sequence[Family]:
        """Give the measures."""
        return (
            _one(
                "dualrun_event_loop_lag_seconds", "gauge", "At worst, in the last second.", max(self._late_s)
            ),
            _one("dualrun_process_cpu_seconds_total", "counter", "Used by this process.", process_cpu_s()),
            _one("dualrun_sql_seconds_total", "counter", "Spent in SQLite.", self.sql_s),
            *self.also(),
        )

    def timed(self, connection: Any) -> Any:
        """Put a watch around a connection."""
        return _Timed(connection, self)

    def spent(self, seconds: float) -> None:
        """Take in how long a statement took."""
        self.sql_s += seconds

    @property
    def now_s(self) -> Callable[[], float]:
        """Give what tells the time."""
        return self._clock.monotonic


class _Timed:
    """A connection whose statements are timed; all else is its own."""

    def __init__(self, connection: Any, vitals: Vitals) -> None:
        self._connection = connection
        self._spent = vitals.spent
        self._now_s = vitals.now_s

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, *arguments: Any) -> Any:
        """Run one statement."""
        began_s = self._now_s()
        try:
            return self._connection.execute(*arguments)
        finally:
            self._spent(self._now_s() - began_s)

    def executemany(self, *arguments: Any) -> Any:
        """Run one statement many times."""
        began_s = self._now_s()
        try:
            return self._connection.executemany(*arguments)
        finally:
            self._spent(self._now_s() - began_s)


def _one(name: str, kind: str, meaning: str, value: float) -> Family:
    return Family(name, kind, meaning, [Sample((), value)])
