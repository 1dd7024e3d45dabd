"""Outbox rows to store and to carry out."""

from facade.messaging.store import OutboxRow
from tests.facade.builders import NOON

NOON_S = NOON.timestamp()


def a_row(
    number: int = 1,
    order: str = "W000001",
    lane: str = "process",
    *,
    due_s: float = NOON_S,
    do: str = "book_order",
    attempts: int = 0,
) -> OutboxRow:
    return OutboxRow(f"{order}#{number}", order, lane, do, "DC1", "m-0", due_s, NOON_S, attempts)
