"""`dualrun fuzz`: does a system keep to its own description, whatever it is sent?"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.cli.options import JsonOption, JunitOption, need_extra, write_file
from dualrun.cli.talk import err, out
from dualrun.clock import LiveClock
from dualrun.errors import UsageError
from dualrun.nearest import nearest
from simulators.registry import NAMES

if TYPE_CHECKING:
    from schemathesis.core.transport import Response
    from schemathesis.schemas import BaseSchema

    from contracts.alone import Defects
    from contracts.fuzz import Breach, FuzzReport

FACADE, CONTROL = "facade", "control"
SURFACES = (FACADE, CONTROL, *NAMES)
PROGRESS_EVERY_S = 2.0
NAMES_SHOWN = 5

SystemArgument = Annotated[str, typer.Argument(help="facade, control or a system.")]
ExamplesOption = Annotated[
    int | None, typer.Option("--examples", min=1, help="Requests an operation; enough unless told.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed makes up the same requests.")]
UrlOption = Annotated[
    str | None, typer.Option("--url", help="The OpenAPI document of a live one; unless told, in process.")
]
HeaderOption = Annotated[
    list[str] | None, typer.Option("--header", metavar="'NAME: VALUE'", help="Sent along to a live one.")
]
OwnerOption = Annotated[
    str | None, typer.Option("--owner", help="The channel that asks: it must be shown nothing of others.")
]
BaselineOption = Annotated[
    Path | None, typer.Option("--baseline", help="Fail on what is not in this list of known findings.")
]
UpdateOption = Annotated[bool, typer.Option("--update-baseline", help="Write the list of what is found.")]
HarOption = Annotated[Path | None, typer.Option("--har", help="Write every exchange as HAR.")]


def command(
    system: SystemArgument = FACADE,
    examples: ExamplesOption = None,
    seed: SeedOption = 7,
    url: UrlOption = None,
    header: HeaderOption = None,
    owner: OwnerOption = None,
    baseline: BaselineOption = None,
    update_baseline: UpdateOption = False,
    junit: JunitOption = None,
    har: HarOption = None,
    as_json: JsonOption = False,
) -> int:
    """Send a system what its description allows and what it forbids, alone and in sequences."""
    need_extra()
    from contracts.fuzz import fuzz
    from contracts.fuzzing import baseline as known_findings
    from contracts.fuzzing import records
    from contracts.fuzzing.business_checks import RULES, own_objects_only
    from contracts.generation import EXAMPLES

    if system not in SURFACES:
        meant = nearest(system, SURFACES)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(SURFACES)}"
        raise UsageError(f"no system {system!r}; {hint}")
    if update_baseline and baseline is None:
        raise UsageError("--update-baseline: say which with --baseline FILE")
    known = known_findings.read(baseline) if baseline and not update_baseline else frozenset()
    examples = examples or EXAMPLES[system]
    schemas, defects = _described(system, examples, seed, url, header or [])
    exchanges: list[tuple[str, Response]] = []
    report = fuzz(
        *schemas,
        on_progress=told_now_and_then(system, LiveClock().monotonic),
        rules=(*RULES, own_objects_only(owner)) if owner else RULES,
        on_exchange=lambda at, answer: exchanges.append((_instant(at), answer)) if har else None,
    )
    if junit:
        write_file(junit, records.junit(system, report))
    if har:
        write_file(har, records.har(exchanges))
    if baseline and update_baseline:
        write_file(baseline, known_findings.written(report.breaches))
        known = known_findings.read(baseline)
    fresh = [one for one in report.breaches if known_findings.name_of(one) not in known]
    again = f"dualrun fuzz {system} --examples {examples} --seed {seed}" + (f" --url {url}" if url else "")
    _tell(report, fresh, defects, again, as_json=as_json)
    return 1 if fresh or defects else 0


def _tell(
    report: "FuzzReport", fresh: "list[Breach]", defects: "Defects", again: str, *, as_json: bool
) -> None:
    if as_json:
        findings = [asdict(one) for one in fresh] + [
            {"operation": where, "title": "defect", "message": repr(error)} for where, error in defects
        ]
        told = {"cases": report.cases, "known": len(report.breaches) - len(fresh), "findings": findings}
        out(json.dumps({**told, "only_refused": report.only_refused, "again": again}))
        return
    for one in fresh:
        out(f"{one.operation}: {one.title}\n  {one.message}\n  {one.reproduce}\n  {one.answer}")
    for where, error in defects:
        out(f"defect in {where}: {error!r}")
    if report.only_refused:
        out(f"never carried out: {_first_few(report.only_refused)}")
    beside = f" beside {len(report.breaches) - len(fresh)} known" if len(fresh) < len(report.breaches) else ""
    out(f"{report.line()}, {len(fresh) + len(defects)} findings{beside}; again: {again}")


def _first_few(names: Sequence[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more, which --json names" if more > 0 else "")


def _described(
    system: str, examples: int, seed: int, url: str | None, headers: list[str]
) -> "tuple[tuple[BaseSchema, ...], Defects]":
    """Put up what is to be fuzzed; give what it says of itself, and where it will report its defects."""
    from contracts.alone import control_alone, system_alone
    from contracts.control_surface import control_schema
    from contracts.facade_surface import facade_schemas
    from contracts.lived import facade_lived
    from contracts.surfaces import live_schema, system_schemas

    if url:
        return (live_schema(system, url, headers, examples, seed),), []
    if headers:
        raise UsageError("--header: what is put up in process signs its requests itself; say --url")
    if system == FACADE:
        facade = facade_lived()
        return facade_schemas(facade, examples, seed), facade.defects
    if system == CONTROL:
        control = control_alone()
        return (control_schema(control, examples, seed),), control.defects
    alone = system_alone(system)
    return system_schemas(alone, examples, seed), alone.defects


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def told_now_and_then(system: str, monotonic: Callable[[], float]) -> "Callable[[FuzzReport], None]":
    """Give who says how far a long run is, on stderr."""
    said_at = monotonic()

    def tell(report: "FuzzReport") -> None:
        nonlocal said_at
        if monotonic() - said_at >= PROGRESS_EVERY_S:
            said_at = monotonic()
            err(f"{system}: {report.line()}, {len(report.breaches)} findings so far")

    return tell
