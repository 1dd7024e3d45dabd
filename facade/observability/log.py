"""What the façade says while it runs: one line of JSON each, with time, order and trace, and never a secret.

JSON because nobody can then forge a line by what they send; secrets are hidden by their names, and texts are
cut, so that a body that came with an error is not kept.
"""

from collections.abc import Callable
from typing import Any

import orjson

from facade.messaging.store import Step
from facade.observability.redaction import without_secrets
from facade.orders.explaining import held
from facade.orders.state import OrderState, Status
from facade.ports import Clock
from facade.way_out.guard import Hop
from facade.way_out.tracing import trace_of

TEXT_MAX = 500
Write = Callable[[bytes], None]


class Log:
    """Writes lines where it is told to; without a place to write to it costs next to nothing."""

    def __init__(self, clock: Clock, write: Write | None = None) -> None:
        self._clock = clock
        self._write = write

    def say(self, level: str, event: str, **about: Any) -> None:
        """Write one line."""
        if self._write is None:
            return
        line = {"at": self._clock.now(), "level": level, "event": event, **without_secrets(_cut(about))}
        self._write(orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS) + b"\n")

    def step(self, step: Step) -> None:
        """Say what has become of an order; a parked one is a warning."""
        if self._write is None or step.trail is None:
            return
        told, state = step.trail, step.state
        parked = told.status_to == Status.ON_HOLD
        about: dict[str, Any] = {"why": held(state.reason).reason} if parked else {}
        self.say(
            "warning" if parked else "info",
            told.event,
            order=step.aggregate_id,
            trace=_trace_id(state),
            status_from=told.status_from,
            status_to=told.status_to,
            message=told.message_id,
            **about,
        )

    def hop(self, hop: Hop) -> None:
        """Say how a call ended; neither what was sent nor what came back."""
        if self._write is None:
            return
        headers = hop.headers
        self.say(
            "warning" if hop.fault else "info",
            "call",
            system=hop.system,
            method=hop.method,
            order=headers.get("x-correlation-id", ""),
            message=headers.get("x-request-id", ""),
            attempt=headers.get("x-attempt", "1"),
            trace=headers.get("traceparent", "")[3:35],
            span=headers.get("traceparent", "")[36:52],
            status=hop.status,
            fault=hop.fault,
            took_s=round(hop.took_s, 6),
        )

    def defect(self, where: str, error: BaseException) -> None:
        """Say that something of ours broke: of what kind, not with what in hand."""
        self.say("error", "defect", where=where, kind=type(error).__name__)


def _trace_id(state: OrderState) -> str:
    return trace_of(state.order.external_ref, state.trace).trace_id


def _cut(about: dict[str, Any]) -> dict[str, Any]:
    return {name: value[:TEXT_MAX] if isinstance(value, str) else value for name, value in about.items()}
