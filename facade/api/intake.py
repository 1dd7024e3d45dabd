"""The one way in for orders: idempotency keys by the rules of the IETF draft, then the desk.

400 without a key, 422 when a key comes back with another request, the first answer again when it comes
back with the same. 409 cannot happen for a running request: taking an order in has no await.
"""

import re
from hashlib import blake2b

import orjson
from fastapi.responses import Response

from facade.api.problem import KEY_LENGTH_MAX, KEY_MISSING, ProblemError
from facade.api.schemas import REFERENCE
from facade.canonical.order import Order
from facade.messaging.store import Answer, Store
from facade.orders.desk import OrderDesk

_REFERENCE = re.compile(REFERENCE)


class Intake:
    """Accepts orders from every channel."""

    def __init__(self, store: Store, desk: OrderDesk) -> None:
        self._store = store
        self._desk = desk

    def accept(self, order: Order, key: str | None, body: bytes, message_id: str | None) -> Response:
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
        scoped = f"{order.channel}:{key}"
        fingerprint = blake2b(body, digest_size=16).hexdigest()
        if self._desk.switches.idempotency:
            earlier = self._earlier(scoped, fingerprint, order)
            if earlier is not None:
                return _respond(earlier, replayed=True)
        reference = order.external_ref
        answer = Answer(fingerprint, 202, _acknowledgement(reference))
        self._desk.accept(order, message_id or f"accept:{scoped}", scoped, answer)
        return _respond(answer, replayed=False)

    def _earlier(self, scoped: str, fingerprint: str, order: Order) -> Answer | None:
        earlier = self._store.answer(scoped)
        if earlier is None:
            if self._desk.load(order.external_ref) is not None:
                detail = f"reference {order.external_ref!r} belongs to an order sent under another key"
                raise ProblemError(409, "reference_in_use", detail, "body.reference")
            return None
        if earlier.fingerprint != fingerprint:
            detail = "this key was used for a different request; a new request needs a new key"
            raise ProblemError(422, "idempotency_key_reused", detail, "header.Idempotency-Key")
        return earlier


def _acknowledgement(reference: str) -> bytes:
    """Write the answer, out of the writer's long buffer, for every accepted order keeps it."""
    document = {"reference": reference, "status": "accepted", "href": f"/orders/{reference}"}
    return bytes(memoryview(orjson.dumps(document)))


def _respond(answer: Answer, *, replayed: bool) -> Response:
    headers = {"Idempotency-Replayed": "true"} if replayed else None
    return Response(answer.body, answer.status, headers, media_type="application/json")
