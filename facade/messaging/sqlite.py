"""The store of a live façade: one SQLite file, one writer, steps that share their commits.

WAL with synchronous=FULL: an acknowledgement survives a power cut, not only a killed process. The statements
are text that never changes, so the driver compiles each of them once.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from facade.errors import StoreRefusedError
from facade.messaging.group import Group, Whole
from facade.messaging.relay import WaitingEvent
from facade.messaging.schema import prepare_sqlite
from facade.messaging.sqlite_records import BURY, SqliteRecords, buried
from facade.messaging.store import Answer, OutboxLevel, OutboxRow, Step, TrailEntry

PUT_STATE = """INSERT INTO aggregates (id, state) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state"""
ADD_ROW = """INSERT INTO outbox
    (id, aggregate_id, lane, do, argument, causation_id, due_s, written_s, attempts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
UNSENT = """SELECT id, aggregate_id, lane, do, argument, causation_id, due_s, written_s, attempts
    FROM outbox ORDER BY seq"""
ADD_TRAIL = "INSERT INTO trail VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
ADD_EVENT = "INSERT INTO events (aggregate_id, version) VALUES (?, ?)"
READ_TRAIL = """SELECT version, at, event, status_from, status_to, message_id, causation_id
    FROM trail WHERE aggregate_id = ? ORDER BY version"""
UNPUBLISHED = """SELECT e.seq, e.aggregate_id, t.version, t.at, t.event, t.status_from, t.status_to,
    t.message_id, t.causation_id FROM events e JOIN trail t USING (aggregate_id, version)
    ORDER BY e.seq LIMIT ?"""
PAGE = """SELECT state FROM aggregates
    WHERE seq > coalesce((SELECT seq FROM aggregates WHERE id = ?), 0) ORDER BY seq LIMIT ?"""
KNOWN_MAX = 2000
"""States remembered as they are: an order is looked at twice as often as it is written."""
LEVEL = """SELECT count(*), min(due_s), count(*) FILTER (WHERE attempts > 0),
    (SELECT count(*) FROM dead_letters), (SELECT count(*) FROM events) FROM outbox"""


class SqliteStore(SqliteRecords):
    """Implements Store over one file; `dump` and `read` turn a state into bytes and back."""

    claims_every_s: float | None = None

    def __init__(
        self,
        path: Path,
        dump: Callable[[Any], bytes],
        read: Callable[[bytes], Any],
        *,
        publishes: bool = False,
        through: Callable[[sqlite3.Connection], sqlite3.Connection] | None = None,
    ) -> None:
        """Open the file, or begin one; every statement goes `through` what a test puts around the connection.

        Raises:
            StoreRefusedError: it is something else, damaged, or newer than this version.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as refused:
            try:
                self._db = sqlite3.connect(path, isolation_level=None)
                refused.callback(self._db.close)
                self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
                prepare_sqlite(self._db, str(path))
                self._db.execute(LEVEL).fetchone()
            except sqlite3.Error as error:
                raise StoreRefusedError(f"{path}: {error}") from None
            refused.pop_all()
        if through is not None:
            self._db = through(self._db)
        self._group = Group(self._db)
        self._whole = Whole(self._db, self._group)
        self._publishes = publishes
        self._dump = dump
        self._read = read
        self._known: dict[str, Any] = {}

    def close(self) -> None:
        """Let go of the file, with everything in it that was written."""
        self._group.close()
        self._db.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The file itself, for who looks after it."""
        return self._db

    async def leave(self) -> None:
        """Let go of the file."""
        self.close()

    async def commit(self, step: Step) -> Sequence[OutboxRow]:
        """Make a step durable, whole."""
        state = self._dump(step.state)
        run = self._db.execute
        with self._whole:
            run(PUT_STATE, (step.aggregate_id, state))
            if step.trail is not None:
                run(ADD_TRAIL, (step.aggregate_id, *_trail_values(step.trail)))
                if self._publishes:
                    run(ADD_EVENT, (step.aggregate_id, step.trail.version))
            if step.done:
                run("DELETE FROM outbox WHERE id = ?", (step.done,))
            if step.rows:
                self._db.executemany(ADD_ROW, [_row_values(row) for row in step.rows])
            if step.taken_in is not None:
                run("INSERT OR IGNORE INTO inbox VALUES (?, ?)", step.taken_in)
            if step.answer is not None:
                key, answer = step.answer
                values = (key, answer.fingerprint, answer.status, answer.body)
                run("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)", values)
        self._know(step.aggregate_id, step.state)
        key = f"answer {step.answer[0]}" if step.answer is not None else ""
        message = f"message {step.taken_in}" if step.taken_in is not None else ""
        try:
            await self._group.settled(step.aggregate_id, key, message)
        except BaseException:
            self._known.pop(step.aggregate_id, None)  # it may not have happened: the file knows
            raise
        return step.rows

    async def load(self, aggregate_id: str) -> Any | None:
        """Give the state, or nothing."""
        await self._group.seen(aggregate_id)
        if aggregate_id in self._known:
            return self._known[aggregate_id]
        found = self._one("SELECT state FROM aggregates WHERE id = ?", aggregate_id)
        if not found:
            return None
        state = self._read(found[0])
        self._know(aggregate_id, state)
        return state

    def _know(self, aggregate_id: str, state: Any) -> None:
        """Remember a state, as the only writer of the file may; the one written longest ago makes room."""
        self._known.pop(aggregate_id, None)
        self._known[aggregate_id] = state
        if len(self._known) > KNOWN_MAX:
            del self._known[next(iter(self._known))]

    async def has_taken_in(self, source: str, message_id: str) -> bool:
        """Say whether a message is already in."""
        await self._group.seen(f"message {(source, message_id)}")
        query = "SELECT 1 FROM inbox WHERE source = ? AND message_id = ?"
        return self._one(query, source, message_id) is not None

    async def answer(self, key: str) -> Answer | None:
        """Give what an idempotency key has earned."""
        await self._group.seen(f"answer {key}")
        found = self._one("SELECT fingerprint, status, body FROM answers WHERE key = ?", key)
        return Answer(*found) if found else None

    async def reschedule(self, row: OutboxRow) -> None:
        """Keep a row's new due time and attempts."""
        query = "UPDATE outbox SET due_s = ?, attempts = ? WHERE id = ?"
        with self._whole:
            self._db.execute(query, (row.due_s, row.attempts, row.id))
        await self._group.settled()

    async def bury(self, row: OutboxRow, reason: str, at: datetime) -> Sequence[OutboxRow]:
        """Move a row to the dead letters."""
        with self._whole:
            self._db.execute("DELETE FROM outbox WHERE id = ?", (row.id,))
            self._db.execute(BURY, buried(row, reason, at))
        await self._group.settled()
        return ()

    async def unsent(self) -> Sequence[OutboxRow]:
        """Give every row still to be carried out."""
        await self._group.settled()
        return [OutboxRow(*found) for found in self._db.execute(UNSENT)]

    async def claim(self) -> Sequence[OutboxRow]:
        """Give every row still to be carried out: there is one process at a time."""
        return await self.unsent()

    async def level(self) -> OutboxLevel:
        """Count what is still to be done."""
        await self._group.settled()
        return OutboxLevel(*self._db.execute(LEVEL).fetchone())

    async def trail(self, aggregate_id: str) -> list[TrailEntry]:
        """Give what happened to an aggregate."""
        await self._group.seen(aggregate_id)
        found = self._db.execute(READ_TRAIL, (aggregate_id,))
        return [_entry(told) for told in found]

    async def unpublished(self, limit: int) -> Sequence[WaitingEvent]:
        """Give the events that waited longest."""
        await self._group.settled()
        found = self._db.execute(UNPUBLISHED, (limit,))
        return [WaitingEvent(seq, name, _entry(told)) for seq, name, *told in found]

    async def published(self, seqs: Sequence[int]) -> None:
        """Forget events that the broker has kept."""
        with self._whole:
            self._db.executemany("DELETE FROM events WHERE seq = ?", [(seq,) for seq in seqs])
        await self._group.settled()

    def watch(self, changed: Callable[[], None]) -> None:
        """Never say so: nobody else writes into this file."""

    async def keep(self, name: str, document: bytes) -> None:
        """Keep a small named document."""
        query = "INSERT INTO documents VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body"
        with self._whole:
            self._db.execute(query, (name, document))
        await self._group.settled()

    def kept(self, name: str) -> bytes | None:
        """Give a kept document."""
        found = self._one("SELECT body FROM documents WHERE name = ?", name)
        return bytes(found[0]) if found else None

    async def page(self, after: str, limit: int) -> list[Any]:
        """Give the states made after `after`."""
        await self._group.settled()
        return [self._read(found[0]) for found in self._db.execute(PAGE, (after, limit))]

    async def aggregates(self) -> AsyncIterator[Any]:
        """Give every state, in the order the aggregates were made."""
        await self._group.settled()
        for found in self._db.execute("SELECT state FROM aggregates ORDER BY seq"):
            yield self._read(found[0])

    def _one(self, query: str, *values: str) -> Any:
        return self._db.execute(query, values).fetchone()


def _entry(told: Sequence[Any]) -> TrailEntry:
    version, at, *texts = told
    return TrailEntry(version, datetime.fromisoformat(at).astimezone(UTC), *texts)


def _row_values(row: OutboxRow) -> tuple[object, ...]:
    return (
        row.id,
        row.aggregate_id,
        row.lane,
        row.do,
        row.argument,
        row.causation_id,
        row.due_s,
        row.written_s,
        row.attempts,
    )


def _trail_values(entry: TrailEntry) -> tuple[object, ...]:
    return (
        entry.version,
        entry.at.isoformat(),
        entry.event,
        entry.status_from,
        entry.status_to,
        entry.message_id,
        entry.causation_id,
    )
