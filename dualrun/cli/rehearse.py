"""`dualrun rehearse`: one scenario, one seed, a verdict with evidence."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dualrun.cli import EXIT_OF_VERDICT
from dualrun.cli.talk import console, out
from dualrun.errors import UsageError

if TYPE_CHECKING:
    from dualrun.report.document import Report

DEFAULT_SCENARIO = "phased-cutover"
REPORT_DIRECTORY = Path(".dualrun/report")

ScenarioArgument = Annotated[str, typer.Argument(help="A shipped scenario's name, or the path of a file.")]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same run.", min=0)]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="Override a key of the scenario: demand.orders=500.")
]
OrdersOption = Annotated[
    Path | None, typer.Option("--orders", help="A CSV of order lines to rehearse with your own history.")
]
ColumnsOption = Annotated[
    str | None, typer.Option("--columns", help="Name the CSV's columns: order=...,sku=...,quantity=...")
]
ReportOption = Annotated[
    Path, typer.Option("--report", help="Where report.json, report.html and junit.xml are written.")
]
PlanOption = Annotated[
    str | None,
    typer.Option("--plan", help="One of the scenario's plans: right, wrong. The same as NAME@PLAN."),
]
ReconcileOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reconcile-at", help="Compare both books at this moment: 'day 3 18:00'; may be given again."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the report as one JSON document on stdout.")]


def command(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    seed: SeedOption = 7,
    overrides: SetOption = None,
    orders: OrdersOption = None,
    columns: ColumnsOption = None,
    chosen: PlanOption = None,
    reconcile_at: ReconcileOption = None,
    report: ReportOption = REPORT_DIRECTORY,
    as_json: JsonOption = False,
) -> int:
    """Rehearse a cutover once: go, no-go or inconclusive, with evidence."""
    from dualrun.rehearsal.prepare import Wish, prepare
    from dualrun.rehearsal.run import rehearse
    from dualrun.report.screen import verdict_screen

    plan = prepare(
        Wish(
            planned(scenario, chosen),
            seed,
            split_overrides(overrides or []),
            orders,
            columns,
            tuple(reconcile_at or ()),
        )
    )
    talk = console(talk=True)
    with _progress(talk) as progress:
        task = progress.add_task(f"rehearsing {plan.scenario.name}", total=len(plan.demand.orders))

        def show(_: float, placed: int, __: int) -> None:
            progress.update(task, completed=placed)

        result = rehearse(plan, show)
    page = written(result, report)
    if as_json:
        out(result.to_json())
    else:
        verdict_screen(result, console(talk=False), page)
    return EXIT_OF_VERDICT[result.verdict]


def written(result: "Report", directory: Path) -> Path:
    """Write a report and give its page.

    Raises:
        UsageError: it cannot be written there.
    """
    from dualrun.report.files import write_all

    try:
        return write_all(result, directory)["report.html"]
    except OSError as error:
        raise UsageError(f"{directory}: the report cannot be written there: {error.strerror}") from None


def planned(scenario: str, plan: str | None) -> str:
    """Give the name of a scenario with the plan that was asked for."""
    return scenario if plan is None else f"{scenario}@{plan}"


def split_overrides(given: list[str]) -> dict[str, str]:
    """Read `key=value` pairs.

    Raises:
        UsageError: a pair without a key or without a sign of equality.
    """
    pairs: dict[str, str] = {}
    for pair in given:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise UsageError(f"--set {pair}: write key=value, as in --set demand.orders=500")
        pairs[key.strip()] = value
    return pairs


def _progress(talk: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("orders"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=talk, transient=True)
