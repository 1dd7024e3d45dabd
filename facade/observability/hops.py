"""The calls of the last orders, for whoever wants to follow one through all systems.

Bounded: the oldest make room, so that no load fills the memory. What has become of an order is in its trail,
which is durable; how often which system was called for it is here, in the process that called.
"""

from typing import Any, NamedTuple

from facade.ports import Clock
from facade.way_out.guard import Hop

ORDERS_KEPT = 500
HOPS_KEPT = 200
"""Of one order: one that was tried for a week should not push out all others."""


class _Call(NamedTuple):
    begun_s: float
    took_s: float
    system: str
    method: str
    path: str
    operation: str
    message_id: str
    causation_id: str
    attempt: str
    span: str
    status: int
    fault: str


class HopLog:
    """Remembers calls by the order they were made for."""

    def __init__(self, clock: Clock, kept: int = ORDERS_KEPT) -> None:
        self._clock = clock
        self._kept = kept
        self._calls: dict[str, list[_Call]] = {}

    def hop(self, hop: Hop) -> None:
        """Take in a call that has ended."""
        headers = hop.headers
        order = headers.get("x-correlation-id", "")
        if not order:
            return
        calls = self._calls.pop(order, None)
        if calls is None:
            calls = []
            if len(self._calls) >= self._kept:
                del self._calls[next(iter(self._calls))]
        self._calls[order] = calls
        if len(calls) < HOPS_KEPT:
            calls.append(_call(hop))

    def of(self, order: str) -> list[dict[str, Any]]:
        """Give the calls made for an order, in the order of their beginning."""
        since_s = self._clock.now().timestamp() - self._clock.monotonic()
        return [_shown(call, since_s + call.begun_s) for call in self._calls.get(order, ())]


def _call(hop: Hop) -> _Call:
    headers = hop.headers
    operation = headers.get("soapaction") or headers.get("x-apollo-operation-name") or ""
    return _Call(
        hop.begun_s,
        hop.took_s,
        hop.system,
        hop.method,
        path_of(hop.url),
        operation.strip('"').rpartition(":")[2],
        headers.get("x-request-id", ""),
        headers.get("x-causation-id", ""),
        headers.get("x-attempt", "1"),
        headers.get("traceparent", "")[36:52],
        hop.status,
        hop.fault,
    )


def path_of(url: str) -> str:
    """Give the address without its question, which may hold what is nobody's business."""
    return "/" + url.partition("://")[2].partition("?")[0].partition("/")[2]


def _shown(call: _Call, at_s: float) -> dict[str, Any]:
    return {"at_s": at_s, **call._asdict()}
