"""A caller is told what is left of its quota, and to wait when nothing is."""

from collections.abc import Iterator

import pytest

from contracts.alone import StoppedClock, facade_alone
from facade.api.access import Access, Quota
from facade.api.limiting import Level, drawn, told
from tests.facade.api.callers import a_channel, as_
from tests.facade.door import Door, refusal

QUOTA = Quota(burst=3, per_s=0.5)


class SlowClock(StoppedClock):
    def __init__(self) -> None:
        super().__init__()
        self.s = 0.0

    def monotonic(self) -> float:
        return self.s


@pytest.fixture
def clock() -> SlowClock:
    return SlowClock()


@pytest.fixture
def door(clock: SlowClock) -> Iterator[Door]:
    access = Access((a_channel("field_sales", QUOTA), a_channel("marketplace", QUOTA), a_channel("commerce")))
    opened = Door(facade_alone(access=access, clock=clock))
    yield opened
    opened.close()


def look(door: Door, caller: str = "field_sales", path: str = "/v1/orders"):
    return door.ask("GET", path, headers=as_(caller))


def test_every_answer_tells_what_is_left_and_when_it_is_full_again(door: Door) -> None:
    reply = look(door)

    assert reply.headers["ratelimit-policy"] == '"calls";q=3;w=6'
    assert reply.headers["ratelimit"] == '"calls";r=2;t=2'
    assert look(door, path="/v1/orders/NONE").headers["ratelimit"] == '"calls";r=1;t=4'


def test_one_call_too_many_is_told_how_long_to_wait_and_then_let_in(door: Door, clock: SlowClock) -> None:
    for _ in range(3):
        assert look(door).status_code == 200

    reply = look(door)
    assert refusal(reply) == (429, "too_many_calls")
    assert (reply.headers["retry-after"], reply.headers["ratelimit"]) == ("2", '"calls";r=0;t=6')
    clock.s += 2
    assert look(door).status_code == 200


def test_one_callers_storm_is_not_anothers(door: Door) -> None:
    for _ in range(5):
        look(door)

    assert look(door, "marketplace").status_code == 200


def test_who_has_no_quota_is_not_counted(door: Door) -> None:
    replies = [look(door, "commerce") for _ in range(10)]

    assert {reply.status_code for reply in replies} == {200}
    assert "ratelimit" not in replies[-1].headers


def test_a_refused_call_takes_nothing_and_a_bucket_never_overflows() -> None:
    assert drawn(Level(0.5, 0.0), QUOTA, 0.0) == (False, Level(0.5, 0.0))
    assert drawn(Level(3.0, 0.0), QUOTA, 1e9) == (True, Level(2.0, 1e9))
    assert told(Level(3.0, 0.0), QUOTA)["RateLimit"] == '"calls";r=3;t=0'
