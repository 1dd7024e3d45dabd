"""How much can a product take at once? Latency and refusals that rise with what is asked of it.

Nothing here is drawn at random: a call waits because others are served, and is refused because the queue is
full or the bucket is empty. A profile is chosen by name for a whole landscape or one world; without one, only
the limits apply that are in a product's nature.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import NamedTuple

from simulators.chassis.capacity import Occupancy
from simulators.chassis.ports import Clock

PROFILES = ("instant", "typical", "tired-on-prem", "saas-quota")
PROFILE_OF_PACE: Mapping[str, str] = {"realistic": "typical", "brisk": "instant"}


@dataclass(frozen=True, slots=True)
class Load:
    """What a product takes: workers and how long each is busy with a call, places to wait, calls a second.

    Writes to paths in `exclusive` wait for each other: they lock one table. A bucket of `burst` calls is
    filled by `per_s`; nought means that nobody counts.
    """

    workers: int
    service_s: float
    queue: int
    per_s: float = 0.0
    burst: int = 0
    exclusive: tuple[str, ...] = ()


ORDINARY: Mapping[str, Load] = {
    "typical": Load(workers=16, service_s=0.020, queue=500),
    "tired-on-prem": Load(workers=2, service_s=0.120, queue=60, exclusive=("*",)),
    "saas-quota": Load(workers=8, service_s=0.050, queue=200, per_s=20.0, burst=100),
}
"""The profiles of a product about which nothing else is known."""


class Overload(NamedTuple):
    """Why a call is not served now."""

    status: int
    why: str
    retry_after_s: int


class Gate:
    """Lets calls in to one system in one world as a load allows."""

    def __init__(self, load: Load, clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._workers = asyncio.Semaphore(load.workers)
        self._table = asyncio.Lock()
        self._tokens = float(load.burst)
        self._filled_at = clock.monotonic()
        self.waiting = 0
        self.throttled = 0
        self.turned_away = 0
        self._occupancy = Occupancy(clock)

    @asynccontextmanager
    async def served(self, method: str, path: str) -> AsyncIterator[Overload | None]:
        """Hold a worker for as long as a call takes; or say at once why it is not served."""
        overload = self._overload()
        if overload is not None:
            yield overload
            return
        self.waiting += 1
        try:
            await self._workers.acquire()
        finally:
            self.waiting -= 1
        self._occupancy.more(1)
        try:
            if self._is_exclusive(method, path):
                async with self._table:
                    await self._clock.sleep(self._load.service_s)
            else:
                await self._clock.sleep(self._load.service_s)
            yield None
        finally:
            self._occupancy.more(-1)
            self._workers.release()

    def now(self) -> dict[str, float]:
        """Say how busy it is: its workers, how long they were busy in all, who waits, who was refused."""
        return {
            "workers": self._load.workers,
            "busy_s": self._occupancy.seconds(),
            "waiting": self.waiting,
            "throttled": self.throttled,
            "turned_away": self.turned_away,
        }

    def _overload(self) -> Overload | None:
        load = self._load
        if self.waiting >= load.queue:
            self.turned_away += 1
            wait_s = max(1, round(load.queue * load.service_s / load.workers))
            return Overload(503, f"{self.waiting} calls are waiting already", wait_s)
        if load.burst and not self._take_token():
            self.throttled += 1
            return Overload(429, f"more than {load.per_s:g} calls a second", max(1, round(1 / load.per_s)))
        return None

    def _take_token(self) -> bool:
        now = self._clock.monotonic()
        gained = max(0.0, now - self._filled_at) * self._load.per_s
        self._tokens, self._filled_at = min(float(self._load.burst), self._tokens + gained), now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _is_exclusive(self, method: str, path: str) -> bool:
        return method not in ("GET", "HEAD", "OPTIONS") and any(
            fnmatchcase(path, pattern) for pattern in self._load.exclusive
        )
