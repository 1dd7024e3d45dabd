"""How many calls of a system may be under way at once, so that a slow one cannot take everybody's place."""

import asyncio
from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BulkheadRule:
    """How many at once, and how many may wait for a place; whoever comes then is turned away."""

    places: int = 64
    waiting_max: int = 1024


class Bulkhead:
    """The places of one system; who waits is served in the order of coming.

    There is no deadline: every call that has a place ends within its own.
    """

    def __init__(self, rule: BulkheadRule) -> None:
        self._rule = rule
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.in_use = 0
        self.turned_away = 0

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    def take(self) -> bool:
        """Take a place if one is free."""
        if self.in_use >= self._rule.places:
            return False
        self.in_use += 1
        return True

    async def wait(self) -> bool:
        """Wait for a place; false when too many wait already."""
        if len(self._waiting) >= self._rule.waiting_max:
            self.turned_away += 1
            return False
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.leave()
            raise
        return True

    def leave(self) -> None:
        """Give a place back, to whoever waits first."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self.in_use -= 1
