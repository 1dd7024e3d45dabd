import pytest

from facade.routing.gate import Gate, GateVerdict, judge, samples_needed


@pytest.mark.parametrize(
    ("limit", "clean"), [(0.01, 299), (0.005, 598), (0.001, 2_995), (0.0005, 5_990), (0.0001, 29_956)]
)
def test_a_gate_asks_for_as_many_clean_comparisons_as_the_exact_bound_needs(limit: float, clean: int) -> None:
    gate = Gate(limit)

    assert samples_needed(0, 0, gate) == clean
    assert judge(gate, clean, 0).verdict is GateVerdict.PROMOTE
    assert judge(gate, clean - 1, 0).verdict is GateVerdict.HOLD


def test_no_comparison_at_all_holds() -> None:
    assert judge(Gate(0.5), 0, 0).verdict is GateVerdict.HOLD


def test_a_hold_says_how_many_more_are_needed_and_keeps_its_word() -> None:
    gate = Gate(0.05)
    decision = judge(gate, 40, 1)

    assert decision.verdict is GateVerdict.HOLD
    assert judge(gate, 40 + decision.samples_needed, 1).verdict is GateVerdict.PROMOTE
    assert judge(gate, 40 + decision.samples_needed - 1, 1).verdict is GateVerdict.HOLD


def test_certainly_too_many_mismatches_roll_back() -> None:
    assert judge(Gate(0.01), 100, 20).verdict is GateVerdict.ROLL_BACK


def test_a_thousand_million_comparisons_are_judged_as_readily_as_forty() -> None:
    decision = judge(Gate(0.0001), 1_000_000_000, 500_000)

    assert decision.verdict is GateVerdict.ROLL_BACK
    assert decision.bound == pytest.approx(0.0005 + 1.645 * (0.0005 / 1e9) ** 0.5, rel=1e-5)
