import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from dualrun.network.reply import Reply
from facade.messaging.store import Step, TrailEntry
from facade.observability import otlp
from facade.observability.otlp import KEPT_MAX, SpanExporter
from facade.observability.spans import CLIENT, Span, Spans
from facade.orders.state import Status
from facade.way_out.guard import Hop
from tests.facade.builders import NOON, a_state
from tests.facade.way_out.moved_clock import MovedClock

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector:
    """A wire with a collector at its end, which answers as it is told to."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.heard: list[dict[str, Any]] = []

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout_s: float = 10.0
    ) -> Reply:
        status = self.statuses.pop(0) if self.statuses else 200
        if not status:
            raise ConnectionRefusedError
        assert (method, url, headers["content-type"]) == (
            "POST",
            "http://c:4318/v1/traces",
            "application/json",
        )
        if status == 200:
            self.heard.append(orjson.loads(body))
        return Reply(status, {}, b"")

    @property
    def spans(self) -> list[dict[str, Any]]:
        scoped = [
            scope for one in self.heard for each in one["resourceSpans"] for scope in each["scopeSpans"]
        ]
        return [span for scope in scoped for span in scope["spans"]]


def exporting(*statuses: int) -> tuple[SpanExporter, Collector]:
    collector = Collector(*statuses)
    return SpanExporter(collector, MovedClock(), "http://c:4318/", "facade", "facade-1"), collector


def a_hop(flags: str = "01", **also: Any) -> Hop:
    headers = {
        "traceparent": f"00-{TRACE}-{SPAN}-{flags}",
        "x-correlation-id": "W000001",
        "x-request-id": "W000001#2",
        "x-causation-id": "m-1",
        "x-attempt": "2",
        "authorization": "Bearer canary-7f3a",
    }
    return Hop("wms", "POST", "http://wms/orders?key=canary-7f3a", headers, 1.0, 0.25, 503)._replace(**also)


def a_step(message_id: str = "m-1", cause: str = "", trace: str = f"{TRACE} 01") -> Step:
    told = TrailEntry(1, NOON, "OrderAccepted", "", "accepted", message_id, cause)
    return Step("W000001", a_state(status=Status.ACCEPTED, trace=trace), told)


def told(hop: Hop | None = None, *steps: Step) -> list[Span]:
    taken: list[Span] = []
    spans = Spans(MovedClock(), taken.append)
    for step in steps:
        spans.step(step)
    if hop is not None:
        spans.hop(hop)
    return taken


def test_a_call_hangs_under_the_step_that_asked_for_it_and_has_the_id_that_went_out_with_it() -> None:
    step, call = told(a_hop(), a_step())

    assert (call.trace_id, call.span_id, call.kind, call.error) == (TRACE, SPAN, CLIENT, "503")
    assert (step.trace_id, step.parent_id, call.parent_id) == (TRACE, "", step.span_id)
    assert call.ended_ns - call.begun_ns == 250_000_000


def test_a_step_hangs_under_the_one_that_caused_it() -> None:
    first, second = told(None, a_step(), a_step("W000001#2", "m-1"))

    assert second.parent_id == first.span_id != second.span_id


def test_nothing_that_is_secret_is_told() -> None:
    assert "canary" not in str(told(a_hop()))


def test_who_did_not_want_a_trace_kept_is_heard() -> None:
    assert told(a_hop("00"), a_step(trace=f"{TRACE} 00")) == []


def test_a_collector_is_told_in_the_words_of_otlp() -> None:
    exporter, collector = exporting()
    for span in told(a_hop(), a_step()):
        exporter.take(span)
    asyncio.run(exporter.leave())

    assert collector.heard[0]["resourceSpans"][0]["resource"]["attributes"] == [
        {"key": "service.name", "value": {"stringValue": "facade"}},
        {"key": "service.instance.id", "value": {"stringValue": "facade-1"}},
    ]
    _, call = collector.spans
    assert (call["traceId"], call["spanId"], call["kind"]) == (TRACE, SPAN, 3)
    assert int(call["endTimeUnixNano"]) - int(call["startTimeUnixNano"]) == 250_000_000
    assert {"key": "http.response.status_code", "value": {"intValue": "503"}} in call["attributes"]
    assert call["status"] == {"code": 2, "message": "503"}


def test_what_a_collector_cannot_take_now_is_sent_again_in_its_order() -> None:
    exporter, collector = exporting(0, 503)
    for span in told(None, a_step("m-1"), a_step("m-2")):
        exporter.take(span)

    for _ in range(3):
        asyncio.run(exporter.flush())

    assert [span["attributes"][-1]["value"]["stringValue"] for span in collector.spans] == ["m-1", "m-2"]
    assert [family.samples[0].value for family in exporter.families()] == [2, 0]  # type: ignore[index]


def test_what_a_collector_refuses_is_counted_and_let_go() -> None:
    exporter, collector = exporting(400)
    exporter.take(*told(a_hop()))
    asyncio.run(exporter.flush())
    asyncio.run(exporter.flush())

    assert (exporter.sent, exporter.dropped, collector.heard) == (0, 1, [])


def test_a_collector_that_stays_away_fills_no_memory() -> None:
    exporter, _ = exporting(0)
    [span] = told(a_hop())
    for _ in range(KEPT_MAX + 3):
        exporter.take(span)

    assert exporter.dropped == 3


def test_batches_are_of_a_bounded_size() -> None:
    exporter, collector = exporting()
    [span] = told(a_hop())
    for _ in range(otlp.AT_ONCE_MAX + 1):
        exporter.take(span)
    asyncio.run(exporter.flush())

    assert (len(collector.heard), len(collector.spans)) == (2, otlp.AT_ONCE_MAX + 1)
