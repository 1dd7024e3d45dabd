"""The one way in for orders: idempotency keys by the rules of the IETF draft, then the desk.

400 without a key, 422 when a key comes back with another request, the first answer again when it comes
back with the same, and 409 while the first is in flight. Two requests at once that nobody here sees
together, as at two replicas: the store lets one of them in, and the other is answered as if it had come
later. So is the shop, which tells us rather than asks.
"""

import re
from hashlib import blake2b

import orjson
from fastapi.responses import Response

from facade.api.access import VERSION
from facade.api.problem import KEY_LENGTH_MAX, KEY_MISSING, KEY_REUSED, ProblemError
from facade.api.schemas import REFERENCE
from facade.canonical.order import Order
from facade.errors import StaleStepError
from facade.messaging.store import Answer, Store
from facade.orders.desk import OrderDesk

_REFERENCE = re.compile(REFERENCE)


class Intake:
    """Accepts orders from every channel."""

    def __init__(self, store: Store, desk: OrderDesk) -> None:
        self._store = store
        self._desk = desk
        self._in_flight: dict[str, str] = {}

    async def accept_alone(self, order: Order, key: str, body: bytes, message_id: str | None) -> Response:
        """Accept an order whose sender is told so when the same is already being accepted.

        Raises:
            ProblemError: as `accept`, and 409 while the first of its kind is in flight. What another replica
                has in flight is not known here: there the store decides who was first.
        """
        scoped, fingerprint = _scoped(order, key), _fingerprint(body)
        first = self._in_flight.get(scoped)
        if first is not None:
            if first != fingerprint:
                raise ProblemError(422, *KEY_REUSED)
            detail = "a request with this key is being carried out; ask again for its answer"
            again = {"Retry-After": "1"}
            raise ProblemError(409, "idempotency_key_in_flight", detail, "header.Idempotency-Key", again)
        self._in_flight[scoped] = fingerprint
        try:
            return await self.accept(order, key, body, message_id)
        finally:
            del self._in_flight[scoped]

    async def accept(self, order: Order, key: str | None, body: bytes, message_id: str | None) -> Response:
        """Acknowledge an order once it is durable, and the same order with the same words ever after.

        Raises:
            ProblemError: no key, a key used for something else, or a reference that cannot be used or was.
        """
        if not key or len(key) > KEY_LENGTH_MAX:
            raise ProblemError(400, *KEY_MISSING)
        if not _REFERENCE.fullmatch(order.external_ref):
            detail = (
                f"a reference is 1 to 40 letters, digits, dots, dashes: {order.external_ref[:60]!r} is not"
            )
            raise ProblemError(422, "reference_unusable", detail, "body.reference")
        scoped, fingerprint = _scoped(order, key), _fingerprint(body)
        answer = Answer(fingerprint, 202, _acknowledgement(order.external_ref))
        while True:
            if self._desk.switches.idempotency:
                earlier = await self._earlier(scoped, fingerprint, order)
                if earlier is not None:
                    return _respond(earlier, replayed=True)
            try:
                await self._desk.accept(order, message_id or f"accept:{scoped}", scoped, answer)
            except StaleStepError:
                continue
            return _respond(answer, replayed=False)

    async def _earlier(self, scoped: str, fingerprint: str, order: Order) -> Answer | None:
        earlier = await self._store.answer(scoped)
        if earlier is None:
            if await self._desk.load(order.external_ref) is None:
                return None
            earlier = await self._store.answer(scoped)  # a replica may have taken it in between the two looks
            if earlier is None:
                detail = f"reference {order.external_ref!r} belongs to an order sent under another key"
                raise ProblemError(409, "reference_in_use", detail, "body.reference")
        if earlier.fingerprint != fingerprint:
            raise ProblemError(422, *KEY_REUSED)
        return earlier


def _scoped(order: Order, key: str) -> str:
    """Give a key of a channel: two channels may well use the same."""
    return f"{order.channel}:{key}"


def _fingerprint(body: bytes) -> str:
    return blake2b(body, digest_size=16).hexdigest()


def _acknowledgement(reference: str) -> bytes:
    """Write the answer, out of the writer's long buffer, for every accepted order keeps it."""
    document = {"reference": reference, "status": "accepted", "href": f"{VERSION}/orders/{reference}"}
    return bytes(memoryview(orjson.dumps(document)))


def _respond(answer: Answer, *, replayed: bool) -> Response:
    headers = {"Idempotency-Replayed": "true"} if replayed else None
    return Response(answer.body, answer.status, headers, media_type="application/json")
