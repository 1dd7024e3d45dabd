"""How the shop says its orders and cancellations to others: again and again, until somebody answers.

Unlike a plain webhook, a notice here waits for a decision: a yes, or a no with its reason. So nothing is
ever given up; what was not answered stays in the shop's own tables.
"""

from datetime import timedelta
from typing import Protocol

import orjson

from simulators.chassis.ports import Reply
from simulators.chassis.world import World
from simulators.commerce.domain.documents import Notice
from simulators.commerce.domain.hooks import Subscription
from simulators.commerce.events.hooks import notice_body, notice_headers, own_headers
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
    notices has one entry in the agenda, or it waits among the unheard for somebody to subscribe. Where
    several decide, they are asked one after another, and the first no is the answer.
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
            if self.listener(notice.hook):
                del self._store.unheard[order_id]
                self._carry(notice)

    def drop(self, order_id: int) -> bool:
        """Forget what nobody has heard of an order; false when somebody may have."""
        if order_id not in self._store.unheard:
            return False
        del self._store.unheard[order_id], self._store.outbox[order_id]
        return True

    def listener(self, hook: str, heard: tuple[str, ...] = ()) -> Subscription | None:
        """Give the first subscriber who decides on a hook and has not agreed yet."""
        for subscription in self._store.subscriptions.values():
            if subscription.method == hook and subscription.decides and subscription.key not in heard:
                return subscription
        return None

    def _carry(self, notice: Notice, wait_s: float = 0.0) -> None:
        if self.listener(notice.hook):
            due = self._world.clock.now() + timedelta(seconds=wait_s)
            self._store.agenda.put(due, "say", notice.order_id)
        else:
            self._store.unheard[notice.order_id] = None

    async def _say(self, order_id: int) -> None:
        notice = self._store.outbox[order_id][0]
        listener = self.listener(notice.hook, notice.heard)
        if listener is None:  # whoever was still to be asked has gone
            if notice.heard:
                self._decided(notice, None)
            else:
                self._store.unheard[order_id] = None
            return
        reply = await self._attempt(notice, listener)
        if reply is None or not _is_answer(reply):
            notice = notice._replace(attempts=notice.attempts + 1)
            self._keep(notice, self._wait_s(notice, reply))
            return
        refusal, heard = _refusal(reply), (*notice.heard, listener.key)
        if refusal is None and self.listener(notice.hook, heard):
            self._keep(notice._replace(heard=heard, attempts=0))
        else:
            self._decided(notice, refusal)

    def _keep(self, notice: Notice, wait_s: float = 0.0) -> None:
        rest = self._store.outbox[notice.order_id][1:]
        self._store.outbox[notice.order_id] = (notice, *rest)
        self._carry(notice, wait_s)

    def _decided(self, notice: Notice, refusal: str | None) -> None:
        rest = self._store.outbox[notice.order_id][1:]
        if rest:
            self._store.outbox[notice.order_id] = rest
            self._carry(rest[0])
        else:
            del self._store.outbox[notice.order_id]
        self._settle(notice, refusal)

    async def _attempt(self, notice: Notice, listener: Subscription) -> Reply | None:
        order = self._store.orders[notice.order_id]
        body = notice_body(notice, order)
        headers = notice_headers(notice, order)
        traces = self._world.traces
        headers["traceparent"] = traces.parent(order.reference, notice.key, notice.attempts + 1)
        if listener.is_signed or listener.headers:
            headers |= own_headers(listener, body)
        try:
            return await self._world.wire.send("POST", listener.url, headers=headers, body=body)
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


def _refusal(reply: Reply) -> str | None:
    """Find the words of a no: a problem's, a plain message, or an operation named exception."""
    if reply.status < 300:
        if b'"exception"' not in reply.body:
            return None
        operations = _operations(reply.body)
        named = next((each for each in operations if each.get("op") == "exception"), None)
        return None if named is None else _words(named) or "refused by the webhook"
    return _words(next(iter(_operations(reply.body)), {})) or f"refused with HTTP {reply.status}"


def _operations(body: bytes) -> list[dict[str, object]]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return []
    rows = found if isinstance(found, list) else [found]
    return [row for row in rows if isinstance(row, dict)]


def _words(document: dict[str, object]) -> str:
    for name in ("detail", "title", "message"):
        if isinstance(words := document.get(name), str) and words:
            return words[:_REASON_LENGTH_MAX]
    return ""
