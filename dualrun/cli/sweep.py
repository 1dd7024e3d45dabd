"""`dualrun sweep`: one plan on many seeds, and how often it passes."""

from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.progress import TimeRemainingColumn as Remaining

from dualrun.cli import EXIT_OF_VERDICT
from dualrun.cli.rehearse import DEFAULT_SCENARIO, JsonOption, PlanOption, SetOption, planned, split_overrides
from dualrun.cli.talk import console, err, out
from dualrun.clock import LiveClock
from dualrun.errors import UsageError

STATE_DIRECTORY = Path(".dualrun/sweep")

ScenarioArgument = Annotated[str, typer.Argument(help="A shipped scenario's name, or the path of a file.")]
SeedsOption = Annotated[int, typer.Option("--seeds", help="How many rehearsals.", min=1, max=1_000_000)]
FirstOption = Annotated[int, typer.Option("--first-seed", help="The first of the seeds.", min=0)]
VaryOption = Annotated[
    list[str] | None,
    typer.Option(
        "--vary", help="Draw a key anew for every seed: demand.orders=200..800, facade.outbox=on|off."
    ),
]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", help="Processes to use; one a core when not given.", min=1, max=256)
]
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", help="A Dask scheduler's address: tcp://10.0.0.5:8786.")
]
CompareOption = Annotated[
    str | None, typer.Option("--compare", help="Another scenario, rehearsed with the same seeds.")
]
NeedOption = Annotated[
    float, typer.Option("--need", help="The share of rehearsals that must pass.", min=0.0, max=1.0)
]
ShrinkOption = Annotated[
    int,
    typer.Option("--shrink", help="Of so many causes, look for the smallest plan that fails.", min=0, max=20),
]
StateOption = Annotated[
    Path, typer.Option("--state", help="Where finished rehearsals are kept, so that a sweep can go on.")
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", help="Where sweep.json and junit.xml are written.")
]


def command(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    seeds: SeedsOption = 100,
    first_seed: FirstOption = 1,
    overrides: SetOption = None,
    vary: VaryOption = None,
    plan: PlanOption = None,
    jobs: JobsOption = None,
    cluster: ClusterOption = None,
    compare: CompareOption = None,
    need: NeedOption = 0.95,
    shrink: ShrinkOption = 1,
    state: StateOption = STATE_DIRECTORY,
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> int:
    """Rehearse a plan with many seeds: how often it passes, what makes it fail, and the least that does."""
    from dualrun.scenario.load import source
    from dualrun.sweep.run import Sweep
    from dualrun.sweep.screen import sweep_screen
    from dualrun.sweep.summary import as_text, compared
    from dualrun.sweep.vary import variations

    chosen, given = variations(vary or ()), split_overrides(overrides or [])
    span = range(first_seed, first_seed + seeds)
    sweeps = [
        Sweep(source(name), span, given, chosen)
        for name in (planned(scenario, plan), compare)
        if name is not None
    ]
    done = [_swept(sweep, state, _engine(jobs, cluster), need, shrink) for sweep in sweeps]
    (document, trials), *others = done
    for other, theirs in others:
        document = compared(document, other, trials, theirs)
    if report is not None:
        _write(document, report)
    out(as_text(document) if as_json else sweep_screen(document))
    return 4 if document["runs"]["defect"] else EXIT_OF_VERDICT[document["verdict"]]


def _engine(jobs: int | None, cluster: str | None) -> Any:
    from dualrun.campaign.pool import cores

    if cluster is not None:
        if jobs is not None:
            raise UsageError("--jobs is for this machine; with --cluster the workers decide")
        from dualrun.sweep.cluster import on_cluster

        return partial(on_cluster, address=cluster)
    from dualrun.sweep.pool import in_processes

    return partial(in_processes, workers=jobs or cores())


def _swept(
    sweep: Any, state: Path, engine: Any, need: float, shrink: int
) -> tuple[dict[str, Any], list[Any]]:
    from dualrun.scenario.load import sound
    from dualrun.sweep.ledger import Ledger
    from dualrun.sweep.run import carry_out, trials
    from dualrun.sweep.shrunk import shrunk
    from dualrun.sweep.summary import summary

    jobs = sweep.jobs()
    for job in (jobs[0], jobs[-1]):
        sound(job.source, job.overrides)  # what is wrong is said before anything is begun
    try:
        ledger = Ledger(state / f"{Path(sweep.source.name).stem}.jsonl")
    except OSError as error:
        raise UsageError(f"{state}: nothing can be kept there: {error.strerror}") from None
    try:
        _shown(f"rehearsing {sweep.source.name}", len(jobs), carry_out(jobs, ledger, engine), jobs, ledger)
        found = trials(jobs, ledger)
        least = list(_told(shrunk(found, ledger, shrink)))
    finally:
        ledger.close()
    return summary(sweep, found, need, least), found


def _shown(title: str, total: int, records: Generator[Any, None, None], jobs: Any, ledger: Any) -> None:
    from dualrun.sweep.run import open_jobs

    clock = LiveClock()
    begun = total - len(open_jobs(jobs, ledger))
    if begun:
        err(f"{begun:,} of {total:,} rehearsals are done already")
    count = failed = 0
    with _progress() as progress, closing(records):
        task = progress.add_task(title, total=total, completed=begun, failed=0)
        try:
            for record in records:
                count += 1
                failed += not record.passed
                progress.update(task, advance=1, failed=failed)
        except KeyboardInterrupt:
            err("the same command goes on from here; only the rehearsals in hand begin anew")
            raise
    if count:
        seconds = max(clock.monotonic(), 0.001)
        err(f"{count:,} rehearsals in {seconds:.1f} s ({count / seconds:.2f} a second)")


def _told(found: Iterator[Any]) -> Iterator[Any]:
    """Say what is going on while the smallest failing plans are looked for."""
    for one in found:
        err(f"shrunk in {one.tries} tries: {one.cause}")
        yield one


def _write(document: dict[str, Any], directory: Path) -> None:
    from dualrun.report.writing import write_atomically
    from dualrun.sweep.junit import junit
    from dualrun.sweep.summary import as_text

    try:
        write_atomically(directory / "junit.xml", junit(document))
        write_atomically(directory / "sweep.json", as_text(document) + "\n")
    except OSError as error:
        raise UsageError(f"{directory}: the report cannot be written there: {error.strerror}") from None


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} not passed"),
        TimeElapsedColumn(),
        Remaining(),
    )
    return Progress(*columns, console=console(talk=True), transient=True)
