from typing import Any

import orjson
import pytest

from facade.messaging.store import Step, TrailEntry
from facade.observability.log import TEXT_MAX, Log
from facade.orders.state import Status
from facade.way_out.guard import Hop
from tests.facade.builders import NOON, a_state
from tests.facade.way_out.moved_clock import MovedClock

CANARY = "canary-7f3a"
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Written:
    def __init__(self) -> None:
        self.raw = b""
        self.log = Log(MovedClock(), self._write)

    def _write(self, line: bytes) -> None:
        self.raw += line

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.raw.splitlines()]


@pytest.fixture
def written() -> Written:
    return Written()


def test_a_step_is_one_line_with_its_order_and_trace(written: Written) -> None:
    told = TrailEntry(3, NOON, "OrderBooked", "validated", "validated", "m-3", "m-2")

    written.log.step(Step("W000001", a_state(trace=f"{TRACE} 01"), told))

    [line] = written.lines
    assert (line["event"], line["order"], line["trace"], line["level"]) == (
        "OrderBooked",
        "W000001",
        TRACE,
        "info",
    )


def test_a_parked_order_is_a_warning_in_words(written: Written) -> None:
    told = TrailEntry(3, NOON, "CommandRefused", "shipped", "on_hold", "m-3", "m-2")
    state = a_state(status=Status.ON_HOLD, reason="post_invoice: period closed")

    written.log.step(Step("W000001", state, told))

    [line] = written.lines
    assert line["level"] == "warning"
    assert line["why"].endswith("does not post the invoice: period closed")


def test_a_call_is_told_without_what_was_sent(written: Written) -> None:
    headers = {
        "authorization": CANARY,
        "x-api-key": CANARY,
        "x-correlation-id": "W1",
        "traceparent": f"00-{TRACE}-{SPAN}-01",
    }

    written.log.hop(Hop("wms", "POST", f"http://wms/x?token={CANARY}", headers, 0.0, 0.5, 0, "timeout"))

    [line] = written.lines
    assert (line["system"], line["order"], line["fault"], line["span"]) == ("wms", "W1", "timeout", SPAN)
    assert CANARY.encode() not in written.raw


@pytest.mark.parametrize(
    "name",
    [
        "authorization",
        "Authorization",
        "client_secret",
        "password",
        "access_token",
        "x-api-key",
        "cookie",
        "signature",
        "Idempotency-Key",
    ],
)
def test_a_secret_is_hidden_however_deep_it_lies(written: Written, name: str) -> None:
    written.log.say("info", "x", **{name: CANARY}, deep=[{"more": {name: CANARY}}])

    assert CANARY.encode() not in written.raw


def test_nobody_can_forge_a_line_or_fill_the_disk_by_what_they_send(written: Written) -> None:
    written.log.say("info", "x", order='W1\r\n{"level":"error"}', note="n" * 10_000)

    [line] = written.lines
    assert line["level"] == "info"
    assert len(line["note"]) == TEXT_MAX


def test_a_defect_is_told_by_its_kind_and_place(written: Written) -> None:
    written.log.defect("book_order of W1", KeyError(CANARY))

    [line] = written.lines
    assert (line["level"], line["kind"], line["where"]) == ("error", "KeyError", "book_order of W1")
    assert CANARY.encode() not in written.raw


def test_without_a_place_to_write_to_nothing_is_written() -> None:
    Log(MovedClock()).say("info", "x")
