import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.way_out.breaker import Breaker, BreakerRule, BreakerState

RULE = BreakerRule(window=4, failed_max=2, pause_s=5.0, pause_max_s=20.0)
ENDS = ("heard", "failed", "given_up")


def opened(now_s: float = 0.0) -> Breaker:
    breaker = Breaker(RULE)
    for _ in range(2):
        fail(breaker, now_s)
    return breaker


def fail(breaker: Breaker, now_s: float, retry_after_s: float = 0.0) -> None:
    permit = breaker.admit(now_s)
    assert permit is not None
    breaker.failed(permit, now_s, retry_after_s)


def answer(breaker: Breaker, now_s: float) -> None:
    permit = breaker.admit(now_s)
    assert permit is not None
    breaker.heard(permit, now_s)


class TestABreaker:
    def test_lets_everything_through_while_most_calls_are_answered(self) -> None:
        breaker = Breaker(RULE)

        for _ in range(50):
            fail(breaker, 0.0)
            for _ in range(3):
                answer(breaker, 0.0)

        assert breaker.state is BreakerState.CLOSED

    def test_opens_when_too_many_of_the_last_calls_failed(self) -> None:
        breaker = opened(10.0)

        assert breaker.state is BreakerState.OPEN
        assert breaker.admit(14.9) is None
        assert breaker.wait_s(12.0) == 3.0

    def test_opens_when_several_calls_in_a_row_failed(self) -> None:
        breaker = Breaker(BreakerRule(window=20, failed_max=20, in_a_row_max=3))
        for _ in range(2):
            fail(breaker, 0.0)
        answer(breaker, 0.0)

        for _ in range(3):
            assert breaker.is_closed
            fail(breaker, 0.0)

        assert breaker.state is BreakerState.OPEN

    def test_lets_one_probe_through_after_the_pause_and_all_once_it_is_answered(self) -> None:
        breaker = opened()

        probe = breaker.admit(5.0)
        assert probe is not None
        assert breaker.admit(5.0) is None
        breaker.heard(probe, 6.0)

        assert breaker.is_closed
        assert (breaker.incidents, breaker.down_s) == (1, 6.0)

    def test_waits_twice_as_long_after_each_failed_probe_up_to_a_bound(self) -> None:
        breaker, now_s, waits = opened(), 5.0, []

        for _ in range(4):
            fail(breaker, now_s)
            waits.append(breaker.wait_s(now_s))
            now_s += waits[-1]

        assert waits == [10.0, 20.0, 20.0, 20.0]

    def test_waits_as_long_as_the_system_asks(self) -> None:
        breaker = Breaker(RULE)

        fail(breaker, 0.0, retry_after_s=40.0)
        fail(breaker, 0.0, retry_after_s=40.0)

        assert breaker.wait_s(0.0) == 40.0

    def test_hears_nothing_from_calls_that_began_before_it_opened(self) -> None:
        breaker = Breaker(RULE)
        early = breaker.admit(0.0)
        assert early is not None
        fail(breaker, 0.0)
        fail(breaker, 0.0)

        breaker.heard(early, 1.0)

        assert breaker.state is BreakerState.OPEN

    def test_probes_again_when_the_caller_of_a_probe_went_away(self) -> None:
        breaker = opened()
        probe = breaker.admit(5.0)
        assert probe is not None

        breaker.given_up(probe)

        assert breaker.admit(5.0) is not None

    @given(
        st.lists(st.tuples(st.sampled_from(["heard", "failed", "given_up"]), st.floats(0, 30)), max_size=60)
    )
    def test_admits_again_after_a_bounded_wait_whatever_happens(
        self, course: list[tuple[str, float]]
    ) -> None:
        breaker, now_s = Breaker(RULE), 0.0
        for end, later_s in course:
            now_s += later_s
            permit = breaker.admit(now_s)
            if permit is None:
                continue
            if end == "given_up":
                breaker.given_up(permit)
            else:
                getattr(breaker, end)(permit, now_s)

        assert breaker.wait_s(now_s) <= RULE.pause_max_s + 0.001
        assert breaker.admit(now_s + RULE.pause_max_s + 0.001) is not None


@pytest.mark.parametrize("retry_after_s", [0.0, 1.0])
def test_a_breaker_tells_the_same_story_twice(retry_after_s: float) -> None:
    def told() -> tuple[float, ...]:
        breaker = opened()
        fail(breaker, 5.0, retry_after_s)
        return (breaker.wait_s(5.0), breaker.wait_s(9.0))

    assert told() == told()
