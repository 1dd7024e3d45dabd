from itertools import product
from math import ceil, log

import pytest

from facade.routing.gate import GateVerdict
from facade.routing.sequential import SequentialGate

GATE = SequentialGate(good_rate=0.001, bad_rate=0.01, false_alarm=0.01, missed=0.05)


def test_promotes_after_330_clean_comparisons_and_not_one_before() -> None:
    assert GATE.judge(330, 0).verdict is GateVerdict.PROMOTE
    assert GATE.judge(329, 0).verdict is GateVerdict.HOLD
    assert GATE.judge(329, 0).samples_needed == 1
    assert GATE.judge(0, 0).samples_needed == 330


@pytest.mark.parametrize("failed", [1, 2, 3])
def test_each_mismatch_costs_254_more_clean_comparisons(failed: int) -> None:
    assert int(GATE.cost_of_a_failure) == 254
    clean = ceil(log(0.99 / 0.05) / log(0.999 / 0.99) + failed * GATE.cost_of_a_failure)

    assert GATE.judge(clean + failed, failed).verdict is GateVerdict.PROMOTE
    assert GATE.judge(clean + failed - 1, failed).verdict is not GateVerdict.PROMOTE


def test_two_mismatches_inside_the_first_seven_comparisons_reject() -> None:
    assert [GATE.judge(seen, 2).verdict for seen in range(2, 8)] == [GateVerdict.ROLL_BACK] * 6
    assert GATE.judge(8, 2).verdict is GateVerdict.HOLD
    assert GATE.judge(1, 1).verdict is GateVerdict.HOLD


@pytest.mark.parametrize(("seen", "failed"), [(0, 0), (10, 1), (300, 1), (500, 2)])
def test_a_hold_names_the_samples_that_are_enough_and_one_less_is_not(seen: int, failed: int) -> None:
    more = GATE.judge(seen, failed).samples_needed

    assert GATE.judge(seen + more, failed).verdict is GateVerdict.PROMOTE
    assert GATE.judge(seen + more - 1, failed).verdict is GateVerdict.HOLD


def chance_of(gate: SequentialGate, verdict: GateVerdict, rate: float, steps: int) -> float:
    """Walk every course the test can take, one comparison at a time, with its exact probability."""
    going, ended = {0: 1.0}, 0.0
    for seen in range(1, steps + 1):
        following: dict[int, float] = {}
        for (failed, chance), differs in product(going.items(), (0, 1)):
            count, share = failed + differs, chance * (rate if differs else 1 - rate)
            found = gate.judge(seen, count).verdict
            if found is GateVerdict.HOLD:
                following[count] = following.get(count, 0.0) + share
            elif found is verdict:
                ended += share
        going = following
    return ended


def test_read_after_every_comparison_it_errs_no_more_often_than_it_says() -> None:
    false_alarms = chance_of(GATE, GateVerdict.ROLL_BACK, 0.001, 3_000)
    missed = chance_of(GATE, GateVerdict.PROMOTE, 0.01, 3_000)

    assert 0.0 < false_alarms <= 0.01 / (1 - 0.05)
    assert 0.0 < missed <= 0.05 / (1 - 0.01)
    assert false_alarms + missed <= 0.01 + 0.05


@pytest.mark.parametrize(
    "settings",
    [{"good_rate": 0.01}, {"good_rate": 0.0}, {"bad_rate": 1.0}, {"missed": 0.5}, {"false_alarm": 0}],
)
def test_refuses_settings_that_no_test_could_meet(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must lie"):
        SequentialGate(**settings)
