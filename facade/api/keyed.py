"""Wishes about an order that is there, each taken in once, by the idempotency keys of the IETF draft.

A key belongs to the order it was sent for, and keeps the first answer. As with new orders, 422 says that it
came back with another request, and 409 that the first is still in flight here.
"""

from collections.abc import Callable
from hashlib import blake2b

import orjson
from fastapi.responses import Response

from facade.api.problem import KEY_REUSED, ProblemError
from facade.errors import FacadeError
from facade.messaging.store import Answer, Store
from facade.orders import events as ev
from facade.orders.desk import OrderDesk
from facade.orders.state import OrderState

Written = Callable[[OrderState], object]
Check = Callable[[OrderState], None]


class KeyedWishes:
    """Takes in wishes about orders."""

    def __init__(self, store: Store, desk: OrderDesk) -> None:
        self._store = store
        self._desk = desk
        self._in_flight: dict[str, str] = {}

    async def take_in(
        self,
        state: OrderState,
        what: tuple[str, str, bytes],
        event: ev.Event,
        message_id: str,
        check: Check,
        written: Written,
    ) -> Response:
        """Take in a wish: kind, key and body are `what`; an empty key makes it a wish of its own.

        Raises:
            ProblemError: whatever `check` says of the order, 422 for a key used for something else, 409 for
                one whose request is in flight.
        """
        kind, key, body = what
        if not key:
            check(state)
            after = await self._desk.apply(state.order_id, event, message_id)
            return _respond(_answer("", written(after)))
        scoped = f"{kind}:{state.order_id}:{key}"
        fingerprint = blake2b(body, digest_size=16).hexdigest()
        earlier = await self._earlier(scoped, fingerprint)
        if earlier is not None:
            return earlier
        check(state)
        self._in_flight[scoped] = fingerprint
        try:
            await self._desk.apply(
                state.order_id,
                event,
                message_id,
                answered=(scoped, lambda after: _answer(fingerprint, written(after))),
            )
        finally:
            del self._in_flight[scoped]
        kept = await self._store.answer(scoped)
        if kept is None:
            raise FacadeError(f"the answer to {scoped} was not kept")
        return _respond(kept)

    async def _earlier(self, scoped: str, fingerprint: str) -> Response | None:
        first = self._in_flight.get(scoped)
        if first is not None:
            if first != fingerprint:
                raise ProblemError(422, *KEY_REUSED)
            detail = "a request with this key is being carried out; ask again for its answer"
            raise ProblemError(
                409, "idempotency_key_in_flight", detail, "header.Idempotency-Key", {"Retry-After": "1"}
            )
        kept = await self._store.answer(scoped)
        if kept is None:
            return None
        if kept.fingerprint != fingerprint:
            raise ProblemError(422, *KEY_REUSED)
        return _respond(kept, {"Idempotency-Replayed": "true"})


def _answer(fingerprint: str, document: object) -> Answer:
    return Answer(fingerprint, 202, orjson.dumps(document))


def _respond(answer: Answer, headers: dict[str, str] | None = None) -> Response:
    return Response(answer.body, answer.status, headers, media_type="application/json")
