"""What must be durable, and in one commit: the state, what follows from it, and what caused it.

The store knows nothing of orders. It keeps one state an aggregate, the outbox rows that the state's
decision asked for, the ids of the messages that were taken in, the answers that idempotency keys have
earned, and the trail. A step is all of these at once or none.
"""

from collections.abc import Iterable
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


class Store(Protocol):
    """A durable store with one writer."""

    def commit(self, step: Step) -> None:
        """Make a step durable, whole."""
        ...

    def load(self, aggregate_id: str) -> Any | None:
        """Give the state, or nothing."""
        ...

    def has_taken_in(self, source: str, message_id: str) -> bool:
        """Say whether a message is already in a committed step."""
        ...

    def answer(self, key: str) -> Answer | None:
        """Give what an idempotency key has earned."""
        ...

    def reschedule(self, row: OutboxRow) -> None:
        """Keep a row's new due time and attempts."""
        ...

    def bury(self, row: OutboxRow, reason: str, at: datetime) -> None:
        """Move a row that no attempt can help to the dead letters."""
        ...

    def unsent(self) -> Iterable[OutboxRow]:
        """Give every row still to be carried out, in the order it was written."""
        ...

    def level(self) -> OutboxLevel:
        """Count what is still to be done."""
        ...

    def trail(self, aggregate_id: str) -> list[TrailEntry]:
        """Give what happened to an aggregate, in order."""
        ...

    def keep(self, name: str, document: bytes) -> None:
        """Keep a small named document, replacing what was there."""
        ...

    def kept(self, name: str) -> bytes | None:
        """Give a kept document."""
        ...

    def page(self, after: str, limit: int) -> list[Any]:
        """Give up to `limit` states made after the aggregate `after`; from the first when it is empty."""
        ...

    def aggregates(self) -> Iterable[Any]:
        """Give every state, in the order the aggregates were made."""
        ...
