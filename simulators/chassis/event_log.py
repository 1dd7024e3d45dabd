"""What has happened in a system lately, and who waits for something to happen?"""

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from simulators.chassis.commits import Commit

EVENTS_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that became durable: its kind (order, shipment, invoice, stock, ...) and what it says."""

    number: int
    at: datetime
    system: str
    kind: str
    record: Any

    def document(self) -> dict[str, Any]:
        """Give it in words; what the record calls by a name of the event's own goes by a longer one."""
        own = {"event": self.number, "at": self.at.isoformat(), "system": self.system, "kind": self.kind}
        said = {name: _plain(getattr(self.record, name)) for name in _fields(self.record)}
        return own | {f"{self.kind}_{name}" if name in own else name: value for name, value in said.items()}

    def says(self, where: Mapping[str, Any]) -> bool:
        """Tell whether every named field has the value that is wanted of it."""
        document = self.document()
        return all(str(document.get(name)) == str(value) for name, value in where.items())


@dataclass(slots=True, eq=False)
class _Waiting:
    """Somebody who waits until `count` fitting events have happened."""

    kind: str
    where: Mapping[str, Any]
    missing: int
    seen: asyncio.Future[None] = field(repr=False)

    def look_at(self, event: Event) -> None:
        """Count an event if it fits."""
        if event.kind == self.kind and event.says(self.where) and not self.seen.done():
            self.missing -= 1
            if self.missing <= 0:
                self.seen.set_result(None)


class EventLog:
    """The last events of one world, over all of its systems."""

    def __init__(self, kept: int = EVENTS_KEPT) -> None:
        self._kept: deque[Event] = deque(maxlen=kept)
        self._waiting: dict[_Waiting, None] = {}
        self._last = 0

    def add(self, at: datetime, system: str, record: Commit) -> None:
        """Take down what a system has just made durable."""
        self._last += 1
        kind = type(record).__name__.removesuffix("Commit").lower()
        event = Event(self._last, at, system, kind, record)
        self._kept.append(event)
        for waiting in list(self._waiting):
            waiting.look_at(event)

    def find(self, kind: str | None, where: Mapping[str, Any]) -> Iterator[Event]:
        """Give the events of a kind that say what is wanted, oldest first."""
        return (e for e in self._kept if (kind is None or e.kind == kind) and e.says(where))

    async def wait(self, kind: str, where: Mapping[str, Any], count: int, timeout_s: float) -> bool:
        """Wait until `count` fitting events have happened, earlier ones counted; false if they do not."""
        missing = count - sum(1 for _ in self.find(kind, where))
        if missing <= 0:
            return True
        waiting = _Waiting(kind, where, missing, asyncio.get_running_loop().create_future())
        self._waiting[waiting] = None
        try:
            async with asyncio.timeout(timeout_s):
                await waiting.seen
        except TimeoutError:
            return False
        finally:
            del self._waiting[waiting]
        return True

    def forget(self) -> None:
        """Begin with an empty page; who waits goes on waiting."""
        self._kept.clear()


def _fields(record: Any) -> tuple[str, ...]:
    """Name the fields of a record, whichever kind of record it is."""
    names: tuple[str, ...] = getattr(record, "_fields", ())
    return names or tuple(getattr(record, "__dataclass_fields__", ()))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float | bool | None):
        return value
    if names := _fields(value):
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return str(value)
