"""What is said of a stream of events, by the versions it holds of each order."""

import asyncio
import json

import pytest

from facade.messaging.broker import Message, open_broker
from loadtests import events
from loadtests.events import counted_events, judged
from tests.facade.messaging.test_jetstream import NEEDS_NATS, SERVER, a_stream


def test_every_version_once_and_in_order_is_right() -> None:
    count = judged({"A": [1, 2, 3], "B": [1]}, ["A", "B"])

    assert not count.wrong
    assert (count.events, count.orders) == (4, 2)


@pytest.mark.parametrize(
    ("versions", "what"),
    [
        ([1, 3], "missing"),
        ([2, 3], "missing"),
        ([], "missing"),
        ([1, 2, 2], "twice"),
        ([1, 3, 2], "disordered"),
    ],
)
def test_what_is_amiss_is_named_with_its_order(versions: list[int], what: str) -> None:
    count = judged({"A": versions} if versions else {}, ["A"])

    assert getattr(count, what) == ["A"]
    assert count.wrong


@NEEDS_NATS
def test_a_stream_is_read_to_its_end_however_slowly_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "QUIET_S", 0.001)
    monkeypatch.setattr(events, "LOAD", 2)
    url = f"{SERVER}/{a_stream()}"
    names = [f"W{order}" for order in range(5)]

    async def story() -> events.EventCount:
        broker = open_broker(url)
        try:
            for version in (1, 2, 3):
                told = [(name, {"subject": name, "data": {"version": version}}) for name in names]
                await broker.publish(
                    [Message("order", f"{name}@{version}", json.dumps(what).encode()) for name, what in told]
                )
            count = await counted_events(url, names)
            await (await broker.connected()).jetstream().delete_stream(broker.place.stream)
            return count
        finally:
            await broker.close()

    count = asyncio.run(story())

    assert (count.events, count.orders, count.wrong) == (15, 5, False)
