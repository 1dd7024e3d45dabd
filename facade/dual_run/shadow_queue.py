"""Comparisons that nobody waits for: taken down while an answer is given, worked off between answers."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

ROOM = 1_024
AT_ONCE = 256
"""How many are worked off before others have their turn."""

Work = TypeVar("Work")


class ShadowQueue(Generic[Work]):
    """A bounded queue; what finds no room is for the caller to count as unobserved."""

    def __init__(self, work_off: Callable[[Work], None], room: int = ROOM) -> None:
        self._work_off = work_off
        self._room = room
        self._waiting: deque[Work] = deque()
        self._is_called = False

    def put(self, work: Work) -> bool:
        """Take down what is to be compared; false when there is no room for it."""
        if len(self._waiting) >= self._room:
            return False
        self._waiting.append(work)
        if not self._is_called:
            self._is_called = True
            asyncio.get_running_loop().call_soon(self._turn)
        return True

    def _turn(self) -> None:
        waiting, work_off = self._waiting, self._work_off
        for _ in range(min(AT_ONCE, len(waiting))):
            work_off(waiting.popleft())
        self._is_called = bool(waiting)
        if waiting:
            asyncio.get_running_loop().call_soon(self._turn)
