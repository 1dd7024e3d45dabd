from datetime import UTC, datetime, timedelta

from facade.routing.approval import Approval, ApprovalGate
from facade.routing.gate import GateVerdict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GATE = ApprovalGate(("finance", "operations"), valid_for=timedelta(hours=8))


def word(role: str, by: str, hours_ago: float = 1, granted: bool = True) -> Approval:
    return Approval(role, by, granted, NOON - timedelta(hours=hours_ago), "totals agree" if granted else "no")


FINANCE, OPERATIONS = word("finance", "Ada"), word("operations", "Grace")


def test_silence_holds_and_names_who_is_missing() -> None:
    decision = GATE.judge([FINANCE], NOON)

    assert decision.verdict is GateVerdict.HOLD
    assert decision.reason == "waits for the approval of operations"
    assert decision.samples_needed == 1


def test_everybody_together_promotes() -> None:
    decision = GATE.judge([OPERATIONS, FINANCE], NOON)

    assert decision.verdict is GateVerdict.PROMOTE
    assert decision.reason == "approved by Ada (finance), Grace (operations)"


def test_a_no_holds_with_its_reason_until_the_same_role_says_yes() -> None:
    no = word("finance", "Ada", hours_ago=2, granted=False)

    assert GATE.judge([OPERATIONS, no], NOON).reason == "Ada (finance) refuses: no"
    assert GATE.judge([OPERATIONS, FINANCE, no], NOON).verdict is GateVerdict.PROMOTE


def test_an_approval_lapses_and_none_is_given_ahead() -> None:
    assert GATE.judge([OPERATIONS, word("finance", "Ada", hours_ago=9)], NOON).verdict is GateVerdict.HOLD
    assert GATE.judge([OPERATIONS, word("finance", "Ada", hours_ago=-1)], NOON).verdict is GateVerdict.HOLD


def test_nobody_approves_for_two_roles_and_strangers_do_not_count() -> None:
    assert GATE.judge([FINANCE, word("operations", "Ada")], NOON).verdict is GateVerdict.HOLD
    assert GATE.judge([FINANCE, word("visitor", "Bob")], NOON).verdict is GateVerdict.HOLD
