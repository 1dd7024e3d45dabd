from datetime import timedelta
from decimal import Decimal

from facade.dual_run.comparison import MATCHED, Comparison, Verdict
from facade.dual_run.gatekeeper import Conditions, Place, decisions
from facade.dual_run.parity import Parity
from facade.routing.approval import Approval, ApprovalGate
from facade.routing.gate import Gate, GateVerdict
from facade.routing.latency import LatencyGate
from facade.routing.money import MoneyGate
from facade.routing.policy import Route
from facade.routing.sequential import SequentialGate
from facade.routing.slices import together
from facade.routing.stage import Side, Stage
from tests.facade.builders import NOON

HERE = Place("orders", "pilot", Stage.SHADOW)
ROUTE = Route("orders", "pilot", Stage.SHADOW, 1)
TEN = Gate(0.10)
MISMATCH = Comparison(Verdict.MISMATCH)


def compared(orders: int = 100, invoices: int = 0, wrong_invoices: int = 0) -> Parity:
    parity = Parity()
    for number in range(orders):
        parity.record(ROUTE, "create_order", f"W{number}", NOON, MATCHED)
    for number in range(invoices):
        found = MISMATCH if number < wrong_invoices else MATCHED
        parity.record(ROUTE, "post_invoice", f"W{number}", NOON, found)
    return parity


def verdict(parity: Parity, wanted: Conditions, *words: Approval) -> GateVerdict:
    return together(decisions(parity, HERE, wanted, words, NOON)).verdict


def test_invoices_that_differ_do_not_pass_on_the_average_when_kept_apart():
    parity = compared(orders=1000, invoices=20, wrong_invoices=10)

    assert verdict(parity, Conditions(TEN)) is GateVerdict.PROMOTE
    assert verdict(parity, Conditions(TEN, apart=True)) is GateVerdict.ROLL_BACK


def test_a_document_type_with_too_few_samples_holds_and_says_how_many_are_missing():
    found = decisions(compared(100, invoices=9), HERE, Conditions(TEN, apart=True), (), NOON)

    assert found["invoice outbound of pilot"].samples_needed == 20


def test_a_named_document_of_which_none_has_been_compared_holds_whatever_the_others_say():
    wanted = Conditions(TEN, documents=("order", "invoice"))

    assert verdict(compared(1000), Conditions(TEN)) is GateVerdict.PROMOTE
    assert verdict(compared(1000), wanted) is GateVerdict.HOLD
    assert verdict(compared(1000, invoices=1), wanted) is GateVerdict.PROMOTE
    assert decisions(compared(1000), HERE, wanted, (), NOON)["invoice of pilot"].samples_needed == 29


def test_nothing_compared_holds_whether_apart_or_not():
    for apart in (False, True):
        assert verdict(Parity(), Conditions(TEN, apart=apart)) is GateVerdict.HOLD


def test_a_gate_that_is_watched_goes_by_the_sequential_test():
    gate = SequentialGate(0.001, 0.01, 0.01, 0.05)

    assert verdict(compared(329), Conditions(gate)) is GateVerdict.HOLD
    assert verdict(compared(330), Conditions(gate)) is GateVerdict.PROMOTE


def test_one_document_over_most_of_the_money_is_not_one_of_many():
    parity = compared(0)
    for _ in range(299):
        fields = {"gross": Decimal(1), "currency": "GBP"}
        parity.count(ROUTE, "post_invoice", Verdict.MATCH).weigh(fields, fields, Verdict.MATCH)
    parity.count(ROUTE, "post_invoice", Verdict.MISMATCH).weigh(
        {"gross": Decimal(10_000), "currency": "GBP"},
        {"gross": Decimal(1), "currency": "GBP"},
        Verdict.MISMATCH,
    )

    assert verdict(parity, Conditions(Gate(0.05))) is GateVerdict.PROMOTE
    assert verdict(parity, Conditions(Gate(0.05), money=MoneyGate(0.05))) is not GateVerdict.PROMOTE


def test_a_slower_book_is_not_promoted_however_well_it_agrees():
    parity = compared()
    for number in range(60):
        parity.took(ROUTE, "book_order", Side.OLD, 0.1 + number / 10_000)
        parity.took(ROUTE, "mirror_booking", Side.NEW, 0.3 + number / 10_000)

    assert verdict(parity, Conditions(TEN)) is GateVerdict.PROMOTE
    assert verdict(parity, Conditions(TEN, latency=LatencyGate(0.25))) is GateVerdict.ROLL_BACK


def test_people_are_a_gate_like_any_other():
    wanted = Conditions(TEN, approval=ApprovalGate(("cutover lead",)))
    word = Approval("cutover lead", "Ada", True, NOON - timedelta(hours=1), "seen it")

    assert verdict(compared(), wanted) is GateVerdict.HOLD
    assert verdict(compared(), wanted, word) is GateVerdict.PROMOTE
