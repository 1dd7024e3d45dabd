"""Carries out outbox rows: at least once, one after another within a lane, lanes side by side.

A row is taken off the outbox only by the step that its work leads to. The first row of a lane found at
start may have been tried just now by a process that is gone, so it counts as tried once, however often it
was: whoever carries it out looks before it writes, and waits as long as after a first try.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from facade.errors import RowLostError, StoreUnavailableError, SystemTimeoutError, SystemUnavailableError
from facade.messaging.retry import PATIENCE_S, wait_s
from facade.messaging.store import OutboxRow, Store
from facade.ports import Chance, Clock

Execute = Callable[[OutboxRow], Awaitable[None]]
OnDefect = Callable[[str, BaseException], None]
ON_ITS_WAY_S = 10.0
"""How long what a dead process has sent may still be on its way: looking for it earlier finds nothing, and
what is then sent again is done twice. Replicas need not wait: they take a row only when its lease is over."""
STORE_AGAIN_S = 0.5
"""How long a lane waits for a store that does not answer."""


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
        self._claiming: asyncio.Task[None] | None = None

    def resume(self) -> None:
        """Take up what an earlier process has left, and, beside replicas, what one of them leaves."""
        self._claiming = asyncio.get_running_loop().create_task(self._claim())

    async def _claim(self) -> None:
        while True:
            try:
                rows = await self._store.claim()
            except StoreUnavailableError:
                rows = ()
            except Exception as defect:  # noqa: BLE001 - who stops claiming is taken for dead, and does not know why
                self._on_defect("claiming rows", defect)
                rows = ()
            for row in _first_of_lanes(rows):
                row.attempts = 1
                if self._store.claims_every_s is None:
                    row.due_s = max(row.due_s, self._clock.now().timestamp() + ON_ITS_WAY_S)
            self.take(rows)
            if self._store.claims_every_s is None:
                return
            await self._clock.sleep(self._store.claims_every_s)

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

    def waiting(self, do: str) -> list[OutboxRow]:
        """Give the rows of a kind whose time has not come, in the order they were taken."""
        now_s = self._clock.now().timestamp()
        first = (lane[0] for lane in self._lanes.values() if lane)
        return [row for row in first if row.do == do and row.due_s > now_s]

    def hasten(self, row: OutboxRow) -> None:
        """Carry out now a row whose time has not come; one that has been begun with is left alone."""
        key, now_s = (row.aggregate_id, row.lane), self._clock.now().timestamp()
        lane = self._lanes.get(key)
        if not lane or lane[0] is not row or row.due_s <= now_s:
            return
        row.due_s = now_s
        self._tasks[key].cancel()
        self._tasks[key] = asyncio.get_running_loop().create_task(self._drain(key))

    def stop(self) -> None:
        """End all work at once; whatever is not committed is done again at the next start."""
        for task in self._tasks.values():
            task.cancel()
        if self._claiming is not None:
            self._claiming.cancel()
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
            try:
                done = await self._attempt(row)
            except RowLostError:
                done = True
            except StoreUnavailableError:
                await self._clock.sleep(STORE_AGAIN_S)  # what came of it could not be kept
                continue
            if done:
                lane.popleft()

    async def _attempt(self, row: OutboxRow) -> bool:
        """Try one row once; false when it is to be tried again."""
        row.attempts += 1
        try:
            await self._execute(row)
        except (SystemUnavailableError, SystemTimeoutError) as failure:
            now = self._clock.now()
            if now.timestamp() - row.written_s > PATIENCE_S:
                reason = f"given up after {row.attempts} attempts: {failure}"
                self.take(await self._store.bury(row, reason, now))
                return True
            row.due_s = now.timestamp() + wait_s(failure, self._chance, row.id, row.attempts)
            await self._store.reschedule(row)
            return False
        except (RowLostError, StoreUnavailableError):
            raise
        except Exception as defect:  # noqa: BLE001 - the relay must outlive any row; the defect is reported
            self._on_defect(f"{row.do} of {row.aggregate_id}", defect)
            self.take(await self._store.bury(row, f"defect: {defect!r}", self._clock.now()))
        return True


def _first_of_lanes(rows: Iterable[OutboxRow]) -> list[OutboxRow]:
    """Give the rows that may have been in work; those behind them in their lanes were not."""
    first: dict[tuple[str, str], OutboxRow] = {}
    for row in rows:
        first.setdefault((row.aggregate_id, row.lane), row)
    return list(first.values())
