"""How the shop says its orders and cancellations to others: again and again, until somebody answers.

Unlike a plain webhook, a notice here waits for a decision: a yes, or a no with its reason. So nothing is
ever given up; what was not answered stays in the shop's own tables.
"""

from dataclasses import replace
from datetime import timedelta
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

    In turn, because a cancellation that overtook its own order would be refused as unknown. An order with
    notices has one entry in the agenda, or it waits among the unheard for somebody to subscribe.
    """

    def __init__(self, world: World, store: Store, settle: Settle) -> None:
        self._world = world
        self._store = store
        self._settle = settle
        self.acts = {"say": self._say}

    def put(self, notice: Notice) -> None:
        """Keep a notice and begin to carry it, if none of this order is carried already."""
        waiting = self._store.outbox.get(notice.order_id, ())
        self._store.outbox[notice.order_id] = (*waiting, notice)
        if not waiting:
            self._carry(notice)

    def resume(self) -> None:
        """Take up what has waited for a subscriber until now."""
        for order_id in list(self._store.unheard):
            notice = self._store.outbox[order_id][0]
            if notice.hook in self._store.subscriptions:
                del self._store.unheard[order_id]
                self._carry(notice)

    def _carry(self, notice: Notice, wait_s: float = 0.0) -> None:
        if notice.hook in self._store.subscriptions:
            due = self._world.clock.now() + timedelta(seconds=wait_s)
            self._store.agenda.put(due, "say", notice.order_id)
        else:
            self._store.unheard[notice.order_id] = None

    async def _say(self, order_id: int) -> None:
        notice = self._store.outbox[order_id][0]
        reply = await self._attempt(notice)
        notice = replace(notice, attempts=notice.attempts + 1)
        rest = self._store.outbox[order_id][1:]
        if reply is None or not _is_answer(reply):
            self._store.outbox[order_id] = (notice, *rest)
            self._carry(notice, self._wait_s(notice, reply))
            return
        if rest:
            self._store.outbox[order_id] = rest
            self._carry(rest[0])
        else:
            del self._store.outbox[order_id]
        self._settle(notice, None if reply.status < 300 else _reason(reply))

    async def _attempt(self, notice: Notice) -> Reply | None:
        url, order = self._store.subscriptions[notice.hook], self._store.orders[notice.order_id]
        try:
            return await self._world.wire.send(
                "POST", url, headers=notice_headers(notice, order), body=notice_body(notice, order)
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
