"""The store that several replicas share: PostgreSQL, one statement a step.

A replica is a member for as long as it says so every second or so; the rows of one that has fallen silent for
a lease are claimed by the others, or by the process that was started in its place: it is a new member. What
is claimed counts as tried, so whoever has it looks before it writes.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from facade.errors import RowLostError, StaleStepError, StoreRefusedError, StoreUnavailableError
from facade.messaging import postgres_statements as sql
from facade.messaging.connections import Connections, checked, first_line, refuse_old
from facade.messaging.postgres_records import PostgresRecords
from facade.messaging.relay import WaitingEvent
from facade.messaging.schema import check, upgrade
from facade.messaging.step_values import FIRST_TAKEN, plain, step_values
from facade.messaging.store import Answer, OutboxLevel, OutboxRow, Step, TrailEntry

CLAIMED_AT_ONCE_MAX = 500
PAGE_ROWS = 500
PUBLISHING_LEASE_S = 5.0


@dataclass(frozen=True, slots=True)
class Replica:
    """Who this process is among those that share the tables, and how long its silence is borne.

    The lease is longer than any call of ours may take: what a dead replica has sent is done or lost by then,
    so that looking before writing finds it.
    """

    name: str = "facade"
    lease_s: float = 12.0
    claims_every_s: float = 1.0
    connections: int = 8
    publishes: bool = False


def prepare(url: str) -> None:
    """Bring the tables up to date, one process at a time.

    Raises:
        StoreRefusedError: the server cannot be reached or is too old, or its tables are newer than we are.
    """
    checked(url)
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            refuse_old(connection.info.server_version)
            place = f"database {connection.info.dbname}"
            there = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
            found = None
            if there is not None and there[0]:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                found = row[0] if row else None
        if not check(place, found):
            upgrade("postgresql+psycopg://", lambda: psycopg.connect(url))
    except psycopg.Error as error:
        raise StoreRefusedError(f"the database cannot be used: {first_line(error)}") from None


def asked(url: str, statement: str) -> Any:
    """Run one statement and give the one value it answers with, if any.

    Raises:
        StoreRefusedError: the server cannot be reached, or says no.
    """
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None
    except psycopg.Error as error:
        raise StoreRefusedError(f"the database cannot be used: {first_line(error)}") from None


class PostgresStore(PostgresRecords):
    """Implements Store over tables that other replicas use too; `open` makes one."""

    def __init__(
        self, url: str, dump: Callable[[Any], bytes], read: Callable[[bytes], Any], replica: Replica
    ) -> None:
        self.claims_every_s: float | None = replica.claims_every_s
        self._db = Connections(url, replica.connections)
        self._dump = dump
        self._read = read
        self._replica = replica
        self._me = ""
        self._in_hand: dict[str, None] = {}
        self._in_doubt = False
        self._documents: dict[str, tuple[bytes, int]] = {}
        self._changed: Callable[[], None] = _nobody

    async def open(self) -> None:
        """Become a member, and see what is kept."""
        values = {"name": self._replica.name, "lease": self._replica.lease_s}
        [(self._me,)] = await self._db.run(sql.JOIN, values)
        await self._look_at_documents()

    async def leave(self) -> None:
        """Be a member no more, so that others take over at once, and let go of the connections."""
        with suppress(StoreUnavailableError):
            await self._db.run(sql.LEAVE, {"me": self._me})
        await self._db.close()

    async def commit(self, step: Step) -> Sequence[OutboxRow]:
        """Make a step durable, whole, in one statement."""
        values = step_values(step, self._dump(step.state))
        told = step.trail is not None
        values |= {"me": self._me, "publishes": told and self._replica.publishes}
        values["documents"] = sum(revision for _, revision in self._documents.values())
        statement = sql.PUT if not told else sql.ACCEPT if values["version"] == 1 else sql.APPLY
        try:
            found = await self._db.run(statement, values)
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure):
            raise StaleStepError(step.aggregate_id) from None
        except psycopg.errors.UniqueViolation as error:
            if error.diag.constraint_name in FIRST_TAKEN:
                raise StaleStepError(step.aggregate_id) from None
            raise
        except StoreUnavailableError:
            self._in_doubt = True  # the rows of this step may be ours without our knowing
            raise
        if not found:
            await self._not_moved(step)
        return self._taken(found, done=step.done)

    async def _not_moved(self, step: Step) -> None:
        """Say why a step was refused."""
        if step.done and not await self._db.run(sql.IS_MINE, {"done": step.done, "me": self._me}):
            self._in_hand.pop(step.done, None)
            raise RowLostError(step.done)
        await self._look_at_documents()
        raise StaleStepError(step.aggregate_id)

    def _taken(self, found: Iterable[tuple[Any, ...]], done: str = "") -> list[OutboxRow]:
        self._in_hand.pop(done, None)
        rows = [OutboxRow(*values) for seq, *values in found if seq is not None]
        self._in_hand.update(dict.fromkeys(row.id for row in rows))
        return rows

    async def reschedule(self, row: OutboxRow) -> None:
        """Keep a row's new due time and attempts."""
        values = {"due": row.due_s, "attempts": row.attempts, "done": row.id, "me": self._me}
        if not await self._db.run(sql.RESCHEDULE, values):
            self._in_hand.pop(row.id, None)
            raise RowLostError(row.id)

    async def bury(self, row: OutboxRow, reason: str, at: datetime) -> Sequence[OutboxRow]:
        """Move a row to the dead letters; the next of its lane is due for it."""
        values = {"done": row.id, "me": self._me, "id": row.aggregate_id, "act": row.do, "at": at}
        values |= {"reason": plain(reason), "attempts": row.attempts}
        return self._taken(await self._db.run(sql.BURY, values), done=row.id)

    async def claim(self) -> Sequence[OutboxRow]:
        """Say that we live, see what others have kept, and take what nobody carries out."""
        values = {"me": self._me, "lease": self._replica.lease_s}
        found = await self._db.run(sql.CLAIM, {**values, "most": CLAIMED_AT_ONCE_MAX})
        if self._in_doubt:
            mine = await self._db.run(sql.MINE, {"me": self._me})
            known = {values[0] for values in found}
            found += [row for row in mine if row[1] not in self._in_hand and row[0] not in known]
            self._in_doubt = False
        await self._look_at_documents()
        return self._taken(found)

    async def unsent(self) -> Sequence[OutboxRow]:
        """Give every row still to be carried out, by whomever."""
        return [OutboxRow(*values) for _, *values in await self._db.run(sql.UNSENT)]

    async def load(self, aggregate_id: str) -> Any | None:
        """Give the state, or nothing."""
        found = await self._db.run(sql.LOAD, {"id": aggregate_id})
        return self._read(found[0][0]) if found else None

    async def has_taken_in(self, source: str, message_id: str) -> bool:
        """Say whether a message is already in."""
        values = {"source": plain(source), "message_id": plain(message_id)}
        return bool(await self._db.run(sql.TAKEN_IN, values))

    async def answer(self, key: str) -> Answer | None:
        """Give what an idempotency key has earned."""
        found = await self._db.run(sql.ANSWER, {"key": plain(key)})
        return Answer(*found[0]) if found else None

    async def level(self) -> OutboxLevel:
        """Count what is still to be done, by all replicas."""
        [counted] = await self._db.run(sql.LEVEL)
        return OutboxLevel(*counted)

    async def trail(self, aggregate_id: str) -> list[TrailEntry]:
        """Give what happened to an aggregate."""
        found = await self._db.run(sql.TRAIL, {"id": aggregate_id})
        return [_entry(told) for told in found]

    async def unpublished(self, limit: int) -> Sequence[WaitingEvent]:
        """Give the events that waited longest, if publishing is this replica's duty."""
        values = {"me": self._me, "lease": PUBLISHING_LEASE_S, "limit": limit}
        found = await self._db.run(sql.UNPUBLISHED, values)
        return [WaitingEvent(seq, name, _entry(told)) for seq, name, *told in found]

    async def published(self, seqs: Sequence[int]) -> None:
        """Forget events that the broker has kept."""
        await self._db.run(sql.PUBLISHED, {"seqs": list(seqs)})

    async def keep(self, name: str, document: bytes) -> None:
        """Keep a small named document, unless somebody has replaced what we know of it."""
        _, revision = self._documents.get(name, (b"", 0))
        kept = await self._db.run(sql.KEEP, {"name": name, "body": document, "revision": revision})
        await self._look_at_documents()
        if not kept:
            raise StaleStepError(name)

    def kept(self, name: str) -> bytes | None:
        """Give a kept document, as it was at the last look."""
        found = self._documents.get(name)
        return found[0] if found is not None else None

    def watch(self, changed: Callable[[], None]) -> None:
        """Say so whenever another replica has kept a document."""
        self._changed = changed

    async def _look_at_documents(self) -> None:
        """See what is kept now, and say so if it is something else than before."""
        found = await self._db.run(sql.DOCUMENTS)
        before, self._documents = self._documents, {name: (body, number) for name, body, number in found}
        if before != self._documents:
            self._changed()

    async def page(self, after: str, limit: int) -> list[Any]:
        """Give the states made after `after`."""
        found = await self._db.run(sql.PAGE, {"after": after, "limit": limit})
        return [self._read(state) for _, state in found]

    async def aggregates(self) -> AsyncIterator[Any]:
        """Give every state, in the order the aggregates were made."""
        after = ""
        while found := await self._db.run(sql.PAGE, {"after": after, "limit": PAGE_ROWS}):
            for _, state in found:
                yield self._read(state)
            after = found[-1][0]


def _entry(told: Iterable[Any]) -> TrailEntry:
    version, at, *texts = told
    return TrailEntry(version, at.astimezone(UTC), *texts)


def _nobody() -> None:
    """Nobody wants to know yet."""
