"""Keeps the books fresh that answers come from: every source is read again when its time has come.

Nothing is read before somebody has asked for the first time. A source that is down is asked again and again,
at growing distances; until it is back its last word stands.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from facade.errors import FacadeError
from facade.ports import Call, Chance, Clock
from facade.publication.sources import ReadingCall

RETRY_S_MIN = 1.0
Read = Callable[[Call], Awaitable[None]]


class Source(NamedTuple):
    """Something to be read every so often."""

    name: str
    every_s: float
    read: Read


@dataclass(slots=True)
class Standing:
    """How the readings of one source went."""

    read_at: datetime | None = None
    failed_at: datetime | None = None
    reason: str = ""
    readings: int = 0
    failures: int = 0


class Upkeep:
    """Reads every source, each on its own, from the first question on."""

    def __init__(
        self,
        sources: Sequence[Source],
        clock: Clock,
        chance: Chance,
        on_defect: Callable[[str, BaseException], None],
    ) -> None:
        self._sources = {source.name: source for source in sources}
        self._clock = clock
        self._chance = chance
        self._on_defect = on_defect
        self.standings = {source.name: Standing() for source in sources}
        self._tasks: list[asyncio.Task[None]] = []
        self._tried: list[asyncio.Future[None]] = []
        self._calls = 0

    def also(self, source: Source) -> None:
        """Read one more source; to be said before anybody has asked."""
        self._sources[source.name] = source
        self.standings[source.name] = Standing()

    @property
    def is_begun(self) -> bool:
        """Whether somebody has asked."""
        return bool(self._tasks)

    def begin(self) -> None:
        """Begin to read, if that has not begun."""
        if self._tasks:
            return
        loop = asyncio.get_running_loop()
        for source in self._sources.values():
            tried: asyncio.Future[None] = loop.create_future()
            self._tried.append(tried)
            self._tasks.append(loop.create_task(self._keep(source, tried)))

    async def tried(self) -> None:
        """Wait until every source was read once or could not be."""
        self.begin()
        await asyncio.gather(*[asyncio.shield(tried) for tried in self._tried])

    def stop(self) -> None:
        """End all reading at once."""
        for task in self._tasks:
            task.cancel()

    async def read_now(self, name: str) -> bool:
        """Read one source out of turn; false when that failed, and its standing says why."""
        source, standing = self._sources[name], self.standings[name]
        self._calls += 1
        try:
            await source.read(ReadingCall(f"{name}#{self._calls}"))
        except FacadeError as failure:
            standing.failed_at, standing.reason = self._clock.now(), str(failure)
            standing.failures += 1
            return False
        standing.read_at, standing.reason = self._clock.now(), ""
        standing.readings += 1
        return True

    async def _keep(self, source: Source, tried: asyncio.Future[None]) -> None:
        failures = 0
        while True:
            try:
                failures = 0 if await self.read_now(source.name) else failures + 1
            except Exception as error:  # noqa: BLE001 - a defect of one source must not end the others
                self._on_defect(f"publication of {source.name}", error)
                failures += 1
            if not tried.done():
                tried.set_result(None)
            await self._clock.sleep(self._pause_s(source, failures))

    def _pause_s(self, source: Source, failures: int) -> float:
        """Wait the source's time, a little more or less so that not all come at once."""
        wait_s = source.every_s
        if failures:
            wait_s = min(wait_s, RETRY_S_MIN * 2.0 ** min(failures - 1, 10))
        spread = self._chance.uniform("publication", source.name, self.standings[source.name].readings)
        return wait_s * (0.9 + 0.2 * spread)
