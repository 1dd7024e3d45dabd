import pytest

from facade.routing.gate import GateVerdict
from facade.routing.latency import LatencyGate, mann_whitney, samples_for_interval, shift

GATE = LatencyGate(slower_by_max=0.25, confidence=0.98)

# Hollander and Wolfe's permeability of membranes, at term and at 12 to 26 weeks.
TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


def spread(count: int, around_s: float = 0.1) -> list[float]:
    """Give latencies a few percent either way, no two alike."""
    return [around_s * (0.95 + 0.1 * place / count) for place in range(count)]


def test_the_test_is_the_textbook_one() -> None:
    assert mann_whitney([19, 22, 16, 29, 24], [20, 11, 17, 12]) == pytest.approx(0.111346886533)
    assert mann_whitney(EARLY, TERM) == pytest.approx(0.2544, abs=0.01)  # the exact one


def test_ties_are_corrected_for() -> None:
    assert mann_whitney([1, 1, 1], [1, 1, 1]) == 1.0
    assert mann_whitney([1, 2, 2, 3], [2, 3, 3, 4]) == pytest.approx(0.1720, abs=1e-4)


def test_the_shift_is_the_median_of_all_differences_with_its_interval() -> None:
    found = shift(EARLY, TERM, 0.95)

    assert found is not None
    assert found.estimate_s == pytest.approx(0.305)
    assert found.low_s <= -0.15  # the ends of the exact interval: the approximate one is never narrower
    assert found.high_s >= 0.76 - 1e-9


def test_equally_fast_sides_are_promoted() -> None:
    assert GATE.judge(spread(50), spread(60)).verdict is GateVerdict.PROMOTE
    assert GATE.judge([0.1] * 3, [0.1] * 3).verdict is GateVerdict.PROMOTE


def test_a_side_slower_by_half_is_rolled_back() -> None:
    decision = GATE.judge(spread(50), spread(50, 0.15))

    assert decision.verdict is GateVerdict.ROLL_BACK
    assert "more than 0.025 s for certain" in decision.reason


def test_a_side_slower_by_less_than_allowed_is_promoted() -> None:
    assert GATE.judge(spread(50), spread(50, 0.11)).verdict is GateVerdict.PROMOTE


def test_a_faster_side_is_promoted() -> None:
    assert GATE.judge(spread(50), spread(50, 0.05)).verdict is GateVerdict.PROMOTE


def test_seven_calls_in_ten_a_hundred_times_slower_never_pass() -> None:
    slow = [*spread(3), *spread(7, 10.0)]

    assert GATE.judge(spread(10), slow).verdict is not GateVerdict.PROMOTE


@pytest.mark.parametrize(("old", "new"), [([], []), ([0.1], []), ([], [0.1]), ([0.1] * 3, [0.2] * 3)])
def test_too_few_latencies_hold_and_say_how_many_more(old: list[float], new: list[float]) -> None:
    decision = GATE.judge(old, new)

    assert decision.verdict is GateVerdict.HOLD
    assert decision.samples_needed == samples_for_interval(0.98) - min(len(old), len(new))


def test_the_fewest_samples_have_an_interval_and_one_less_has_none() -> None:
    fewest = samples_for_interval(0.98)

    assert shift(spread(fewest), spread(fewest), 0.98) is not None
    assert shift(spread(fewest - 1), spread(fewest - 1), 0.98) is None


def test_many_samples_are_thinned_and_say_the_same() -> None:
    assert GATE.judge(spread(20_000), spread(20_000)).verdict is GateVerdict.PROMOTE
    assert GATE.judge(spread(20_000), spread(20_000, 0.15)).verdict is GateVerdict.ROLL_BACK
