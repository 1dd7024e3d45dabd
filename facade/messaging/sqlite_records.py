"""The records of a live façade with a file of its own."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from facade.errors import StaleStepError
from facade.messaging.group import Group
from facade.messaging.store import DeadLetter, LogEntry, OutboxRow

ROW = "id, aggregate_id, lane, do, argument, causation_id, written_s, written_s, attempts, reason, at"
LETTERS = f"SELECT {ROW} FROM dead_letters WHERE id > ? ORDER BY id LIMIT ?"
LETTER = f"SELECT {ROW} FROM dead_letters WHERE id = ?"
REVIVE = """INSERT INTO outbox
    (id, aggregate_id, lane, do, argument, causation_id, due_s, written_s, attempts)
    SELECT id, aggregate_id, lane, do, argument, causation_id, ?, written_s, max(attempts, 1)
    FROM dead_letters WHERE id = ?"""
REVIVED = """SELECT id, aggregate_id, lane, do, argument, causation_id, due_s, written_s, attempts
    FROM outbox WHERE id = ?"""
BURY = "INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
ENTRIES = "SELECT number, body FROM audit WHERE number > ? ORDER BY number LIMIT ?"
LAST = "SELECT number, body FROM audit ORDER BY number DESC LIMIT 1"


class SqliteRecords:
    """Implements Records; whoever inherits it opens the file and writes into it as a whole."""

    _db: sqlite3.Connection
    _group: Group
    _whole: AbstractContextManager[None]

    async def dead_letters(self, after: str, limit: int) -> Sequence[DeadLetter]:
        """Give letters."""
        await self._group.settled()
        return [_letter(*found) for found in self._db.execute(LETTERS, (after, limit))]

    async def dead_letter(self, letter_id: str) -> DeadLetter | None:
        """Give one letter."""
        await self._group.settled()
        found = self._db.execute(LETTER, (letter_id,)).fetchone()
        return _letter(*found) if found else None

    async def revive(self, letter_id: str, due_s: float) -> Sequence[OutboxRow]:
        """Put a letter back."""
        with self._whole:
            written = self._db.execute(REVIVE, (due_s, letter_id)).rowcount
            self._db.execute("DELETE FROM dead_letters WHERE id = ?", (letter_id,))
        await self._group.settled()
        if not written:
            return ()
        return [OutboxRow(*found) for found in self._db.execute(REVIVED, (letter_id,))]

    async def enter(self, entry: LogEntry) -> None:
        """Add a line."""
        with self._whole:
            last = self._db.execute(LAST).fetchone()
            if entry.number != (last[0] if last else 0) + 1:
                raise StaleStepError(f"line {entry.number}")
            self._db.execute("INSERT INTO audit VALUES (?, ?)", tuple(entry))
        await self._group.settled()

    async def entries(self, after: int, limit: int) -> Sequence[LogEntry]:
        """Give lines."""
        await self._group.settled()
        return [LogEntry(*found) for found in self._db.execute(ENTRIES, (after, limit))]

    async def last_entry(self) -> LogEntry | None:
        """Give the newest line."""
        await self._group.settled()
        found = self._db.execute(LAST).fetchone()
        return LogEntry(*found) if found else None


def buried(row: OutboxRow, reason: str, at: datetime) -> tuple[object, ...]:
    """Give the values of a letter, in the order of the table's columns."""
    about = (row.id, row.aggregate_id, row.do, reason, at.isoformat())
    return (*about, row.lane, row.argument, row.causation_id, row.written_s, row.attempts)


def _letter(*found: object) -> DeadLetter:
    *row, reason, at = found
    return DeadLetter(OutboxRow(*row), str(reason), datetime.fromisoformat(str(at)).astimezone(UTC))  # type: ignore[arg-type]
