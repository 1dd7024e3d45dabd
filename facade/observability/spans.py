"""Every call and every step of an order as a span of its trace, for whoever collects them.

The ids are those that went out with the calls, and those of steps follow from the messages that brought them:
what several processes say of one order comes together as one tree without their knowing of each other. Who
sent a trace and did not want it kept is heard.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from facade.messaging.store import Step
from facade.observability.hops import path_of
from facade.ports import Clock
from facade.way_out.guard import Hop
from facade.way_out.tracing import span_of, trace_of

INTERNAL, CLIENT = 1, 3
SAMPLED = 1
ERROR_FROM = 400
Value = str | int


class Span(NamedTuple):
    """One thing that took time in a trace; `error` is empty when it went well."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: int
    begun_ns: int
    ended_ns: int
    attributes: tuple[tuple[str, Value], ...]
    error: str = ""


Take = Callable[[Span], None]


class Spans:
    """Hands spans on; without anybody to take them it costs next to nothing."""

    def __init__(self, clock: Clock, take: Take | None = None) -> None:
        self._clock = clock
        self._take = take

    def hop(self, hop: Hop) -> None:
        """Tell of a call that has ended: neither what was sent nor what came back."""
        if self._take is None:
            return
        _, trace_id, span_id, flags = hop.headers["traceparent"].split("-")[:4]
        if not _is_wanted(flags):
            return
        order = hop.headers.get("x-correlation-id", "")
        cause = hop.headers.get("x-causation-id", "")
        begun_s = self._clock.now().timestamp() - self._clock.monotonic() + hop.begun_s
        about: tuple[tuple[str, Value], ...] = (
            ("server.address", hop.system),
            ("http.request.method", hop.method),
            ("url.path", path_of(hop.url)),
            ("http.response.status_code", hop.status),
            ("order.reference", order),
            ("message.id", hop.headers.get("x-request-id", "")),
            ("attempt", int(hop.headers.get("x-attempt", "1"))),
        )
        error = hop.fault or (str(hop.status) if hop.status >= ERROR_FROM else "")
        name = f"{hop.method} {hop.system}"
        parent_id = _step_id(order, cause) if order and cause else ""
        begun_ns, ended_ns = _ns(begun_s), _ns(begun_s + hop.took_s)
        self._take(Span(trace_id, span_id, parent_id, name, CLIENT, begun_ns, ended_ns, about, error))

    def step(self, step: Step) -> None:
        """Tell what has become of an order."""
        told = step.trail
        if self._take is None or told is None:
            return
        order = step.aggregate_id
        trace = trace_of(step.state.order.external_ref, step.state.trace)
        if not _is_wanted(trace.flags):
            return
        about: tuple[tuple[str, Value], ...] = (
            ("order.reference", order),
            ("order.version", told.version),
            ("order.status.from", told.status_from),
            ("order.status.to", told.status_to),
            ("message.id", told.message_id),
        )
        own, cause = _step_id(order, told.message_id), _step_id(order, told.causation_id)
        parent_id = cause if told.causation_id and cause != own else ""
        at_ns = _at_ns(told.at)
        self._take(Span(trace.trace_id, own, parent_id, told.event, INTERNAL, at_ns, at_ns, about))


def _step_id(order: str, message_id: str) -> str:
    return span_of(f"step|{order}|{message_id}")


def _is_wanted(flags: str) -> bool:
    return bool(int(flags, 16) & SAMPLED)


def _at_ns(at: datetime) -> int:
    return _ns(at.timestamp())


def _ns(seconds: float) -> int:
    return round(seconds * 1e6) * 1000
