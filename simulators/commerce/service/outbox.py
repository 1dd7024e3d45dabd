"""How the shop says its orders and cancellations to others: again and again, until somebody answers.

Unlike a plain webhook, a notice here waits for a decision: a yes, or a no with its reason. So nothing is
ever given up; what was not answered stays in the shop's own tables.
"""

from collections import deque
from typing import Protocol

import orjson

from simulators.chassis.ports import Reply
from simulators.chassis.world import World
from simulators.commerce.domain.order import Notice
from simulators.commerce.events import notice_body, notice_headers
from simulators.commerce.store import Store

RETRY_AFTER_S = {
    "realistic": (2.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0),
    "brisk": (0.2, 0.5, 1.0, 2.0, 5.0),
}
"""The wait after each failed attempt, by pace; the last one is repeated for as long as it takes."""

RETRY_AFTER_MAX_S = 3600.0
_NOT_NOW = (408, 425, 429)
_REASON_LENGTH_MAX = 300


class Settle(Protocol):
    """Who is told that a notice has its answer; `refusal` is the reason of a no."""

    def __call__(self, notice: Notice, refusal: str | None) -> None:
        """Enter the answer."""
        ...


class Outbox:
    """Carries the notices of each order in turn, and those of different orders beside each other.

    In turn, because a cancellation that overtook its own order would be refused as unknown.
    """

    def __init__(self, world: World, store: Store, settle: Settle) -> None:
        self._world = world
        self._store = store
        self._settle = settle
        self._carried: dict[int, None] = {}

    def put(self, notice: Notice) -> None:
        """Keep a notice and begin to carry it."""
        self._store.outbox.setdefault(notice.order.id, deque()).append(notice)
        self._carry(notice.order.id)

    def resume(self) -> None:
        """Take up what nobody carries: kept over a restart, or without a subscriber until now."""
        for order_id in list(self._store.outbox):
            self._carry(order_id)

    def _carry(self, order_id: int) -> None:
        hook = self._store.outbox[order_id][0].hook
        if order_id not in self._carried and hook in self._store.subscriptions:
            self._carried[order_id] = None
            self._world.spawn(self._say_all(order_id))

    async def _say_all(self, order_id: int) -> None:
        queue = self._store.outbox[order_id]
        try:
            while queue and (url := self._store.subscriptions.get(queue[0].hook)):
                notice = queue[0]
                reply = await self._attempt(url, notice)
                notice.attempts += 1
                if reply is not None and _is_answer(reply):
                    queue.popleft()
                    self._settle(notice, None if reply.status < 300 else _reason(reply))
                else:
                    await self._world.clock.sleep(self._wait_s(notice, reply))
        finally:
            del self._carried[order_id]
            if not queue:
                del self._store.outbox[order_id]

    async def _attempt(self, url: str, notice: Notice) -> Reply | None:
        try:
            return await self._world.wire.send(
                "POST", url, headers=notice_headers(notice), body=notice_body(notice)
            )
        except (TimeoutError, ConnectionError):
            return None

    def _wait_s(self, notice: Notice, reply: Reply | None) -> float:
        waits = RETRY_AFTER_S.get(self._world.pace, RETRY_AFTER_S["realistic"])
        wait_s = waits[min(notice.attempts, len(waits)) - 1]
        # Spread out, so that a neighbour that comes back is not met by everybody at once.
        wait_s *= 0.8 + 0.4 * self._world.chance.uniform("commerce", "retry", notice.key, notice.attempts)
        return max(wait_s, _asked_wait_s(reply))


def _is_answer(reply: Reply) -> bool:
    """Tell a decision from a "not now": too early, too many, or any refusal that says when to come back."""
    if 200 <= reply.status < 300:
        return True
    return 400 <= reply.status < 500 and reply.status not in _NOT_NOW and "retry-after" not in reply.headers


def _asked_wait_s(reply: Reply | None) -> float:
    asked = reply.headers.get("retry-after", "") if reply is not None else ""
    is_number = asked.isascii() and asked.replace(".", "", 1).isdecimal()
    return min(float(asked), RETRY_AFTER_MAX_S) if is_number else 0.0


def _reason(reply: Reply) -> str:
    """Find the words of a refusal: a problem document's detail or title, or a plain message."""
    try:
        body = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        body = None
    found = body if isinstance(body, dict) else {}
    for name in ("detail", "title", "message"):
        if isinstance(words := found.get(name), str) and words:
            return words[:_REASON_LENGTH_MAX]
    return f"refused with HTTP {reply.status}"
