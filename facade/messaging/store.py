"""What must be durable, and in one commit: the state, what follows from it, and what caused it.

The store knows nothing of orders. It keeps one state an aggregate, the outbox rows that the state's
decision asked for, the ids of the messages that were taken in, the answers that idempotency keys have
earned, and the trail. A step is all of these at once or none.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol


@dataclass(slots=True)
class OutboxRow:
    """One command that must be carried out at least once. Times are in seconds since the epoch, UTC."""

    id: str
    aggregate_id: str
    lane: str
    do: str
    argument: str
    causation_id: str
    due_s: float
    written_s: float
    attempts: int = 0


class TrailEntry(NamedTuple):
    """One thing that happened to an aggregate."""

    version: int
    at: datetime
    event: str
    status_from: str
    status_to: str
    message_id: str
    causation_id: str


class Answer(NamedTuple):
    """What an idempotency key has earned: the first answer, and of which request."""

    fingerprint: str
    status: int
    body: bytes


class Step(NamedTuple):
    """Everything one event changes. An idempotency key keeps the first answer it was ever given."""

    aggregate_id: str
    state: Any
    trail: TrailEntry | None = None
    rows: tuple[OutboxRow, ...] = ()
    done: str = ""  # the outbox row whose work is finished with this step
    taken_in: tuple[str, str] | None = None  # (source, message id)
    answer: tuple[str, Answer] | None = None  # (idempotency key with its scope, answer)


@dataclass(frozen=True, slots=True)
class OutboxLevel:
    """How much is still to be done."""

    unsent: int
    oldest_due_s: float | None
    retried: int  # rows tried before and still unsent
    dead: int
    events: int = 0  # told, and not yet published


class DeadLetter(NamedTuple):
    """A row that was given up, why and when."""

    row: OutboxRow
    reason: str
    at: datetime


class LogEntry(NamedTuple):
    """One line of an append-only log: its number, from 1 on, and what it says."""

    number: int
    body: bytes


class Records(Protocol):
    """The drawers of a store that people look into."""

    async def dead_letters(self, after: str, limit: int) -> Sequence[DeadLetter]:
        """Give up to `limit` letters whose ids come after `after`, in the order of their ids."""
        ...

    async def dead_letter(self, letter_id: str) -> DeadLetter | None:
        """Give one letter, or nothing."""
        ...

    async def revive(self, letter_id: str, due_s: float) -> Sequence[OutboxRow]:
        """Put a letter back among what is to be done, as tried before; give the rows that are now ours."""
        ...

    async def enter(self, entry: LogEntry) -> None:
        """Add a line to the log.

        Raises:
            StaleStepError: another process has written a line of that number.
        """
        ...

    async def entries(self, after: int, limit: int) -> Sequence[LogEntry]:
        """Give up to `limit` lines that follow number `after`."""
        ...

    async def last_entry(self) -> LogEntry | None:
        """Give the newest line, or nothing."""
        ...


class Store(Records, Protocol):
    """A durable store, of one process or of several replicas that share it.

    Whatever writes has been made durable when it returns. Between two awaits of one process the replicas
    may have moved on; so a step that is told follows the version before its own, or not at all.
    """

    claims_every_s: float | None
    """How often to look for rows that nobody carries out; nothing when one look at the start is enough."""

    async def commit(self, step: Step) -> Sequence[OutboxRow]:
        """Make a step durable, whole, and give the rows that are now this process's to carry out.

        Raises:
            StaleStepError: the state, the answer or the policy is no longer what the step was decided upon.
            RowLostError: the row whose work is finished with this step is in other hands by now.
            StoreUnavailableError: the store does not answer; the step may be in it or not.
        """
        ...

    async def load(self, aggregate_id: str) -> Any | None:
        """Give the state, or nothing."""
        ...

    async def has_taken_in(self, source: str, message_id: str) -> bool:
        """Say whether a message is already in a committed step."""
        ...

    async def answer(self, key: str) -> Answer | None:
        """Give what an idempotency key has earned."""
        ...

    async def reschedule(self, row: OutboxRow) -> None:
        """Keep a row's new due time and attempts."""
        ...

    async def bury(self, row: OutboxRow, reason: str, at: datetime) -> Sequence[OutboxRow]:
        """Move a row that no attempt can help to the dead letters; give the rows that are due for it."""
        ...

    async def unsent(self) -> Sequence[OutboxRow]:
        """Give every row still to be carried out, in the order it was written."""
        ...

    async def claim(self) -> Sequence[OutboxRow]:
        """Make rows that nobody carries out this process's own, and give them in the order of writing."""
        ...

    async def level(self) -> OutboxLevel:
        """Count what is still to be done."""
        ...

    async def trail(self, aggregate_id: str) -> list[TrailEntry]:
        """Give what happened to an aggregate, in order."""
        ...

    async def keep(self, name: str, document: bytes) -> None:
        """Keep a small named document, replacing what was there.

        Raises:
            StaleStepError: another process has replaced it since this one last saw it.
        """
        ...

    def kept(self, name: str) -> bytes | None:
        """Give a kept document, as this process last saw it."""
        ...

    def watch(self, changed: Callable[[], None]) -> None:
        """Say so whenever another process has kept a document."""
        ...

    async def page(self, after: str, limit: int) -> list[Any]:
        """Give up to `limit` states made after the aggregate `after`; from the first when it is empty."""
        ...

    def aggregates(self) -> AsyncIterator[Any]:
        """Give every state, in the order the aggregates were made."""
        ...
