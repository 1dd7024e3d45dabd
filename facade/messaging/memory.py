"""The store of a rehearsal: plain dictionaries that outlive the façade's process, as a disk would.

A step is applied without an await, so a crash falls before or after it, never inside.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zlib import DEFLATED, compressobj, decompress

from facade.messaging.store import Answer, OutboxLevel, OutboxRow, Step, TrailEntry

PACK_AT = 800
"""How many characters of a trail are kept as they are."""


class MemoryStore:
    """Implements Store. With `outbox=False` rows are not kept, so that a checker can be seen to notice."""

    def __init__(self, *, outbox: bool = True) -> None:
        self._keeps_rows = outbox
        self._states: dict[str, Any] = {}
        self._rows: dict[str, OutboxRow] = {}
        self._taken_in: dict[tuple[str, str], None] = {}
        self._answers: dict[str, Answer] = {}
        self._trails: dict[str, _Trail] = {}
        self._documents: dict[str, bytes] = {}
        self.dead: list[tuple[OutboxRow, str, datetime]] = []

    def commit(self, step: Step) -> None:
        """Make a step durable."""
        self._states[step.aggregate_id] = step.state
        if step.trail is not None:
            trail = self._trails.get(step.aggregate_id)
            if trail is None:
                trail = self._trails[step.aggregate_id] = _Trail()
            trail.add(_line(step.trail))
        if step.done:
            self._rows.pop(step.done, None)
        if self._keeps_rows:
            for row in step.rows:
                self._rows[row.id] = row
        if step.taken_in is not None:
            self._taken_in[step.taken_in] = None
        if step.answer is not None:
            self._answers.setdefault(*step.answer)

    def load(self, aggregate_id: str) -> Any | None:
        """Give the state, or nothing."""
        return self._states.get(aggregate_id)

    def has_taken_in(self, source: str, message_id: str) -> bool:
        """Say whether a message is already in."""
        return (source, message_id) in self._taken_in

    def answer(self, key: str) -> Answer | None:
        """Give what an idempotency key has earned."""
        return self._answers.get(key)

    def reschedule(self, row: OutboxRow) -> None:
        """Keep the row as it now is; it is the same object, so there is nothing to copy."""

    def bury(self, row: OutboxRow, reason: str, at: datetime) -> None:
        """Move a row to the dead letters."""
        self._rows.pop(row.id, None)
        self.dead.append((row, reason, at))

    def unsent(self) -> Iterable[OutboxRow]:
        """Give every row still to be carried out."""
        return list(self._rows.values())

    def level(self) -> OutboxLevel:
        """Count what is still to be done."""
        rows = self._rows.values()
        oldest = min((row.due_s for row in rows), default=None)
        return OutboxLevel(len(rows), oldest, sum(row.attempts > 0 for row in rows), len(self.dead))

    def trail(self, aggregate_id: str) -> list[TrailEntry]:
        """Give what happened to an aggregate."""
        trail = self._trails.get(aggregate_id)
        return [_entry(line) for line in trail.lines()] if trail is not None else []

    def keep(self, name: str, document: bytes) -> None:
        """Keep a small named document."""
        self._documents[name] = document

    def kept(self, name: str) -> bytes | None:
        """Give a kept document."""
        return self._documents.get(name)

    def page(self, after: str, limit: int) -> list[Any]:
        """Give the states made after `after`."""
        states = iter(self._states.items())
        if after:
            next((True for made, _ in states if made == after), False)
        return [state for _, state in islice(states, limit)]

    def aggregates(self) -> Iterable[Any]:
        """Give every state."""
        return list(self._states.values())


def _pack(text: str) -> bytes:
    """Pack a short text with little effort and little memory; the usual kind clears 256 kB first."""
    packer = compressobj(level=1, method=DEFLATED, wbits=12, memLevel=4)
    return packer.compress(text.encode()) + packer.flush()


class _Trail:
    """One aggregate's trail as text, packed once it is long: it is read by few and kept for all."""

    __slots__ = ("_newest", "_packed")

    def __init__(self) -> None:
        self._packed = b""
        self._newest = ""

    def add(self, line: str) -> None:
        self._newest += line
        if len(self._newest) > PACK_AT:
            self._packed = _pack(self._text())
            self._newest = ""

    def lines(self) -> list[str]:
        return self._text().split("\n")[:-1]

    def _text(self) -> str:
        packed = decompress(self._packed).decode() if self._packed else ""
        return packed + self._newest


_BLANK = str.maketrans("\t\n", "  ")


def _plain(text: str) -> str:
    """Take out what divides a line: message ids come from outside."""
    return text if text.isprintable() else text.translate(_BLANK)


def _line(entry: TrailEntry) -> str:
    """Write an entry as one line of text."""
    at = entry.at.timestamp()
    return (
        f"{entry.version}\t{at!r}\t{entry.event}\t{entry.status_from}\t{entry.status_to}"
        f"\t{_plain(entry.message_id)}\t{_plain(entry.causation_id)}\n"
    )


def _entry(line: str) -> TrailEntry:
    version, at, *texts = line.split("\t")
    return TrailEntry(int(version), datetime.fromtimestamp(float(at), UTC), *texts)
