"""One reading of a system for all who ask the same at once: the eve of a sale asks for one item all day.

Whoever asks while a reading is under way waits for the next one, so what they are told was read after they
asked: an answer that is shared is no older than one of their own. There is one reading of a thing at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class SharedReading(Generic[Key]):
    """Readings that are shared; `read` carries one out and says whether the system has answered.

    When it has not, those who wait for the next reading are told so as well: nobody waits twice for a system
    that is away.
    """

    def __init__(self, read: Callable[[Key], Awaitable[bool]]) -> None:
        self._read = read
        self._under_way: dict[Key, asyncio.Task[None]] = {}
        self._next: dict[Key, asyncio.Future[bool]] = {}

    async def done(self, key: Key) -> bool:
        """Wait for a reading that begins now or later, and say whether the system has answered."""
        awaited = self._next.get(key)
        if awaited is None:
            loop = asyncio.get_running_loop()
            awaited = self._next[key] = loop.create_future()
            if key not in self._under_way:
                self._under_way[key] = loop.create_task(self._carry_out(key))
        return await asyncio.shield(awaited)

    async def _carry_out(self, key: Key) -> None:
        """Read until nobody waits for another reading."""
        try:
            while key in self._next:
                awaited = self._next.pop(key)
                try:
                    has_answered = await self._read(key)
                except Exception as defect:  # noqa: BLE001 - it is told to those who asked
                    awaited.set_exception(defect)
                    continue
                awaited.set_result(has_answered)
                if not has_answered and key in self._next:
                    self._next.pop(key).set_result(False)
        finally:
            del self._under_way[key]
