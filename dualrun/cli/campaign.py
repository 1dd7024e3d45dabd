"""`dualrun campaign` and `dualrun sweep-crashes`: does an order survive anything?"""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dualrun.cli import EXIT_OF_VERDICT
from dualrun.cli.talk import console, out
from dualrun.clock import LiveClock
from dualrun.errors import UsageError
from dualrun.nearest import nearest

SCHEDULES = 300

FlowOption = Annotated[
    list[str] | None, typer.Option("--flow", help="Only this flow; may be given again. All when not given.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same runs.", min=0)]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", help="Processes to use; one a core when not given.", min=1, max=64)
]
WithoutOption = Annotated[
    list[str] | None, typer.Option("--without", help="Switch a safeguard of the façade off, to see it fail.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
JUnitOption = Annotated[Path | None, typer.Option("--junit", help="Where to write the result as JUnit XML.")]
SchedulesOption = Annotated[
    int, typer.Option("--schedules", help="How many fault schedules to draw.", min=1, max=1_000_000)
]
OnlyOption = Annotated[
    str,
    typer.Option("--only", help="Draw schedules of one kind only: moving, crashes, stubborn, swizzled ..."),
]
FaultOption = Annotated[
    list[str] | None, typer.Option("--fault", help="Run one flow once, with this fault; may be given again.")
]
CutOption = Annotated[
    str | None, typer.Option("--cut", help="Run one flow once, killed at this point, as in step:12.")
]
HostOption = Annotated[str, typer.Option("--host", help="Where the façade of a single run keeps its orders.")]


def campaign(
    schedules: SchedulesOption = SCHEDULES,
    flow: FlowOption = None,
    seed: SeedOption = 7,
    workers: WorkersOption = None,
    without: WithoutOption = None,
    only: OnlyOption = "",
    fault: FaultOption = None,
    cut: CutOption = None,
    host: HostOption = "memory",
    as_json: JsonOption = False,
    junit: JUnitOption = None,
) -> int:
    """Run random fault schedules over the canonical flows; shrink what fails to the least that still does."""
    from dualrun.campaign.document import campaign_document
    from dualrun.campaign.pool import cores
    from dualrun.campaign.random_faults import Campaign
    from dualrun.campaign.schedules import KINDS
    from dualrun.campaign.screen import campaign_screen

    if fault or cut is not None:
        return _one_case(flow, seed, fault, cut, host, without, as_json=as_json)
    if only:
        _one_of("--only", only, tuple(KINDS))
    clock = LiveClock()
    run = Campaign(_flows(flow), seed, _safeguards(without), only)
    with _progress("schedules") as progress:
        task = progress.add_task("running fault schedules", total=schedules)
        for _ in run.act(schedules, workers or cores()):
            progress.advance(task)
    run.shrink()
    return _tell(campaign_document(run, clock.monotonic()), campaign_screen, as_json=as_json, junit=junit)


def sweep_crashes(
    flow: FlowOption = None,
    seed: SeedOption = 7,
    workers: WorkersOption = None,
    without: WithoutOption = None,
    as_json: JsonOption = False,
    junit: JUnitOption = None,
) -> int:
    """Kill the façade at every step and around every statement of the flows, and judge each time."""
    from dualrun.campaign.crash_sweep import Sweep
    from dualrun.campaign.document import sweep_document
    from dualrun.campaign.flows import CANONICAL
    from dualrun.campaign.pool import cores
    from dualrun.campaign.screen import sweep_screen

    clock = LiveClock()
    run = Sweep(_flows(flow), seed, without=_safeguards(without))
    with _progress("crashes") as progress:
        task = progress.add_task("killing the façade", total=run.number())
        canonical_s = 0.0
        for result in run.act(workers or cores()):
            progress.advance(task)
            if result.case.flow in CANONICAL:
                canonical_s = clock.monotonic()
    return _tell(
        sweep_document(run, clock.monotonic(), canonical_s), sweep_screen, as_json=as_json, junit=junit
    )


def _one_case(
    flow: list[str] | None,
    seed: int,
    fault: list[str] | None,
    cut: str | None,
    host: str,
    without: list[str] | None,
    *,
    as_json: bool,
) -> int:
    from dualrun.campaign.case import Case
    from dualrun.campaign.disks import HOSTS
    from dualrun.campaign.document import case_document
    from dualrun.campaign.mishap import read_mishap
    from dualrun.campaign.points import read_point
    from dualrun.campaign.screen import case_screen
    from dualrun.campaign.trial import try_out

    if not flow or len(flow) > 1:
        raise UsageError("--fault and --cut are about one flow: name it with --flow")
    [one] = _flows(flow)
    _one_of("--host", host, HOSTS)
    mishaps = tuple(map(read_mishap, fault or ()))
    point = None if cut is None else read_point(cut)
    result = try_out(Case(one.name, seed, mishaps, point, host, _safeguards(without)))
    if point is not None and not result.pulled:
        raise UsageError(f"--cut {cut}: the flow {one.name} does not come to that point with this seed")
    document = case_document(result)
    return _tell(document, case_screen, as_json=as_json, junit=None)


def _tell(document: dict[str, Any], screen: Any, *, as_json: bool, junit: Path | None) -> int:
    from dualrun.campaign.document import as_text, write_junit

    if junit is not None:
        try:
            write_junit(document, junit)
        except OSError as error:
            raise UsageError(f"{junit}: cannot be written: {error.strerror}") from None
    out(as_text(document) if as_json else screen(document))
    if document.get("defects"):
        return 4
    return EXIT_OF_VERDICT[document["verdict"]]


def _flows(names: list[str] | None) -> tuple[Any, ...]:
    from dualrun.campaign.flows import FLOWS, flow_named

    return tuple(flow_named(name) for name in dict.fromkeys(names)) if names else FLOWS


def _safeguards(names: list[str] | None) -> tuple[str, ...]:
    from dualrun.campaign.case import SAFEGUARDS

    for name in names or ():
        _one_of("--without", name, SAFEGUARDS)
    return tuple(dict.fromkeys(names or ()))


def _one_of(option: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        meant = nearest(word, words)
        raise UsageError(
            f"{option} {word}: {f'did you mean {meant}?' if meant else 'choose one of ' + ', '.join(words)}"
        )


def _progress(noun: str) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(noun),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console(talk=True), transient=True)
