"""What time is it? One clock for rehearsals, one for real life, and the way into virtual time."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from dualrun.loop import NODE, DeadlockError, Node, VirtualLoop

__all__ = [
    "MONDAY",
    "NODE",
    "DeadlockError",
    "LiveClock",
    "Node",
    "VirtualClock",
    "VirtualLoop",
    "process_cpu_s",
    "run_virtual",
    "since_process_began_s",
]

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
"""When a rehearsal begins unless told otherwise: at midnight of a Monday."""

_MICROSECOND = timedelta(microseconds=1)
_T = TypeVar("_T")
_SECOND = timedelta(seconds=1)


class VirtualClock:
    """The time of a virtual loop, as instants."""

    def __init__(self, loop: VirtualLoop, start: datetime = MONDAY) -> None:
        self.loop = loop
        self.start = start
        self._us = 0
        self._now = start

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        us = self.loop.us
        if us != self._us:
            self._us = us
            self._now = self.at(us)
        return self._now

    def at(self, us: int) -> datetime:
        """Give the instant of a microsecond of the loop, in UTC."""
        return self.start + _MICROSECOND * us

    def monotonic(self) -> float:
        """Give seconds since the loop began."""
        return self.loop.us / 1e6

    def us(self) -> int:
        """Give whole microseconds since the loop began."""
        return self.loop.us

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock, which costs no real time; at least until what is ready has had its turn."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        loop = self.loop
        woken = loop.create_future()
        timer = loop.call_at_us(loop.us + round(seconds * 1e6), _wake, woken)
        try:
            await woken
        except BaseException:
            timer.cancel()
            raise

    def seconds_until(self, at: datetime) -> float:
        """Give how long the loop must wait for an instant."""
        return (at - self.now()) / _SECOND

    async def sleep_until(self, at: datetime) -> None:
        """Wait for an instant; one that is here or gone is not waited for."""
        early_s = (at - self.now()) / timedelta(seconds=1)
        if early_s > 0:
            await self.sleep(early_s)


def _wake(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)


class LiveClock:
    """The time of the machine."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds since this clock was made."""
        return time.monotonic() - self._began

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)

    def seconds_until(self, at: datetime) -> float:
        """Give how long the loop must wait for an instant."""
        return (at - self.now()) / _SECOND


_LOADED = time.monotonic()


def since_process_began_s() -> float:
    """Give the seconds since this process began, or, where nothing tells, since this was loaded."""
    try:
        ticks = float(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        up_s = float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return time.monotonic() - _LOADED
    return up_s - ticks / os.sysconf("SC_CLK_TCK")


def process_cpu_s() -> float:
    """Give how much of a core's time this process has used."""
    return time.process_time()


def run_virtual(
    main: Callable[[VirtualClock], Coroutine[Any, Any, _T]],
    *,
    start: datetime = MONDAY,
    loop: VirtualLoop | None = None,
) -> _T:
    """Run `main` on a virtual loop to its end, end whatever still runs, and give its result.

    The loop is closed afterwards, also one that was handed in; hand one in to set its hooks before it starts.
    Judge the world inside `main`: when it has ended, jobs are cancelled, and even what a crash left behind is
    taken apart.

    Raises:
        DeadlockError: `main` waits for something that can never happen.
        ValueError: `start` is not in UTC.
    """
    if start.utcoffset() != timedelta(0):
        raise ValueError(f"a run starts at an instant in UTC, not at {start.isoformat()}")
    loop = VirtualLoop() if loop is None else loop
    try:
        return loop.run_until_complete(main(VirtualClock(loop, start)))
    finally:
        loop.close()
