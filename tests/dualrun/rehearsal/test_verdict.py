"""A verdict that cannot fail is worth nothing: each way to fail is shown, and each is told apart."""

from dataclasses import replace
from decimal import Decimal

from dualrun.reconciliation.pack import pack
from dualrun.rehearsal.migration import StuckStep
from dualrun.rehearsal.verdict import reach
from dualrun.report.document import (
    Deliveries,
    FaultRow,
    InvariantRow,
    Moment,
    PackRow,
    ParityRow,
    ReconciliationRow,
    Report,
    SlaRow,
)
from dualrun.scenario.load import load
from tests.dualrun.reconciliation.two_books import new, old, order
from tests.report_builder import a_go, away, changed

SCENARIO = load("phased-cutover")


def good() -> Report:
    """Give a report on which the shipped scenario goes."""
    stages = ("dualwrite", "shadow", "live", "rampdown")
    counts = dict.fromkeys(
        ("tolerated", "mismatch", "shadow_failed", "unobserved", "late", "comparator_failed"), 0
    )
    parity = [ParityRow(capability="orders", stage=s, compared=9, match=9, **counts) for s in stages]
    report = a_go()
    orders = report.orders.model_copy(update={"completed": report.orders.submitted, "rejected": {}})
    faults = [row.model_copy(update={"injected": row.injected or 1}) for row in report.faults]
    return changed(report, parity=parity, orders=orders, faults=faults)


def test_a_good_run_goes_and_says_what_that_rests_on() -> None:
    verdict, reasons = reach(good(), SCENARIO, ())

    assert verdict == "go", reasons
    assert any("invariants held" in reason for reason in reasons)


def test_an_invariant_that_need_not_be_judged_and_was_not_is_not_said_to_have_held() -> None:
    unjudged = InvariantRow(id="I03", name="indeterminate_is_honest", evaluated=0, violated=0, violations=[])
    scenario = load("phased-cutover", {"expect.judged": "[I01, I06]"})

    verdict, reasons = reach(changed(good(), invariants=[*good().invariants, unjudged]), scenario, ())

    assert verdict == "go", reasons
    assert "2 of 3 invariants held in 1,410 judgements, 1 was never judged" in reasons


def test_late_and_dear_deliveries_are_a_no_go_and_no_wish_at_all_is_inconclusive() -> None:
    keys = {"expect.on_day_share_min": "0.9", "expect.delivery_cost_max": "5"}
    scenario = load("phased-cutover", keys)

    def judged(*figures: float) -> tuple[str, list[str]]:
        names = ("wished", "on_day", "sent", "cost")
        found = Deliveries(**dict(zip(names, figures, strict=True)))
        return reach(changed(good(), deliveries=found), scenario, ())

    assert judged(10, 8, 12, 4.0) == ("no-go", ["only 80.0% of 10 wished days were met; 90% were expected"])
    assert judged(10, 9, 12, 5.5) == ("no-go", ["a delivery costs 5.50; at most 5.00 was expected"])
    assert judged(0, 0, 12, 5.0) == ("inconclusive", ["no order with a wished day has left"])
    assert judged(10, 9, 12, 5.0)[0] == "go"


def test_one_violation_is_a_no_go_that_names_the_invariant() -> None:
    row = InvariantRow(
        id="I02",
        name="one_financial_order",
        evaluated=5,
        violated=1,
        violations=[{"subject": "W1", "at": "", "message": "W1 is posted twice", "evidence": {}}],
    )
    verdict, reasons = reach(changed(good(), invariants=[row]), SCENARIO, ())

    assert verdict == "no-go"
    assert reasons[0].startswith("I02 one_financial_order: 1 violated, first W1 is posted twice")


def test_books_that_do_not_add_up_are_a_no_go() -> None:
    row = ReconciliationRow(report="invoices_net", old={}, new={}, difference={}, findings=2)

    assert reach(changed(good(), reconciliation=[row]), SCENARIO, ())[0] == "no-go"


def test_a_broken_promise_is_a_no_go() -> None:
    late = SlaRow(name="order_acknowledgement", p50_s=1, p95_s=99, p99_s=120, target_s=30, met=False)
    verdict, reasons = reach(changed(good(), sla=[late]), SCENARIO, ())

    assert verdict == "no-go"
    assert "order_acknowledgement" in reasons[0]


def test_a_neighbour_that_is_not_caught_up_with_in_time_is_a_no_go() -> None:
    for row, said in ((away("wms", 600.1), "took 600.1 s"), (away("wms", 5.0, 2), "2 calls still wait")):
        verdict, reasons = reach(changed(good(), catch_up=[row]), SCENARIO, ())

        assert verdict == "no-go"
        assert "catching up with wms takes 600 s at most" in reasons[0]
        assert said in reasons[0]


def test_too_few_completed_orders_are_a_no_go() -> None:
    orders = good().orders.model_copy(update={"completed": 1})
    verdict, reasons = reach(changed(good(), orders=orders), SCENARIO, ())

    assert verdict == "no-go"
    assert "completed" in reasons[0]


def test_a_gate_that_says_roll_back_is_a_no_go_and_one_that_holds_is_inconclusive() -> None:
    back = StuckStep("pilot", "live", "9 of 10 differ", rolled_back=True)
    held = StuckStep("pilot", "live", "12 more clean comparisons are needed", rolled_back=False)

    assert reach(good(), SCENARIO, [back])[0] == "no-go"
    assert reach(good(), SCENARIO, [held])[0] == "inconclusive"


def test_a_step_that_the_policy_refuses_is_a_no_go_that_says_of_what() -> None:
    refused = StuckStep("all", "live", "customers of all stands at off", False, "returns", refused=True)

    assert reach(good(), SCENARIO, [refused]) == (
        "no-go",
        ["the step of returns of all to live was refused: customers of all stands at off"],
    )


def test_an_invariant_never_judged_is_inconclusive() -> None:
    idle = InvariantRow(id="I03", name="indeterminate_is_honest", evaluated=0)
    verdict, reasons = reach(changed(good(), invariants=[idle]), SCENARIO, ())

    assert (verdict, reasons) == ("inconclusive", ["I03 indeterminate_is_honest was never judged"])


def test_a_fault_that_never_struck_is_inconclusive() -> None:
    idle = FaultRow(kind="outage", boundary="facade->wms", injected=0)
    verdict, reasons = reach(changed(good(), faults=[idle]), SCENARIO, ())

    assert (verdict, reasons) == ("inconclusive", ["fault outage on facade->wms never struck"])


def test_a_stage_that_no_order_has_seen_is_inconclusive() -> None:
    verdict, reasons = reach(changed(good(), parity=[]), SCENARIO, ())

    assert verdict == "inconclusive"
    assert "no order was compared at stage shadow" in reasons


def test_a_backlog_beyond_what_was_allowed_is_a_no_go() -> None:
    scenario = load("phased-cutover", {"expect.backlog_max": "40"})
    moments = [Moment(at_s=3600.0, placed=100, finished=59)]
    verdict, reasons = reach(changed(good(), progress=moments), scenario, ())

    assert (verdict, reasons) == ("no-go", ["the backlog: 41 orders at its peak; 40 were allowed"])


def test_only_the_invariants_a_scenario_is_about_must_have_been_judged() -> None:
    rows = [InvariantRow(id=name, name="any", evaluated=0) for name in ("I03", "I08")]
    report = changed(good(), invariants=[*good().invariants, *rows])
    about = load("phased-cutover", {"expect.judged": "[I02, I08]"})

    assert reach(report, about, ()) == ("inconclusive", ["I08 any was never judged"])


def test_a_pack_with_differences_without_a_reason_is_a_no_go_that_names_when_how_many_and_the_first() -> None:
    def judged(**differing: Decimal) -> tuple[str, list[str]]:
        theirs = order("W1", "N1", posting=False, **differing), order("W3", "N3", posting=True)
        drawn = pack(old(), replace(new(), orders=theirs))
        row = PackRow(at_s=417_600.0, read_at_s=417_600.0, pack=drawn)
        return reach(changed(good(), packs=[row]), SCENARIO, ())

    verdict, [reason] = judged(net=Decimal(9), tax=Decimal(1))
    assert verdict == "no-go"
    assert reason == (
        "the pack of day 4 20:00: 2 differences without a reason, "
        "first orders W1 net: 10.00 / 9.00, another value"
    )
    verdict, reasons = judged()
    assert verdict == "go"
    assert "every difference between both books, read at day 4 20:00, has a reason" in reasons
