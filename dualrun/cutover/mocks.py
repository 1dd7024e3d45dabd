"""Mock 1 to n of one weekend: what the last of them came to, and how far each task strayed over them all."""

from collections.abc import Sequence
from statistics import fmean, pstdev

from dualrun.cutover.mock import mock
from dualrun.cutover.schedule import Slot, Step, schedule
from dualrun.cutover.weekend import Weekend
from dualrun.history import Demand
from dualrun.reconciliation.difference import CLASSES, DEFECT
from dualrun.report.cutover import CutoverRow, LoadRow, RejectRow, TaskRow
from dualrun.scenario.runbook import RunbookPlan
from dualrun.scenario.schema import Scenario
from simulators.chassis.master import MasterData

SHOWN_MAX = 100


def cutover(scenario: Scenario, seed: int, master: MasterData, demand: Demand) -> CutoverRow | None:
    """Hold all mocks of a scenario's runbook; nothing when it has none.

    Raises:
        DefectError: something of ours broke.
    """
    runbook = scenario.runbook
    if runbook is None:
        return None
    held = [mock(scenario, runbook, seed, number, (master, demand)) for number in range(1, runbook.mocks + 1)]
    return _row(runbook, held)


def _row(runbook: RunbookPlan, held: Sequence[Weekend]) -> CutoverRow:
    last = held[-1]
    ended = [task.ended_s for task in last.tasks.values() if task.ended_s is not None]
    found = [one for one in last.found if one.sort == DEFECT]
    return CutoverRow(
        mocks=len(held),
        begins_s=runbook.begins_s,
        window_s=runbook.window_s,
        ended_s=max(ended, default=runbook.begins_s),
        no_return=runbook.no_return,
        no_return_s=last.tasks[runbook.no_return].began_s,
        tasks=_tasks(runbook, held),
        loads=[_load(kind, last) for kind in last.loader.kinds],
        totals=last.totals,
        rejects=_rejects(last)[:SHOWN_MAX],
        classes={name: sum(one.sort == name for one in last.found) for name in CLASSES},
        defects=[
            {
                "object": one.report,
                "key": one.key,
                "field": one.field,
                "old": one.old,
                "new": one.new,
                "why": one.why,
            }
            for one in found[:SHOWN_MAX]
        ],
        late_made=len(last.changed_late),
        late_found=sum(
            ("customers", number) in {late[:2] for late in last.loader.late} for number in last.changed_late
        ),
        reasons=[f"{why} (mock {number})" for number, one in enumerate(held, 1) for why in one.reasons],
    )


def _tasks(runbook: RunbookPlan, held: Sequence[Weekend]) -> list[TaskRow]:
    last = held[-1]
    slots = _slots(runbook, last)
    rows = []
    for plan in runbook.tasks:
        task = last.tasks[plan.name]
        took = [
            one.ended_s - one.began_s
            for one in (weekend.tasks[plan.name] for weekend in held)
            if one.began_s is not None and one.ended_s is not None
        ]
        rows.append(
            TaskRow(
                name=plan.name,
                owner=plan.owner,
                does=plan.does,
                after=list(plan.after),
                planned_s=plan.takes_s,
                began_s=task.began_s,
                ended_s=task.ended_s,
                took_s=[round(seconds, 3) for seconds in took],
                mean_s=round(fmean(took), 3) if took else 0.0,
                deviation_s=round(pstdev(took), 3) if took else 0.0,
                slack_s=slots[plan.name].slack_s if plan.name in slots else None,
                until_s=plan.until_s,
                said=task.said,
            )
        )
    return rows


def _slots(runbook: RunbookPlan, last: Weekend) -> dict[str, Slot]:
    """Give the slack of every task that took place, by what it took."""
    took = {
        name: task.ended_s - task.began_s
        for name, task in last.tasks.items()
        if task.began_s is not None and task.ended_s is not None
    }
    steps = [
        Step(
            plan.name,
            took[plan.name],
            plan.after,
            plan.at_s if plan.at_s is not None else 0.0 if plan.after else runbook.begins_s,
        )
        for plan in runbook.tasks
        if plan.name in took
    ]
    return schedule(steps)


def _load(kind: str, last: Weekend) -> LoadRow:
    done = last.loader.kinds[kind]
    return LoadRow(
        object=kind,
        extracted=len(done.extracted),
        loaded=len(done.loaded),
        mapped=sum(bool(rule) for rule in done.mapped_by.values()),
        left_out=len(done.refused) - len(done.rejected),
        rejected=len(done.rejected),
    )


def _rejects(last: Weekend) -> list[RejectRow]:
    return [
        RejectRow(object=kind, number=number, code=why.code, why=why.why)
        for kind, done in last.loader.kinds.items()
        for number, why in done.rejected.items()
    ]
