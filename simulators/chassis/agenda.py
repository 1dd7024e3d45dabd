"""What will happen by itself, and when: the work that is under way in one world, as data.

A wave being picked, a webhook to be sent again, tonight's batch: each is an entry that names an act of the
system and its subject. So a world can be forked, kept on disk or moved in time in the middle of its work.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import NamedTuple, Self

from simulators.chassis.tables import Table

Subject = tuple[str | int, ...]
Act = Callable[..., Awaitable[None] | None]
Acts = Mapping[str, Act]
"""By name, what a system can do by itself; each is called with the subject of its entry."""


NO_ACTS: Acts = {}


class Entry(NamedTuple):
    """One thing to come. Of those due together the one entered first goes first."""

    due: datetime
    number: int
    act: str
    subject: Subject


class Agenda:
    """Entries by the moment they fall due.

    An entry that is taken stays in the table until it is `done`: a fork, or a restart from disk, in the
    middle of a slow act does it again.
    """

    def __init__(self) -> None:
        self.entries: Table[int, Entry] = Table()
        self.on_earlier: Callable[[], None] = _nobody
        """Called when something becomes due before all that was there."""
        self._heap: list[Entry] = []
        self._last = 0

    def put(self, due: datetime, act: str, *subject: str | int) -> int:
        """Enter something to come and give its number."""
        self._last += 1
        entry = Entry(due, self._last, act, subject)
        self.entries[self._last] = entry
        heappush(self._heap, entry)
        if self._heap[0] is entry:
            self.on_earlier()
        return self._last

    def drop(self, number: int) -> None:
        """Let an entry never happen; one that has happened is gone already."""
        self.entries.pop(number, None)

    done = drop

    def next_due(self) -> datetime | None:
        """Give the moment of the next entry; nothing when nothing is to come."""
        while self._heap:
            if self._heap[0].number in self.entries:
                return self._heap[0].due
            heappop(self._heap)
        return None

    def take(self, now: datetime) -> Entry | None:
        """Give the next entry that is due, to be done now; each is given once."""
        due = self.next_due()
        if due is None or due > now:
            return None
        return heappop(self._heap)

    def resume(self) -> None:
        """Make everything in the table due to be taken again, as after a fork or a restart."""
        self._heap = list(self.entries.values())
        heapify(self._heap)
        self._last = max(self.entries, default=self._last)

    def fork(self) -> Self:
        """Give an agenda that begins as this one, without whoever carries it out."""
        twin = type(self)()
        twin.entries = self.entries.fork()
        twin._last = self._last
        twin.resume()
        return twin


def _nobody() -> None:
    return None
