"""Spans on their way to a collector, as OpenTelemetry's OTLP/HTTP wants them, in JSON.

Nothing waits for a collector: what it does not take is kept until there is too much of it, and then the
oldest goes, and is counted. OTLP is a document and a POST, so that no library with threads of its own is due.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import orjson

from facade.observability.exposition import Family, Sample
from facade.observability.spans import Span, Value
from facade.ports import Clock, Wire

PATH = "/v1/traces"
EVERY_S = 1.0
AT_ONCE_MAX = 500
KEPT_MAX = 20_000
TIMEOUT_S = 5.0
STATUS_ERROR = 2
TAKEN = range(200, 300)
COME_AGAIN = frozenset({429, 502, 503, 504})
"""What a collector says that wants the same once more, by the specification."""


class SpanExporter:
    """Sends spans to one collector, a batch at a time."""

    def __init__(self, wire: Wire, clock: Clock, url: str, service: str, instance: str) -> None:
        self._wire = wire
        self._clock = clock
        self._url = url.rstrip("/") + PATH
        self._resource = _attributes((("service.name", service), ("service.instance.id", instance)))
        self._waiting: deque[Span] = deque()
        self._sending: asyncio.Task[None] | None = None
        self.sent = self.dropped = 0

    def take(self, span: Span) -> None:
        """Take one in, to be sent soon."""
        self._waiting.append(span)
        if len(self._waiting) > KEPT_MAX:
            self._waiting.popleft()
            self.dropped += 1

    def start(self) -> None:
        """Begin to send."""
        self._sending = asyncio.get_running_loop().create_task(self._send_on())

    async def leave(self) -> None:
        """Send what is left, if the collector takes it, and end."""
        if self._sending is not None:
            self._sending.cancel()
            with suppress(asyncio.CancelledError):
                await self._sending
        await self.flush()

    async def flush(self) -> None:
        """Send what is waiting, until nothing is or the collector does not take it."""
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(AT_ONCE_MAX, len(self._waiting)))]
            try:
                status = await self._sent(batch)
            except (ConnectionError, TimeoutError):
                status = 503
            if status in COME_AGAIN:
                self._waiting.extendleft(reversed(batch))
                return
            if status in TAKEN:
                self.sent += len(batch)
            else:
                self.dropped += len(batch)

    def families(self) -> Iterable[Family]:
        """Give what has become of the spans."""
        for name, value, meaning in (
            ("dualrun_spans_sent_total", self.sent, "Spans that the collector has taken."),
            ("dualrun_spans_dropped_total", self.dropped, "Spans that nobody has taken."),
        ):
            yield Family(name, "counter", meaning, [Sample((), value)])

    async def _send_on(self) -> None:
        while True:
            await self._clock.sleep(EVERY_S)
            await self.flush()

    async def _sent(self, batch: Sequence[Span]) -> int:
        body = orjson.dumps(document(batch, self._resource))
        headers = {"content-type": "application/json"}
        reply = await self._wire.send("POST", self._url, headers=headers, body=body, timeout_s=TIMEOUT_S)
        return reply.status


def document(spans: Iterable[Span], resource: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Write spans as an ExportTraceServiceRequest."""
    scoped = {"scope": {"name": "facade"}, "spans": [_span(span) for span in spans]}
    return {"resourceSpans": [{"resource": {"attributes": resource}, "scopeSpans": [scoped]}]}


def _span(span: Span) -> dict[str, Any]:
    written: dict[str, Any] = {
        "traceId": span.trace_id,
        "spanId": span.span_id,
        "parentSpanId": span.parent_id,
        "name": span.name,
        "kind": span.kind,
        "startTimeUnixNano": str(span.begun_ns),
        "endTimeUnixNano": str(span.ended_ns),
        "attributes": _attributes(span.attributes),
    }
    if span.error:
        written["status"] = {"code": STATUS_ERROR, "message": span.error}
    return written


def _attributes(named: Iterable[tuple[str, Value]]) -> list[dict[str, Any]]:
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in named
    ]
