"""Go, no-go or inconclusive? Every reason is a sentence; a go says what it rests on.

No-go when harm was done or a promise was broken. Inconclusive when nothing bad was seen but not enough was
looked at: an invariant that was never judged, a fault that never struck, a stage that no order has seen.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from dualrun.reconciliation.difference import DEFECT
from dualrun.rehearsal.bill_queue import days_judged, grounds, too_many_wait
from dualrun.rehearsal.migration import StuckStep
from dualrun.report.derived import held
from dualrun.report.document import InvariantRow, PackRow, Report
from dualrun.report.going_back import retirement
from dualrun.report.phrasing import told_once
from dualrun.report.svg import day_time
from dualrun.scenario.schema import Scenario

Verdict = Literal["go", "no-go", "inconclusive"]
COMPARED_AT: Mapping[str, tuple[str, ...]] = {
    "orders": ("dualwrite", "shadow", "live", "rampdown"),
    "invoicing": ("dualwrite", "shadow", "live", "rampdown"),
    **dict.fromkeys(("customers", "items", "pricing", "availability", "purchasing"), ("shadow", "live")),
}
NOTHING_OF = {"orders": "no order"}


def reach(report: Report, scenario: Scenario, stuck: Sequence[StuckStep]) -> tuple[Verdict, list[str]]:
    """Reach the verdict with its reasons."""
    against = [*_harm(report), *_broken_promises(report, scenario), *_rolled_back(stuck)]
    against += report.cutover.reasons if report.cutover is not None else ()
    if against:
        return "no-go", against
    unseen = [*_held(stuck), *_vacuous(report, scenario)]
    if unseen:
        return "inconclusive", unseen
    return "go", _grounds(report)


def _harm(report: Report) -> list[str]:
    harm = [
        f"{row.id} {row.name}: {row.violated} violated, first "
        f"{told_once(row.violations[0].subject, row.violations[0].message)}"
        for row in report.invariants
        if row.violated
    ]
    findings = [
        f"reconciliation {row.report}: {row.findings} documents differ between the books"
        for row in report.reconciliation
        if row.findings
    ]
    back = [
        f"the way back of {row.cohort}: {row.lost} lost, {row.doubled} doubled, {row.reordered} reordered"
        for row in report.rollbacks
        if row.lost or row.doubled or row.reordered
    ]
    return harm + findings + _apart(report.packs) + back


def _apart(packs: Sequence[PackRow]) -> list[str]:
    """Tell of each pack what no rule explains and nobody has accepted, the dearest by name."""
    said = []
    for row in packs:
        wrong = [one for one in row.pack["differences"] if one["class"] == DEFECT]
        if wrong:
            first = wrong[0]
            named = "difference" if len(wrong) == 1 else "differences"
            sides = f"{first['old'] or 'nothing'} / {first['new'] or 'nothing'}"
            said.append(
                f"the pack of {day_time(row.read_at_s)}: {len(wrong):,} {named} without a reason, "
                f"first {first['report']} {first['key']} {first['field']}: {sides}, {first['why']}"
            )
    return said


def _broken_promises(report: Report, scenario: Scenario) -> list[str]:
    broken = [
        f"{row.name}: {row.percentile} is {row.target_s:g} s at most, and was "
        f"{ {'p50': row.p50_s, 'p95': row.p95_s, 'p99': row.p99_s}.get(row.percentile, row.p99_s):g} s"
        for row in report.sla
        if not row.met
    ]
    broken += [
        f"catching up with {row.system} takes {row.bound_s:g} s at most, and took {row.caught_up_s:g} s"
        + (f"; {row.unanswered} calls still wait" if row.unanswered else "")
        for row in report.catch_up
        if not row.met
    ]
    orders, expect = report.orders, scenario.expect
    if orders.submitted:
        completed = orders.completed / orders.submitted
        rejected = sum(orders.rejected.values()) / orders.submitted
        if completed < expect.completed_share_min:
            wanted = f"{expect.completed_share_min:.0%} were expected"
            broken.append(f"only {completed:.1%} of the orders were completed; {wanted}")
        if rejected > expect.rejected_share_max:
            wanted = f"at most {expect.rejected_share_max:.0%} were expected"
            broken.append(f"{rejected:.1%} of the orders were rejected; {wanted}")
    broken += _late_or_dear(report, scenario)
    if report.retirement is not None and report.retirement.left:
        broken.append(retirement(report.retirement, report.started_at))
    if scenario.expect.bills is not None:
        broken += too_many_wait(report, scenario.expect.bills)
    peak = max((moment.placed - moment.finished for moment in report.progress), default=0)
    if expect.backlog_max is not None and peak > expect.backlog_max:
        broken.append(f"the backlog: {peak:,} orders at its peak; {expect.backlog_max:,} were allowed")
    return broken


def _late_or_dear(report: Report, scenario: Scenario) -> list[str]:
    found, expect, said = report.deliveries, scenario.expect, []
    if found is None:
        return []
    share = found.on_day / found.wished if found.wished else 1.0
    if expect.on_day_share_min is not None and share < expect.on_day_share_min:
        wanted = f"{expect.on_day_share_min:.0%} were expected"
        said.append(f"only {share:.1%} of {found.wished} wished days were met; {wanted}")
    if expect.delivery_cost_max is not None and found.cost > expect.delivery_cost_max:
        said.append(f"a delivery costs {found.cost:.2f}; at most {expect.delivery_cost_max:.2f} was expected")
    return said


def _rolled_back(stuck: Sequence[StuckStep]) -> list[str]:
    said = [f"the gate of {s.place} to {s.to} says roll back: {s.reason}" for s in stuck if s.rolled_back]
    return said + [f"the step of {s.place} to {s.to} was refused: {s.reason}" for s in stuck if s.refused]


def _held(stuck: Sequence[StuckStep]) -> list[str]:
    return [
        f"the gate of {s.place} to {s.to} held: {s.reason}"
        for s in stuck
        if not s.rolled_back and not s.refused
    ]


def _vacuous(report: Report, scenario: Scenario) -> list[str]:
    unseen = [
        f"{row.id} {row.name} was never judged"
        for row in report.invariants
        if not row.evaluated and row.id in (scenario.expect.judged or (row.id,))
    ]
    unseen += [
        f"fault {row.kind} on {row.boundary} never struck"
        for row in report.faults
        if not row.injected and not row.boundary.startswith("product->")
    ]
    compared = {(row.capability, row.stage) for row in report.parity if row.compared}
    plan = scenario.migration
    planned = dict.fromkeys((plan.moved_by(step), step.to.value) for step in plan.steps)
    unseen += [
        f"{NOTHING_OF.get(capability, f'nothing of {capability}')} was compared at stage {stage}"
        for capability, stages in COMPARED_AT.items()
        for stage in stages
        if (capability, stage) in planned and (capability, stage) not in compared
    ]
    if not report.orders.submitted:
        unseen.append("no order was placed")
    wished = report.deliveries.wished if report.deliveries is not None else 0
    if scenario.expect.on_day_share_min is not None and not wished:
        unseen.append("no order with a wished day has left")
    if scenario.expect.bills is not None and not days_judged(report, scenario.expect.bills):
        unseen.append("vendors' bills: no working day has ended since they have to be posted in time")
    return unseen


def _invariants_held(rows: Sequence[InvariantRow]) -> str:
    """Count what held; what was never judged, since the scenario does not ask for it, has not held."""
    judged = sum(row.evaluated for row in rows)
    unseen = sum(not row.evaluated for row in rows)
    if not unseen:
        return f"{len(rows)} invariants held in {judged:,} judgements"
    verb = "was" if unseen == 1 else "were"
    return (
        f"{held(rows)} of {len(rows)} invariants held in {judged:,} judgements, {unseen} {verb} never judged"
    )


def _packs_told(packs: Sequence[PackRow]) -> list[str]:
    if not packs:
        return []
    read = " and ".join(day_time(row.read_at_s) for row in packs)
    return [f"every difference between both books, read at {read}, has a reason"]


def _grounds(report: Report) -> list[str]:
    injected = sum(row.injected for row in report.faults)
    compared = sum(row.compared for row in report.parity)
    unexplained = f"{differing:,}" if (differing := sum(row.mismatch for row in report.parity)) else "none"
    mocks = []
    if report.cutover is not None:
        loaded = sum(row.loaded for row in report.cutover.loads)
        mocks = [f"{report.cutover.mocks} mocks of the weekend, {loaded:,} records equal in both books"]
    found, there = report.deliveries, []
    if found is not None:
        there = [f"{found.on_day:,} of {found.wished:,} wished days met, at {found.cost:.2f} a delivery"]
    empty = [retirement(report.retirement, report.started_at)] if report.retirement is not None else []
    return [
        *mocks,
        *empty,
        *_packs_told(report.packs),
        *there,
        *grounds(report),
        _invariants_held(report.invariants),
        f"{compared:,} comparisons of the two books, {unexplained} unexplained",
        f"{injected:,} faults injected, nothing lost, nothing doubled",
    ]
