"""From what happened to what is reported: the funnel, the tables, the verdict."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dualrun.history import History, Operation, Outcome
from dualrun.rehearsal.catching_up import catch_up
from dualrun.rehearsal.closing import Rest
from dualrun.rehearsal.control_totals import reconcile
from dualrun.rehearsal.course import Course
from dualrun.rehearsal.delivering import deliveries
from dualrun.rehearsal.divergences import occurrences
from dualrun.rehearsal.migration import Operator
from dualrun.rehearsal.papers import papers, unexplained
from dualrun.rehearsal.plan import Plan
from dualrun.rehearsal.stage_set import StageSet
from dualrun.rehearsal.timing import percentile
from dualrun.rehearsal.verdict import reach
from dualrun.rehearsal.way_back import no_returns, ways_back
from dualrun.report import document as doc
from dualrun.report.bills import BillsRow
from dualrun.report.both_books import ConversionRow
from dualrun.report.cutover import CutoverRow
from dualrun.scenario.schema import Scenario
from facade.dual_run.comparison import Verdict
from facade.routing.stage import ORDER


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one run has left behind."""

    plan: Plan
    stage_set: StageSet
    history: History
    operator: Operator
    rest: Rest
    moments: list[doc.Moment]
    course: Course
    packs: list[doc.PackRow]
    start: datetime
    bills: BillsRow | None = None


def draw_up(run: Run, cutover: CutoverRow | None, wall_seconds: float) -> doc.Report:
    """Draw up the report of a run, and of the mocks of its weekend."""
    plan = run.plan
    report = doc.Report(
        scenario=plan.scenario.name,
        title=plan.scenario.title,
        seed=plan.seed,
        verdict="go",
        reasons=[],
        journal_digest=run.stage_set.journal.digest(),
        started_at=run.start.isoformat(),
        virtual_seconds=round((run.rest.at - run.start) / timedelta(seconds=1), 6),
        wall_seconds=round(wall_seconds, 3),
        hops=run.stage_set.calls,
        input=plan.input,
        orders=_orders(run),
        deliveries=deliveries(run.stage_set.leaving, run.history, run.plan.master),
        bills=run.bills,
        stages=_stages(run),
        parity=_parity(run),
        invariants=_invariants(run),
        faults=_faults(run),
        sla=_sla(run),
        catch_up=catch_up(
            run.stage_set.landscape.ways,
            plan.scenario.faults,
            run.start,
            run.history,
            run.stage_set.auditor.archive,
        ),
        reconciliation=reconcile(run.stage_set.auditor.archive, run.rest.in_both),
        mismatches=[doc.MismatchRow(**row) for row in run.rest.mismatches],
        papers=papers(run.stage_set.auditor.archive, unexplained(run.rest.mismatches)),
        progress=run.moments,
        course=run.course.rows(),
        packs=run.packs,
        rollbacks=ways_back(
            run.rest.rollbacks,
            run.stage_set.auditor.archive,
            run.history,
            run.stage_set.copying,
            plan.cohorts,
        ),
        conversions=[_conversion(one) for one in run.rest.conversions],
        retirement=run.operator.retirement,
        divergences=occurrences(
            plan.scenario.divergences,
            run.stage_set.truth,
            run.stage_set.landscape.parity.first_seen,
            run.start,
            [f"{step.place} to {step.to}" for step in run.operator.stuck if step.rolled_back],
        ),
        no_return=no_returns(run.rest.rollbacks),
        cutover=cutover,
        reproduce=plan.reproduce,
    )
    verdict, reasons = reach(report, plan.scenario, run.operator.stuck)
    return report.model_copy(update={"verdict": verdict, "reasons": reasons})


def _conversion(one: Mapping[str, Any]) -> ConversionRow:
    told = {name: one[name] for name in ("cohort", "stage", "to", "reason", "staying")}
    refused = dict(sorted(Counter(one["refused"].values()).items()))
    asked, converted = len(one["references"]), len(one["converted"])
    return ConversionRow(at=one["asked_at"], asked=asked, converted=converted, refused=refused, **told)


def _orders(run: Run) -> doc.Orders:
    by_id = {checker.id: checker for checker in run.stage_set.auditor.checkers}
    counts: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    parked: Counter[str] = Counter()
    for operation in run.history:
        counts["submitted"] += 1
        counts["accepted"] += operation.outcome is Outcome.OK
        counts["unknown"] += operation.outcome is Outcome.INFO
        if operation.outcome is Outcome.FAIL:
            rejected[operation.refusal] += 1
        elif operation.final_status == "rejected":
            rejected[operation.final_reason] += 1
        elif operation.final_status in ("completed", "returned"):
            counts["completed"] += 1
        elif operation.final_status == "cancelled":
            counts["cancelled"] += 1
        elif operation.final_status:
            parked[operation.final_reason or operation.final_status] += 1
    return doc.Orders(
        submitted=counts["submitted"],
        accepted=counts["accepted"],
        rejected=dict(sorted(rejected.items())),
        completed=counts["completed"],
        cancelled=counts["cancelled"],
        parked=dict(sorted(parked.items())),
        unknown=counts["unknown"],
        lost=by_id["I01"].violated,
        duplicated=by_id["I02"].violated,
        cancellations=_cancellations(run.history),
    )


def _cancellations(operations: Iterable[Operation]) -> doc.Cancellations:
    refused: Counter[str] = Counter()
    requested = done = partly = unknown = 0
    for operation in operations:
        ended = operation.cancel_outcome
        requested += bool(ended)
        done += ended == "done"
        partly += ended == "partly"
        unknown += ended in ("info", "requested")
        if ended.startswith("refused:"):
            refused[ended.partition(":")[2]] += 1
    return doc.Cancellations(
        requested=requested,
        done=done,
        partly=partly,
        refused=dict(sorted(refused.items())),
        unknown=unknown,
    )


def _stages(run: Run) -> list[doc.StageRow]:
    moves = sorted(run.operator.moves, key=lambda move: (move.at, move.cohort))
    return [
        doc.StageRow(
            at=move.at.isoformat(),
            capability=move.capability,
            cohort=move.cohort,
            stage_from=move.stage_from,
            to=move.stage_to,
            gate=move.gate,
            waited_s=round(move.waited_s, 3),
        )
        for move in moves
    ]


def _parity(run: Run) -> list[doc.ParityRow]:
    """Add the cohorts up: one row a capability and stage, in the order of the ladder."""
    sums: dict[tuple[str, str], Counter[str]] = {}
    for row in run.rest.parity["tallies"]:
        total = sums.setdefault((row["capability"], row["stage"]), Counter())
        total.update({name: row[name] for name in ("compared", *Verdict)})
    ladder = [stage.value for stage in ORDER]
    return [
        doc.ParityRow(capability=capability, stage=stage, **{n: total[n] for n in ("compared", *Verdict)})
        for (capability, stage), total in sorted(
            sums.items(), key=lambda item: (item[0][0], ladder.index(item[0][1]))
        )
    ]


def _invariants(run: Run) -> list[doc.InvariantRow]:
    return [
        doc.InvariantRow(
            id=checker.id,
            name=checker.name,
            evaluated=checker.evaluated,
            violated=checker.violated,
            violations=[
                doc.ViolationRow(
                    subject=found.subject,
                    at=found.at.isoformat(),
                    message=found.message,
                    evidence=found.evidence,
                )
                for found in checker.violations
            ],
        )
        for checker in run.stage_set.auditor.checkers
    ]


def planned_faults(scenario: Scenario) -> list[tuple[str, str]]:
    """Name every kind of fault that a scenario asks for, with its boundary."""
    wire = [(f.kind, "process->facade" if f.kind == "crash" else f.at) for f in scenario.faults]
    product = [(kind, f"product->{system}") for system, kinds in scenario.habits.items() for kind in kinds]
    return list(dict.fromkeys((*wire, *product)))


def _faults(run: Run) -> list[doc.FaultRow]:
    counts = dict.fromkeys(planned_faults(run.plan.scenario), 0)
    counts |= run.stage_set.ledger.counts
    spans = run.stage_set.ledger.spans
    return [
        doc.FaultRow(kind=kind, boundary=boundary, injected=injected, first_at_s=first, last_at_s=last)
        for (kind, boundary), injected in sorted(counts.items())
        for first, last in (spans.get((kind, boundary), (None, None)),)
    ]


def _sla(run: Run) -> list[doc.SlaRow]:
    rows = []
    for name, target in run.plan.scenario.expect.sla:
        if target is None:
            continue
        values = sorted(run.stage_set.timings.seconds[name])
        reached = percentile(values, target.share)
        rows.append(
            doc.SlaRow(
                name=name,
                p50_s=round(percentile(values, 0.5), 3),
                p95_s=round(percentile(values, 0.95), 3),
                p99_s=round(percentile(values, 0.99), 3),
                target_s=target.target_s,
                met=reached <= target.target_s,
                percentile=target.percentile,
                measured=len(values),
            )
        )
    return rows
