import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import pytest

from facade.way_out.breaker import BreakerRule, BreakerState
from facade.way_out.budget import BudgetRule
from facade.way_out.bulkhead import BulkheadRule
from facade.way_out.guard import Guard, GuardRule, Hop, TurnedAwayError
from tests.facade.way_out.moved_clock import MovedClock

RULE = GuardRule(
    BreakerRule(window=4, failed_max=2, pause_s=5.0), BulkheadRule(1, 1), BudgetRule(0.0, 0.0, 1.0)
)


def on_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(*given: Any, **named: Any) -> None:
        asyncio.run(test(*given, **named))

    return run


@dataclass
class Answer:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Neighbour:
    """Answers in turn with what it is given, and holds every answer back while it is shut."""

    ends: list[Answer | Exception]
    asked: int = 0
    shut: asyncio.Event | None = None

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout_s: float = 10.0
    ) -> Answer:
        self.asked += 1
        if self.shut is not None:
            await self.shut.wait()
        end = self.ends.pop(0) if self.ends else Answer()
        if isinstance(end, Exception):
            raise end
        return end


class Way:
    def __init__(self, *ends: Answer | Exception, rule: GuardRule = RULE) -> None:
        self.neighbour, self.clock, self.hops = Neighbour(list(ends)), MovedClock(), list[Hop]()
        self.guard = Guard("wms", self.neighbour, self.clock, rule, self.hops.append)

    async def call(self, attempt: int = 1) -> int:
        reply = await self.guard.send("GET", "http://wms/x", headers={"x-attempt": str(attempt)})
        return reply.status


class TestTheWayToASystem:
    @on_a_loop
    async def test_is_closed_to_all_once_nobody_answers_and_open_again_after_a_probe(self) -> None:
        way = Way(ConnectionError("gone"), TimeoutError("slow"))
        for kind in (ConnectionError, TimeoutError):
            with pytest.raises(kind):
                await way.call()

        with pytest.raises(TurnedAwayError, match="tried again in 5 s"):
            await way.call()
        assert way.neighbour.asked == 2
        way.clock.at_s = 5.0

        assert await way.call() == 200
        assert [(hop.status, hop.fault) for hop in way.hops] == [
            (0, "unreachable"),
            (0, "timeout"),
            (0, "turned_away"),
            (200, ""),
        ]

    @on_a_loop
    async def test_takes_a_refusal_for_an_answer_and_a_busy_signal_for_none(self) -> None:
        way = Way(Answer(500), Answer(422), Answer(500), Answer(404))
        for _ in range(4):
            await way.call()
        assert way.guard.breaker.state is BreakerState.CLOSED

        way.neighbour.ends = [Answer(503, {"retry-after": "90"}), Answer(429, {"retry-after": "90"})]
        await way.call()
        await way.call()

        assert way.guard.breaker.wait_s(0.0) == 90.0

    @pytest.mark.parametrize("said", ["soon", "nan", "-5", "inf", ""])
    @on_a_loop
    async def test_makes_nothing_of_a_wait_that_is_none(self, said: str) -> None:
        way = Way(*[Answer(503, {"retry-after": said})] * 2)

        await way.call()
        await way.call()

        assert way.guard.breaker.wait_s(0.0) == 5.0

    @on_a_loop
    async def test_repeats_no_more_than_its_budget_allows(self) -> None:
        way = Way(*[Answer(503)] * 2, rule=GuardRule(budget=BudgetRule(0.0, 0.0, 1.0)))

        assert await way.call(attempt=2) == 503
        with pytest.raises(TurnedAwayError, match="repeated"):
            await way.call(attempt=2)
        assert await way.call() == 503

    @on_a_loop
    async def test_has_so_many_places_and_turns_away_who_comes_when_all_are_taken(self) -> None:
        way = Way()
        way.neighbour.shut = asyncio.Event()
        first, second = (asyncio.ensure_future(way.call()) for _ in range(2))
        await asyncio.sleep(0)
        assert (way.guard.bulkhead.in_use, way.guard.bulkhead.waiting) == (1, 1)

        with pytest.raises(TurnedAwayError, match="1 calls wait for wms"):
            await way.call()
        way.neighbour.shut.set()

        assert await asyncio.gather(first, second) == [200, 200]
        assert (way.guard.bulkhead.in_use, way.neighbour.asked) == (0, 2)

    @on_a_loop
    async def test_loses_no_place_to_a_caller_who_goes_away(self) -> None:
        way = Way()
        way.neighbour.shut = asyncio.Event()
        calls = [asyncio.ensure_future(way.call()) for _ in range(2)]
        await asyncio.sleep(0)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        way.neighbour.shut.set()

        assert await way.call() == 200
        assert way.guard.bulkhead.in_use == 0
