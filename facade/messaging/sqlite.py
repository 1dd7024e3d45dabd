"""The store of a live façade: one SQLite file, one writer, one transaction a step.

WAL with synchronous=FULL: an acknowledgement survives a power cut, not only a killed process.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from facade.messaging.store import Answer, OutboxLevel, OutboxRow, Step, TrailEntry

TABLES = """
CREATE TABLE IF NOT EXISTS aggregates (seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, state BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, aggregate_id TEXT NOT NULL, lane TEXT NOT NULL,
    do TEXT NOT NULL, argument TEXT NOT NULL, causation_id TEXT NOT NULL,
    due_s REAL NOT NULL, written_s REAL NOT NULL, attempts INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS dead_letters (
    id TEXT PRIMARY KEY, aggregate_id TEXT NOT NULL, do TEXT NOT NULL,
    reason TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS inbox (source TEXT NOT NULL, message_id TEXT NOT NULL,
    PRIMARY KEY (source, message_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trail (
    aggregate_id TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL,
    status_from TEXT NOT NULL, status_to TEXT NOT NULL, message_id TEXT NOT NULL, causation_id TEXT NOT NULL,
    PRIMARY KEY (aggregate_id, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
"""

PUT_STATE = """INSERT INTO aggregates (id, state) VALUES (?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state"""
ADD_ROW = """INSERT INTO outbox
    (id, aggregate_id, lane, do, argument, causation_id, due_s, written_s, attempts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
UNSENT = """SELECT id, aggregate_id, lane, do, argument, causation_id, due_s, written_s, attempts
    FROM outbox ORDER BY seq"""
ADD_TRAIL = "INSERT INTO trail VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
READ_TRAIL = """SELECT version, at, event, status_from, status_to, message_id, causation_id
    FROM trail WHERE aggregate_id = ? ORDER BY version"""
PAGE = """SELECT state FROM aggregates
    WHERE seq > coalesce((SELECT seq FROM aggregates WHERE id = ?), 0) ORDER BY seq LIMIT ?"""
LEVEL = """SELECT count(*), min(due_s), count(*) FILTER (WHERE attempts > 0),
    (SELECT count(*) FROM dead_letters) FROM outbox"""


class SqliteStore:
    """Implements Store over one file; `dump` and `read` turn a state into bytes and back."""

    def __init__(self, path: Path, dump: Callable[[Any], bytes], read: Callable[[bytes], Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + TABLES)
        self._dump = dump
        self._read = read

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def commit(self, step: Step) -> None:
        """Make a step durable, whole."""
        run = self._db.execute
        run("BEGIN IMMEDIATE")
        try:
            run(PUT_STATE, (step.aggregate_id, self._dump(step.state)))
            if step.trail is not None:
                run(ADD_TRAIL, (step.aggregate_id, *_trail_values(step.trail)))
            if step.done:
                run("DELETE FROM outbox WHERE id = ?", (step.done,))
            self._db.executemany(ADD_ROW, [_row_values(row) for row in step.rows])
            if step.taken_in is not None:
                run("INSERT OR IGNORE INTO inbox VALUES (?, ?)", step.taken_in)
            if step.answer is not None:
                key, answer = step.answer
                values = (key, answer.fingerprint, answer.status, answer.body)
                run("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)", values)
        except BaseException:
            run("ROLLBACK")
            raise
        run("COMMIT")

    def load(self, aggregate_id: str) -> Any | None:
        """Give the state, or nothing."""
        found = self._one("SELECT state FROM aggregates WHERE id = ?", aggregate_id)
        return self._read(found[0]) if found else None

    def has_taken_in(self, source: str, message_id: str) -> bool:
        """Say whether a message is already in."""
        query = "SELECT 1 FROM inbox WHERE source = ? AND message_id = ?"
        return self._one(query, source, message_id) is not None

    def answer(self, key: str) -> Answer | None:
        """Give what an idempotency key has earned."""
        found = self._one("SELECT fingerprint, status, body FROM answers WHERE key = ?", key)
        return Answer(*found) if found else None

    def reschedule(self, row: OutboxRow) -> None:
        """Keep a row's new due time and attempts."""
        query = "UPDATE outbox SET due_s = ?, attempts = ? WHERE id = ?"
        self._db.execute(query, (row.due_s, row.attempts, row.id))

    def bury(self, row: OutboxRow, reason: str, at: datetime) -> None:
        """Move a row to the dead letters."""
        values = (row.id, row.aggregate_id, row.do, reason, at.isoformat())
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM outbox WHERE id = ?", (row.id,))
            self._db.execute("INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?, ?, ?)", values)

    def unsent(self) -> Iterable[OutboxRow]:
        """Give every row still to be carried out."""
        return [OutboxRow(*found) for found in self._db.execute(UNSENT)]

    def level(self) -> OutboxLevel:
        """Count what is still to be done."""
        return OutboxLevel(*self._db.execute(LEVEL).fetchone())

    def trail(self, aggregate_id: str) -> list[TrailEntry]:
        """Give what happened to an aggregate."""
        found = self._db.execute(READ_TRAIL, (aggregate_id,))
        return [TrailEntry(row[0], datetime.fromisoformat(row[1]).astimezone(UTC), *row[2:]) for row in found]

    def keep(self, name: str, document: bytes) -> None:
        """Keep a small named document."""
        query = "INSERT INTO documents VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body"
        self._db.execute(query, (name, document))

    def kept(self, name: str) -> bytes | None:
        """Give a kept document."""
        found = self._one("SELECT body FROM documents WHERE name = ?", name)
        return bytes(found[0]) if found else None

    def page(self, after: str, limit: int) -> list[Any]:
        """Give the states made after `after`."""
        return [self._read(found[0]) for found in self._db.execute(PAGE, (after, limit))]

    def aggregates(self) -> Iterable[Any]:
        """Give every state, in the order the aggregates were made."""
        return (
            self._read(found[0]) for found in self._db.execute("SELECT state FROM aggregates ORDER BY seq")
        )

    def _one(self, query: str, *values: str) -> Any:
        return self._db.execute(query, values).fetchone()


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
