"""When may a book be told again? What was sent may be done, and no list may show it yet.

Three things make a second document: an answer that got lost, lists that lag behind what was entered, and a
request that arrives after its caller has given up. A book without keys of its own is guarded against all
three by patience: whoever is not sure looks, and takes the silence of a list for an answer once it lasts.
"""

from collections.abc import Awaitable
from typing import TypeVar

from facade.errors import SystemUnavailableError
from facade.ports import Call

T = TypeVar("T")
REMEMBERED_MAX = 20_000


class Lists:
    """What is known of one book's lists, and of the writes that certainly left nothing behind.

    `shown_by_attempt` is the attempt by which the waits between attempts have added up to longer than the
    book's lists ever lag. Each later wait is as long by itself, so what any attempt writes shows at the next.
    """

    __slots__ = ("_shown_by_attempt", "_system", "_undone")

    def __init__(self, system: str, shown_by_attempt: int) -> None:
        self._system = system
        self._shown_by_attempt = shown_by_attempt
        self._undone: dict[str, None] = {}

    async def written(self, doing: Awaitable[T], call: Call) -> T:
        """Let a write happen, and remember when the book has certainly not carried it out."""
        try:
            return await doing
        except SystemUnavailableError as failure:
            if failure.undone:
                if len(self._undone) >= REMEMBERED_MAX:
                    del self._undone[next(iter(self._undone))]
                self._undone[call.message_id] = None
            raise

    def may_hold(self, call: Call) -> bool:
        """Say whether an earlier attempt may have been carried out unseen, so that one has to look."""
        if call.attempt == 1:
            return False
        if call.message_id in self._undone:
            del self._undone[call.message_id]
            return False
        return True

    def show_nothing(self, what: str, call: Call) -> None:
        """Take the silence of the lists for an answer, if it has lasted.

        Raises:
            SystemUnavailableError: it has not; look again later.
        """
        if call.attempt < self._shown_by_attempt:
            raise SystemUnavailableError(self._system, f"no list shows {what}, or not yet")
