"""The records that replicas share. A revived row has no owner: whoever claims next carries it out."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import psycopg

from facade.errors import StaleStepError
from facade.messaging.connections import Connections
from facade.messaging.store import DeadLetter, LogEntry, OutboxRow

ROW = 'id, aggregate_id, lane, "do", argument, causation_id, written_s, written_s, attempts, reason, at'
LETTERS = f"SELECT {ROW} FROM dead_letters WHERE id > %(after)s ORDER BY id LIMIT %(limit)s"
LETTER = f"SELECT {ROW} FROM dead_letters WHERE id = %(id)s"
REVIVE = """
WITH letter AS (DELETE FROM dead_letters WHERE id = %(id)s RETURNING *)
INSERT INTO outbox (id, aggregate_id, lane, "do", argument, causation_id, due_s, written_s, attempts)
SELECT id, aggregate_id, lane, "do", argument, causation_id, %(due)s, written_s, greatest(attempts, 1)
FROM letter RETURNING 1"""
ENTER = """INSERT INTO audit SELECT %(number)s, %(body)s
    WHERE (SELECT coalesce(max(number), 0) FROM audit) = %(number)s - 1 RETURNING 1"""
ENTRIES = "SELECT number, body FROM audit WHERE number > %(after)s ORDER BY number LIMIT %(limit)s"
LAST = "SELECT number, body FROM audit ORDER BY number DESC LIMIT 1"


class PostgresRecords:
    """Implements Records; whoever inherits it has the connections."""

    _db: Connections

    async def dead_letters(self, after: str, limit: int) -> Sequence[DeadLetter]:
        """Give letters."""
        found = await self._db.run(LETTERS, {"after": after, "limit": limit})
        return [_letter(*values) for values in found]

    async def dead_letter(self, letter_id: str) -> DeadLetter | None:
        """Give one letter."""
        found = await self._db.run(LETTER, {"id": letter_id})
        return _letter(*found[0]) if found else None

    async def revive(self, letter_id: str, due_s: float) -> Sequence[OutboxRow]:
        """Put a letter back; nothing of it is ours before it is claimed."""
        await self._db.run(REVIVE, {"id": letter_id, "due": due_s})
        return ()

    async def enter(self, entry: LogEntry) -> None:
        """Add a line."""
        try:
            written = await self._db.run(ENTER, {"number": entry.number, "body": entry.body})
        except psycopg.errors.UniqueViolation:
            written = []
        if not written:
            raise StaleStepError(f"line {entry.number}")

    async def entries(self, after: int, limit: int) -> Sequence[LogEntry]:
        """Give lines."""
        found = await self._db.run(ENTRIES, {"after": after, "limit": limit})
        return [LogEntry(number, bytes(body)) for number, body in found]

    async def last_entry(self) -> LogEntry | None:
        """Give the newest line."""
        found = await self._db.run(LAST)
        return LogEntry(found[0][0], bytes(found[0][1])) if found else None


def _letter(*found: Any) -> DeadLetter:
    *row, reason, at = found
    return DeadLetter(OutboxRow(*row), reason, at.astimezone(UTC))
