"""Events leave the store at least once and in order; a broker that is away keeps nobody from anything."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from dualrun.clock import VirtualClock, run_virtual
from facade.errors import BrokerRefusedError, BrokerUnavailableError, StoreUnavailableError
from facade.messaging.broker import Message
from facade.messaging.relay import AT_ONCE_MAX, Relay, WaitingEvent, waves
from facade.messaging.store import TrailEntry
from tests.facade.builders import NOON


def an_event(seq: int, order: str = "A", version: int = 1) -> WaitingEvent:
    return WaitingEvent(seq, order, TrailEntry(version, NOON, "OrderBooked", "", "", "m", ""))


class Source:
    """Events that wait, in a list."""

    def __init__(self, events: Sequence[WaitingEvent]) -> None:
        self.waiting = list(events)
        self.failures: list[Exception] = []

    async def unpublished(self, limit: int) -> Sequence[WaitingEvent]:
        if self.failures:
            raise self.failures.pop(0)
        return self.waiting[:limit]

    async def published(self, seqs: Sequence[int]) -> None:
        self.waiting = [event for event in self.waiting if event.seq not in seqs]


class Stream:
    """A broker that keeps what it is sent, and now and then fails before or after keeping it."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.loads: list[int] = []
        self.failures: list[Exception] = []
        self.loses: set[str] = set()

    async def publish(self, messages: Sequence[Message]) -> Sequence[str]:
        if self.failures:
            raise self.failures.pop(0)
        self.loads.append(len(messages))
        kept = [message.id for message in messages if message.id not in self.loses]
        self.loses.clear()
        self.kept += kept
        return kept

    async def close(self) -> None:
        """Nothing to let go of."""


def named(order: str, told: TrailEntry) -> Message:
    return Message("order.booked", f"{order}@{told.version}", b"")


def relayed(
    source: Source, stream: Stream, runs_s: float = 60, then: Callable[[], None] | None = None
) -> list[tuple[str, Any]]:
    defects: list[tuple[str, Any]] = []

    async def main(clock: VirtualClock) -> None:
        relay = Relay(source, stream, clock, named, lambda where, error: defects.append((where, error)))
        relay.start()
        await clock.sleep(runs_s)
        if then is not None:
            then()
            await clock.sleep(runs_s)
        relay.stop()
        await asyncio.sleep(0)

    run_virtual(main, start=NOON)
    return defects


def test_events_are_told_once_and_forgotten() -> None:
    source, stream = Source([an_event(n, f"W{n}") for n in range(5)]), Stream()

    assert relayed(source, stream) == []

    assert stream.kept == [f"W{n}@1" for n in range(5)]
    assert source.waiting == []


def test_of_one_order_only_one_event_is_on_its_way_at_a_time() -> None:
    source = Source([an_event(1), an_event(2, "B"), an_event(3, version=2), an_event(4, version=3)])
    stream = Stream()

    relayed(source, stream)

    assert stream.loads == [2, 1, 1]
    assert [one for one in stream.kept if one.startswith("A")] == ["A@1", "A@2", "A@3"]


def test_an_event_that_was_not_acknowledged_holds_back_those_after_it() -> None:
    source, stream = Source([an_event(1), an_event(2, "B"), an_event(3, version=2)]), Stream()
    stream.loses = {"A@1"}

    assert relayed(source, stream) == []

    assert stream.kept == ["B@1", "A@1", "A@2"]


@pytest.mark.parametrize("failure", [BrokerUnavailableError("refused"), StoreUnavailableError("refused")])
def test_whoever_is_away_is_waited_for(failure: Exception) -> None:
    source, stream = Source([an_event(1)]), Stream()
    (stream if isinstance(failure, BrokerUnavailableError) else source).failures = [failure] * 20

    assert relayed(source, stream, runs_s=30) == []

    assert stream.kept == ["A@1"]


def test_what_is_written_later_is_told_too() -> None:
    source, stream = Source([]), Stream()

    relayed(source, stream, then=lambda: source.waiting.append(an_event(1)))

    assert stream.kept == ["A@1"]


def test_a_backlog_is_carried_off_without_a_pause() -> None:
    source, stream = Source([an_event(n, f"W{n}") for n in range(20 * AT_ONCE_MAX)]), Stream()

    relayed(source, stream, runs_s=0.05)

    assert source.waiting == []


def test_a_broker_that_cannot_be_used_is_reported_and_tried_again_a_minute_later() -> None:
    source, stream = Source([an_event(1)]), Stream()
    refusal = BrokerRefusedError("too old")
    stream.failures = [refusal]

    assert relayed(source, stream, runs_s=59) == [("the relay of events", refusal)]
    assert source.waiting

    stream.failures = [refusal]
    relayed(source, stream, runs_s=61)
    assert stream.kept == ["A@1"]


def test_waves_hold_every_event_once() -> None:
    events = [an_event(n, "ABC"[n % 3], n // 3 + 1) for n in range(9)]

    parted = waves(events)

    assert [sorted(event.aggregate_id for event in wave) for wave in parted] == [["A", "B", "C"]] * 3
    assert sorted(event.seq for wave in parted for event in wave) == list(range(9))
