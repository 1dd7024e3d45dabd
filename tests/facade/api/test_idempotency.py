"""The Idempotency-Key header, by the rules of the IETF draft."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.alone import facade_alone
from facade.messaging.memory import MemoryStore
from facade.messaging.store import Answer
from tests.facade.api.callers import ACCESS, as_
from tests.facade.door import Door, refusal


class SlowDisk(MemoryStore):
    """Takes a turn of the loop over each look for an answer, as a real disk takes its time."""

    async def answer(self, key: str) -> Answer | None:
        for _ in range(5):
            await asyncio.sleep(0)
        return await super().answer(key)


@pytest.fixture
def slow() -> Iterator[Door]:
    opened = Door(facade_alone(SlowDisk(), access=ACCESS))
    yield opened
    assert not opened.alone.defects
    opened.close()


def order_of(door: Door, channel: str = "field_sales", **changes: Any) -> tuple[str, str, dict[str, Any]]:
    return "POST", "/v1/orders", door.order(channel=channel, **changes)


def signed(channel: str = "field_sales", key: str = "k") -> dict[str, str]:
    return {**as_(channel), "idempotency-key": key}


@pytest.mark.parametrize("key", ["", "x" * 256, None])
def test_without_a_key_that_can_be_kept_nothing_is_done(door: Door, key: str | None) -> None:
    reply = door.place(door.order(), key)

    assert refusal(reply) == (400, "idempotency_key_missing")
    assert door.ask("GET", "/v1/orders/FS-1").status_code == 404


def test_the_same_again_is_given_the_first_answer_and_told_so(door: Door) -> None:
    first, again = (door.place(door.order()) for _ in range(2))

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_another_request_under_a_used_key_is_refused(door: Door) -> None:
    door.place(door.order())

    assert refusal(door.place(door.order("FS-2"))) == (422, "idempotency_key_reused")


def test_the_same_while_the_first_is_in_flight_is_told_to_come_again(slow: Door) -> None:
    first, second = slow.at_once([order_of(slow)] * 2, signed())

    assert first.status_code == 202
    assert refusal(second) == (409, "idempotency_key_in_flight")
    assert second.headers["retry-after"] == "1"
    assert slow.ask(*order_of(slow), headers=signed()).headers["idempotency-replayed"] == "true"


def test_another_request_while_the_first_is_in_flight_is_refused(slow: Door) -> None:
    first, second = slow.at_once([order_of(slow), order_of(slow, reference="FS-2")], signed())

    assert first.status_code == 202
    assert refusal(second) == (422, "idempotency_key_reused")


def test_a_refusal_in_flight_leaves_the_key_free(slow: Door) -> None:
    slow.ask(*order_of(slow), headers=signed())

    assert refusal(slow.ask(*order_of(slow), headers=signed(key="j"))) == (409, "reference_in_use")
    assert slow.ask(*order_of(slow, reference="FS-2"), headers=signed(key="j")).status_code == 202


def test_two_channels_may_use_the_same_key(slow: Door) -> None:
    for channel in ("field_sales", "marketplace"):
        reply = slow.ask(*order_of(slow, channel, reference=f"R-{channel}"), headers=signed(channel))
        assert reply.status_code == 202
