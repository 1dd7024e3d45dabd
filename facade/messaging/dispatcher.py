"""Carries out outbox rows: at least once, one after another within a lane, lanes side by side.

A row is taken off the outbox only by the step that its work leads to. A row found at start may have
been tried by a process that is gone, so it counts as tried: whoever carries it out looks before it writes.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from facade.errors import SystemTimeoutError, SystemUnavailableError
from facade.messaging.retry import wait_s
from facade.messaging.store import OutboxRow, Store
from facade.ports import Chance, Clock

Execute = Callable[[OutboxRow], Awaitable[None]]
OnDefect = Callable[[str, BaseException], None]


class Dispatcher:
    """The relay between the outbox and the world."""

    def __init__(
        self, store: Store, clock: Clock, chance: Chance, execute: Execute, on_defect: OnDefect
    ) -> None:
        self._store = store
        self._clock = clock
        self._chance = chance
        self._execute = execute
        self._on_defect = on_defect
        self._lanes: dict[tuple[str, str], deque[OutboxRow]] = {}
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    def resume(self) -> None:
        """Take up what an earlier process has left."""
        rows = list(self._store.unsent())
        for row in rows:
            row.attempts = max(row.attempts, 1)
        self.take(rows)

    def take(self, rows: Iterable[OutboxRow]) -> None:
        """Carry out rows whose step has been committed."""
        for row in rows:
            key = (row.aggregate_id, row.lane)
            lane = self._lanes.get(key)
            if lane is None:
                self._lanes[key] = deque((row,))
                self._tasks[key] = asyncio.get_running_loop().create_task(self._drain(key))
            else:
                lane.append(row)

    def stop(self) -> None:
        """End all work at once; whatever is not committed is done again at the next start."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._lanes.clear()

    async def _drain(self, key: tuple[str, str]) -> None:
        """Carry out a lane to its end; a store that fails stops it, so that no row overtakes another."""
        try:
            await self._carry_out_all(self._lanes[key])
        except Exception as defect:  # noqa: BLE001 - whatever it is, the lane stands still and somebody must know
            self._on_defect(f"{key[1]} lane of {key[0]}", defect)
            return
        del self._lanes[key]
        self._tasks.pop(key, None)

    async def _carry_out_all(self, lane: deque[OutboxRow]) -> None:
        while lane:
            row = lane[0]
            early_s = row.due_s - self._clock.now().timestamp()
            if early_s > 0:
                await self._clock.sleep(early_s)
            if await self._attempt(row):
                lane.popleft()

    async def _attempt(self, row: OutboxRow) -> bool:
        """Try one row once; false when it is to be tried again."""
        row.attempts += 1
        try:
            await self._execute(row)
        except (SystemUnavailableError, SystemTimeoutError) as failure:
            delay_s = wait_s(failure, self._chance, row.id, row.attempts)
            row.due_s = self._clock.now().timestamp() + delay_s
            self._store.reschedule(row)
            return False
        except Exception as defect:  # noqa: BLE001 - the relay must outlive any row; the defect is reported
            self._on_defect(f"{row.do} of {row.aggregate_id}", defect)
            self._store.bury(row, f"defect: {defect!r}", self._clock.now())
        return True
