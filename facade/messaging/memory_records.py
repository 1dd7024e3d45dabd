"""The records of a rehearsal: a list and a dictionary."""

from collections.abc import Sequence

from facade.errors import StaleStepError
from facade.messaging.store import DeadLetter, LogEntry, OutboxRow


class MemoryRecords:
    """Implements Records over the rows of a store in memory."""

    def __init__(self) -> None:
        self._rows: dict[str, OutboxRow] = {}
        self._log: list[LogEntry] = []
        self.dead: list[DeadLetter] = []

    async def dead_letters(self, after: str, limit: int) -> Sequence[DeadLetter]:
        """Give letters."""
        letters = sorted(self.dead, key=lambda letter: letter.row.id)
        return [letter for letter in letters if letter.row.id > after][:limit]

    async def dead_letter(self, letter_id: str) -> DeadLetter | None:
        """Give one letter."""
        return next((letter for letter in self.dead if letter.row.id == letter_id), None)

    async def revive(self, letter_id: str, due_s: float) -> Sequence[OutboxRow]:
        """Put a letter back."""
        letter = await self.dead_letter(letter_id)
        if letter is None:
            return ()
        self.dead = [dead for dead in self.dead if dead is not letter]
        letter.row.due_s, letter.row.attempts = due_s, max(letter.row.attempts, 1)
        self._rows[letter_id] = letter.row
        return (letter.row,)

    async def enter(self, entry: LogEntry) -> None:
        """Add a line."""
        if entry.number != len(self._log) + 1:
            raise StaleStepError(f"line {entry.number}")
        self._log.append(entry)

    async def entries(self, after: int, limit: int) -> Sequence[LogEntry]:
        """Give lines."""
        return self._log[after : after + limit]

    async def last_entry(self) -> LogEntry | None:
        """Give the newest line."""
        return self._log[-1] if self._log else None
