"""The store of a rehearsal: plain dictionaries that outlive the façade's process, as a disk would.

A step is applied without an await, so a crash falls before or after it, never inside.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from facade.messaging.laid_aside import States, packed, unpacked
from facade.messaging.memory_records import MemoryRecords
from facade.messaging.store import Answer, DeadLetter, OutboxLevel, OutboxRow, Step, TrailEntry

PACK_AT = 800
"""How many characters of a trail are kept as they are."""

WORDS = (
    b"OrderCancelled\tOrderRejected\tOrderBackordered\trejected\tcancelled\tbackordered"
    b"OrderAccepted\t\taccepted\tOrderValidated\taccepted\tvalidated\tChannelTold\tvalidated\tvalidated\t"
    b"OrderBooked\tvalidated\tvalidated\tStockReserved\tvalidated\tallocated\tMirrored\tallocated\tallocated\t"
    b"OrderReleased\tallocated\treleased\tOrderPicked\treleased\tpicked\tmsg_"
    b"OrderShipped\tpicked\tshipped\tmsg_ChannelTold\tshipped\tshipped\tShipmentPosted\tshipped\tshipped\t"
    b"InvoicePosted\tshipped\tinvoiced\tChannelTold\tinvoiced\tcompleted\tMirrored\tcompleted\tcompleted\t"
)
"""What stands in nearly every trail: the packer refers to it, and a short text packs as well as a long."""


class MemoryStore(MemoryRecords):
    """Implements Store. With `outbox=False` rows are not kept, so that a checker can be seen to notice."""

    claims_every_s: float | None = None

    def __init__(self, *, outbox: bool = True) -> None:
        super().__init__()
        self._keeps_rows = outbox
        self._states = States()
        self._taken_in: dict[str, dict[str, None]] = {}
        self._answers: dict[str, Answer] = {}
        self._trails: dict[str, _Trail] = {}
        self._documents: dict[str, bytes] = {}

    async def commit(self, step: Step) -> Sequence[OutboxRow]:
        """Make a step durable."""
        resting = self._states.put(step.aggregate_id, step.state)
        if resting in self._trails:
            self._trails[resting].pack()
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
            source, message_id = step.taken_in
            self._taken_in.setdefault(source, {})[message_id] = None
        if step.answer is not None:
            self._answers.setdefault(*step.answer)
        return step.rows

    async def load(self, aggregate_id: str) -> Any | None:
        """Give the state, or nothing."""
        return self._states.get(aggregate_id)

    async def has_taken_in(self, source: str, message_id: str) -> bool:
        """Say whether a message is already in."""
        return message_id in self._taken_in.get(source, ())

    async def answer(self, key: str) -> Answer | None:
        """Give what an idempotency key has earned."""
        return self._answers.get(key)

    async def reschedule(self, row: OutboxRow) -> None:
        """Keep the row as it now is; it is the same object, so there is nothing to copy."""

    async def bury(self, row: OutboxRow, reason: str, at: datetime) -> Sequence[OutboxRow]:
        """Move a row to the dead letters."""
        self._rows.pop(row.id, None)
        self.dead.append(DeadLetter(row, reason, at))
        return ()

    async def unsent(self) -> Sequence[OutboxRow]:
        """Give every row still to be carried out."""
        return list(self._rows.values())

    async def claim(self) -> Sequence[OutboxRow]:
        """Give every row still to be carried out: there is one process at a time."""
        return await self.unsent()

    async def level(self) -> OutboxLevel:
        """Count what is still to be done."""
        rows = self._rows.values()
        oldest = min((row.due_s for row in rows), default=None)
        return OutboxLevel(len(rows), oldest, sum(row.attempts > 0 for row in rows), len(self.dead))

    async def trail(self, aggregate_id: str) -> list[TrailEntry]:
        """Give what happened to an aggregate."""
        trail = self._trails.get(aggregate_id)
        return [_entry(line) for line in trail.lines()] if trail is not None else []

    def watch(self, changed: Callable[[], None]) -> None:
        """Never say so: nobody else keeps anything here."""

    async def keep(self, name: str, document: bytes) -> None:
        """Keep a small named document."""
        self._documents[name] = document

    def kept(self, name: str) -> bytes | None:
        """Give a kept document."""
        return self._documents.get(name)

    async def page(self, after: str, limit: int) -> list[Any]:
        """Give the states made after `after`."""
        return self._states.page(after, limit)

    async def aggregates(self) -> AsyncIterator[Any]:
        """Give every state."""
        for aggregate_id in self._states:
            yield self._states.get(aggregate_id)


class _Trail:
    """One aggregate's trail as text, packed once it is long: it is read by few and kept for all."""

    __slots__ = ("_newest", "_packed")

    def __init__(self) -> None:
        self._packed = b""
        self._newest = ""

    def add(self, line: str) -> None:
        self._newest += line
        if len(self._newest) > PACK_AT:
            self.pack()

    def pack(self) -> None:
        if self._newest:
            self._packed = packed(self._text().encode(), WORDS)
            self._newest = ""

    def lines(self) -> list[str]:
        return self._text().split("\n")[:-1]

    def _text(self) -> str:
        before = unpacked(self._packed, WORDS).decode() if self._packed else ""
        return before + self._newest


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
