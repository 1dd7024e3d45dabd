"""`dualrun ways-back`: what is lost when a cutover goes back, hour by hour?"""

from pathlib import Path
from typing import Annotated

import typer

from dualrun.cli.rehearse import (
    PlanOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    planned,
    split_overrides,
    written,
)
from dualrun.cli.talk import out

EveryOption = Annotated[int, typer.Option("--every", help="Try every so many hours.", min=1, max=1000)]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", help="Write the report of the plan there, with every way back on its timeline."),
]
DEFAULT = "three-day-cutover"


def command(
    scenario: ScenarioArgument = DEFAULT,
    seed: SeedOption = 7,
    overrides: SetOption = None,
    chosen: PlanOption = None,
    every: EveryOption = 1,
    report: ReportOption = None,
) -> int:
    """Go back at every hour of a cutover: what is lost, doubled, reordered, and how long it takes."""
    from dualrun.rehearsal.every_hour import every_hour, hours_of, with_ways_back
    from dualrun.rehearsal.prepare import Wish, prepare
    from dualrun.report.phrasing import duration, virtual_day

    plan = prepare(Wish(planned(scenario, chosen), seed, split_overrides(overrides or [])))
    hours = hours_of(plan.scenario)[every - 1 :: every]
    harmed = beyond = 0
    tried = []
    first = ""
    out("hour  only new  took      lost doubled reordered")
    for found in every_hour(plan, hours):
        tried.append(found)
        lost, doubled, reordered = found.harm
        violated = sum(row.violated for row in found.report.invariants)
        harmed += bool(lost or doubled or reordered or violated)
        beyond += found.is_beyond
        if found.is_beyond and not first:
            [first, *_] = [r.point_of_no_return for r in found.report.rollbacks if r.point_of_no_return]
        marks = " past the point of no return" * found.is_beyond + f" {violated} violations" * bool(violated)
        out(
            f"{found.hour:>4}  {found.orders_only_new:>8}  {duration(found.took_s):<9}"
            f" {lost:>4} {doubled:>7} {reordered:>9}{marks}"
        )
    began = plan.scenario.start.isoformat()
    where = (
        f"the point of no return is {virtual_day(began, first)}, {_hours_lie(beyond)} past it"
        if first
        else "there is no point of no return"
    )
    out(f"{len(hours)} way{'s' * (len(hours) != 1)} back, {harmed} with harm; {where}")
    if report is not None:
        out(f"report: {written(with_ways_back(plan, tried), report)}")
    return 1 if harmed else 0


def _hours_lie(count: int) -> str:
    return "1 hour lies" if count == 1 else f"{count} hours lie"
