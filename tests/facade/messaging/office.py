"""A dispatcher at work in virtual time, to tell stories of."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from dualrun.clock import VirtualClock, run_virtual
from dualrun.streams import Streams
from facade.errors import SystemTimeoutError, SystemUnavailableError
from facade.messaging.dispatcher import Dispatcher
from facade.messaging.memory import MemoryStore
from facade.messaging.store import OutboxRow, Step
from tests.facade.builders import NOON
from tests.facade.waiting import Waiting

DOWN = SystemUnavailableError("wms", "down")
SILENT = SystemTimeoutError("wms", "reserve")


@dataclass
class Work:
    """What carrying out a row takes: so many seconds, and a failure for each early try."""

    takes_s: float = 0.0
    failures: list[Exception] = field(default_factory=list)


class Office:
    """A dispatcher with its store, and a worker who writes down what was tried, when, and how it ended."""

    def __init__(self, clock: VirtualClock, works: dict[str, Work], store: MemoryStore, seed: int) -> None:
        self.clock = clock
        self.store = store
        self.tried: list[tuple[float, str, int]] = []
        self.done: list[tuple[float, str]] = []
        self.reported: list[tuple[str, BaseException]] = []
        self._works = works
        self.dispatcher = Dispatcher(
            store,
            clock,
            Streams(seed),
            self._carry_out,
            lambda where, error: self.reported.append((where, error)),
        )

    async def _carry_out(self, row: OutboxRow) -> None:
        work = self._works.get(row.id, Work())
        self.tried.append((self.clock.monotonic(), row.id, row.attempts))
        await self.clock.sleep(work.takes_s)
        if work.failures:
            raise work.failures.pop(0)
        self.done.append((self.clock.monotonic(), row.id))
        await self.store.commit(Step(row.aggregate_id, "state", done=row.id))

    async def give(self, *rows: OutboxRow) -> None:
        for row in rows:
            await self.store.commit(Step(row.aggregate_id, "state", rows=(row,)))
        self.dispatcher.take(rows)

    @property
    def left(self) -> Sequence[OutboxRow]:
        return Waiting(self.store).unsent()

    @property
    def waits(self) -> list[float]:
        at = [time for time, _, _ in self.tried]
        return [later - earlier for earlier, later in pairwise(at)]


Story = Callable[[Office], Coroutine[Any, Any, None]]


def told(
    story: Story,
    *,
    works: dict[str, Work] | None = None,
    store: MemoryStore | None = None,
    seed: int = 7,
    runs_s: float = 3600,
) -> Office:
    async def main(clock: VirtualClock) -> Office:
        office = Office(clock, works or {}, store or MemoryStore(), seed)
        await story(office)
        await clock.sleep(runs_s)
        return office

    return run_virtual(main, start=NOON)


def given(*rows: OutboxRow, works: dict[str, Work] | None = None, **how: Any) -> Office:
    async def story(office: Office) -> None:
        await office.give(*rows)

    return told(story, works=works, **how)
