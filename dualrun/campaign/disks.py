"""What a killed façade finds again: its store, in memory or in a SQLite file, with a plug at every write."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import orjson

from dualrun.campaign.plug import Plug
from dualrun.campaign.points import PowerCut
from facade.messaging.memory import MemoryStore
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import OutboxRow, Step, Store
from facade.orders.codec import dump_state, read_state
from facade.routing.stage import Stage

HOSTS = ("memory", "sqlite")
POLICY = "policy"

Left = tuple[int, bool]
"""How many writes are durable, and whether more were written that a crash takes back."""


class Disk(Protocol):
    """What outlives a process of the façade."""

    plug: Plug | None

    def set_policy(self, stage: Stage) -> None:
        """Write down the stage that everybody is at, before the first process starts."""
        ...

    def mount(self) -> Store:
        """Give the store to the next process."""
        ...

    def cut(self) -> None:
        """Take it away from the process that has died: what was not committed is gone."""
        ...

    def left(self) -> Left:
        """Tell what the next process would find."""
        ...


def policy_at(stage: Stage) -> bytes:
    """Write down a policy under which everybody's orders are at one stage."""
    stages = [{"capability": "orders", "cohort": "all", "stage": stage.value}]
    return orjson.dumps({"version": 2, "stages": stages})


class MemoryDisk(MemoryStore):
    """The store of a rehearsal, with a plug around every write."""

    def __init__(self, *, outbox: bool = True) -> None:
        super().__init__(outbox=outbox)
        self.plug: Plug | None = None
        self._writes = 0

    def set_policy(self, stage: Stage) -> None:
        """Write down the stage that everybody is at."""
        self._documents[POLICY] = policy_at(stage)

    def mount(self) -> Store:
        """Give itself: memory outlives the façade here."""
        return self

    def cut(self) -> None:
        """Keep everything: each write is whole."""

    def left(self) -> Left:
        """Tell how many writes there were."""
        return self._writes, False

    async def commit(self, step: Step) -> Sequence[OutboxRow]:
        """Make a step durable."""
        await self._pass("before", step.aggregate_id)
        rows = await super().commit(step)
        await self._pass("after", step.aggregate_id)
        return rows

    async def reschedule(self, row: OutboxRow) -> None:
        """Keep the row as it now is."""
        await self._pass("before", row.aggregate_id)
        await super().reschedule(row)
        await self._pass("after", row.aggregate_id)

    async def bury(self, row: OutboxRow, reason: str, at: datetime) -> Sequence[OutboxRow]:
        """Move a row to the dead letters."""
        await self._pass("before", row.aggregate_id)
        rows = await super().bury(row, reason, at)
        await self._pass("after", row.aggregate_id)
        return rows

    async def _pass(self, kind: str, order_id: str) -> None:
        self._writes += kind == "after"
        if self.plug is not None:
            await self.plug.pause(kind, order_id)


class SqliteDisk:
    """A file; each process opens it anew, and finds what the last one has committed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.plug: Plug | None = None
        self._line: _PowerLine | None = None
        self._first_policy = b""

    def set_policy(self, stage: Stage) -> None:
        """Write down the stage that everybody is at."""
        self._first_policy = policy_at(stage)

    def mount(self) -> Store:
        """Open the file."""
        return SqliteStore(self._path, dump_state, read_state, through=self._connect)

    def _connect(self, connection: Any) -> Any:
        if self._first_policy:
            connection.execute("INSERT INTO documents VALUES (?, ?)", (POLICY, self._first_policy))
            self._first_policy = b""
        self._line = _PowerLine(connection, self)
        return self._line

    def cut(self) -> None:
        """Close the file as the kernel does: an open transaction is rolled back."""
        if self._line is not None:
            self._line.cut()

    def left(self) -> Left:
        """Tell how many rows are written for good, and whether a transaction is open."""
        return self._line.left() if self._line is not None else (0, False)


class _PowerLine:
    """A connection whose every statement may be the last."""

    def __init__(self, connection: Any, disk: SqliteDisk) -> None:
        self._connection = connection
        self._disk = disk
        self._is_dead = False
        self._durable = 0

    @property
    def in_transaction(self) -> bool:
        return not self._is_dead and bool(self._connection.in_transaction)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        self._pass("before")
        cursor = self._connection.execute(statement, values)
        self._pass("after")
        return cursor

    def executemany(self, statement: str, values: Sequence[Any]) -> None:
        self._pass("before")
        self._connection.executemany(statement, values)
        self._pass("after")

    def close(self) -> None:
        self._connection.close()

    def cut(self) -> None:
        if not self._is_dead:
            self._is_dead = True
            self._connection.close()

    def left(self) -> Left:
        if self._is_dead:
            return self._durable, False
        is_open = self.in_transaction
        if not is_open:
            self._durable = self._connection.total_changes
        return self._durable, is_open

    def _pass(self, kind: str) -> None:
        if self._is_dead:
            raise PowerCut
        if self._disk.plug is not None:
            self._disk.plug.pass_by(kind)
