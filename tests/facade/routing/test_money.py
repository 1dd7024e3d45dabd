from decimal import Decimal

import pytest

from facade.routing.gate import GateVerdict
from facade.routing.money import MoneyGate, Weighed

GATE = MoneyGate(share_max=0.01)


def equal(count: int, differing: int = 0, worth: str = "100.00") -> Weighed:
    seen = Weighed()
    for number in range(count):
        seen = seen.with_document(Decimal(worth), Decimal(worth) if number < differing else Decimal(0))
    return seen


@pytest.mark.parametrize(("limit", "clean"), [(0.01, 299), (0.005, 598), (0.001, 2_995)])
def test_documents_of_equal_worth_are_judged_as_the_plain_gate_judges_them(limit: float, clean: int) -> None:
    gate = MoneyGate(limit)

    assert gate.samples_needed(Weighed()) == clean
    assert gate.judge(equal(clean)).verdict is GateVerdict.PROMOTE
    assert gate.judge(equal(clean - 1)).verdict is GateVerdict.HOLD
    assert gate.judge(equal(clean - 1)).samples_needed == 1


def test_a_cent_and_a_million_are_not_one_mismatch_each() -> None:
    many = equal(2_000)

    cent = many.with_document(Decimal("100.00"), Decimal("0.01"))
    million = many.with_document(Decimal(1_000_000), Decimal(1_000_000))

    assert GATE.judge(cent).verdict is GateVerdict.PROMOTE
    assert GATE.judge(million).verdict is not GateVerdict.PROMOTE


def test_one_big_document_proves_little_however_much_money_it_carries() -> None:
    decision = GATE.judge(equal(400).with_document(Decimal(1_000_000)))

    assert decision.verdict is GateVerdict.HOLD
    assert decision.samples_needed > 299


def test_a_hold_names_the_samples_that_are_enough_and_one_less_is_not() -> None:
    seen = equal(300, 1).with_document(Decimal(500), Decimal("250.5"))
    more = GATE.judge(seen).samples_needed

    assert GATE.judge(seen.with_clean(more)).verdict is GateVerdict.PROMOTE
    assert GATE.judge(seen.with_clean(more - 1)).verdict is GateVerdict.HOLD


def test_certainly_too_much_money_rolls_back() -> None:
    decision = GATE.judge(equal(100, 20))

    assert decision.verdict is GateVerdict.ROLL_BACK
    assert decision.reason == "2,000.00 of 10,000.00 differ: more than 1.00% of the money for certain"


def test_a_single_document_may_be_too_much_by_itself() -> None:
    gate = MoneyGate(share_max=0.5, single_max=Decimal(1_000))

    assert gate.judge(equal(500)).verdict is GateVerdict.PROMOTE
    assert (
        gate.judge(equal(500).with_document(Decimal(9_000), Decimal("1000.01"))).verdict
        is GateVerdict.ROLL_BACK
    )


def test_what_was_not_seen_counts_against_with_average_worth() -> None:
    seen = equal(99)
    assert seen.with_unseen().trials() == pytest.approx((1.0, 100.0))
    assert Weighed().with_unseen().trials() == (0.0, 0.0)
    assert GATE.judge(Weighed().with_unseen()).verdict is GateVerdict.HOLD


def test_money_only_the_new_side_knows_is_all_at_stake() -> None:
    seen = Weighed().with_document(Decimal(0), Decimal(40))

    assert (seen.total, seen.at_stake, seen.differing) == (40, 40, 1)
