"""How much a system can take: workers with a queue, and quotas over a sliding window."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from simulators.chassis.ports import Clock


class Workers:
    """A fixed number of workers that serve in order of arrival.

    Latency rises with utilisation because callers queue; nothing is drawn at random. A `service_s` of
    zero skips the wait, for worlds where only behaviour matters.
    """

    def __init__(self, clock: Clock, count: int, service_s: float) -> None:
        self._clock = clock
        self._service_s = service_s
        self._free = asyncio.Semaphore(count)
        self.waiting = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Hold one worker for the time it takes to serve a call."""
        self.waiting += 1
        async with self._free:
            self.waiting -= 1
            if self._service_s:
                await self._clock.sleep(self._service_s)
            yield


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
