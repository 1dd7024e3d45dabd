"""How much a system can take: workers with a queue, and quotas over a sliding window."""

import asyncio
from collections import deque

from simulators.chassis.ports import Clock


class Occupancy:
    """How long workers have been busy in all, whenever somebody wants to know."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._busy = 0
        self._busy_s = 0.0
        self._at = clock.monotonic()

    def more(self, number: int) -> None:
        """Take in that so many more are busy now, or fewer."""
        now = self._clock.monotonic()
        self._busy_s += self._busy * (now - self._at)
        self._at = now
        self._busy += number

    def seconds(self) -> float:
        """Give the seconds of work done so far, of all workers together."""
        self.more(0)
        return round(self._busy_s, 6)


class Workers:
    """A fixed number of workers that serve in order of arrival.

    Latency rises with utilisation because callers queue; nothing is drawn at random. A `service_s` of
    zero skips the wait, for worlds where only behaviour matters.
    """

    def __init__(self, clock: Clock, count: int, service_s: float) -> None:
        self._clock = clock
        self._service_s = service_s
        self._count = count
        self._occupancy = Occupancy(clock)
        self._free = asyncio.Semaphore(count)
        self.waiting = 0

    async def __aenter__(self) -> None:
        """Wait for a worker, then hold it for the time it takes to serve a call."""
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1
        if self._service_s:
            self._occupancy.more(1)
            try:
                await self._clock.sleep(self._service_s)
            except BaseException:
                self._free.release()
                raise
            finally:
                self._occupancy.more(-1)

    async def __aexit__(self, *_: object) -> None:
        """Let the worker serve the next caller."""
        self._free.release()

    def now(self) -> dict[str, float]:
        """Say how busy they are: how many there are, for how long they were busy in all, who waits."""
        return {"workers": self._count, "busy_s": self._occupancy.seconds(), "waiting": self.waiting}


class SlidingQuota:
    """At most `limit` calls a caller within any `window_s` seconds."""

    def __init__(self, clock: Clock, limit: int, window_s: float) -> None:
        self._clock = clock
        self._limit = limit
        self._window_s = window_s
        self._calls: dict[str, deque[float]] = {}

    def take(self, caller: str) -> bool:
        """Count one call of `caller`; false when its quota is used up."""
        now = self._clock.monotonic()
        calls = self._calls.setdefault(caller, deque())
        while calls and calls[0] <= now - self._window_s:
            calls.popleft()
        if len(calls) >= self._limit:
            return False
        calls.append(now)
        return True
