"""`dualrun contracts matrix` and `can-i-cut-over`: who keeps to what, and may we move?"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.cli.options import JsonOption, OnlyOption, PactsOption, need_extra, write_file
from dualrun.cli.talk import err, out
from dualrun.clock import LiveClock
from dualrun.errors import UsageError
from dualrun.nearest import nearest

if TYPE_CHECKING:
    from contracts.matrix.cells import Cell
    from contracts.matrix.columns import Target
    from contracts.pact_file import Interaction
    from contracts.providers.releases import Release
    from facade.routing.stage import Stage

PROGRESS_EVERY_S = 2.0
CapabilityOption = Annotated[str | None, typer.Option("--capability", help="Such as orders or invoicing.")]
StageOption = Annotated[
    list[str] | None, typer.Option("--stage", help="Only with the façade at this stage; may be repeated.")
]
ReportOption = Annotated[Path, typer.Option("--report", help="Where matrix.json and matrix.html go.")]
ReleaseOption = Annotated[
    str | None, typer.Option("--release", help="Of the new book; the one in force unless told otherwise.")
]
WithoutOption = Annotated[
    str | None, typer.Option("--without", help="What if this field were gone from the new book's answers?")
]
ToOption = Annotated[str, typer.Option("--to", help="The stage to move to.")]
REPORT = Path(".dualrun/matrix")


def matrix(
    capability: CapabilityOption = None,
    stage: StageOption = None,
    only: OnlyOption = "",
    pacts: PactsOption = None,
    report: ReportOption = REPORT,
    as_json: JsonOption = False,
) -> int:
    """Try every interaction against every system, release and stage that may come to answer it."""
    need_extra()
    from contracts.matrix.columns import targets
    from contracts.matrix.report import document, page

    interactions = _chosen(pacts, capability, only)
    cells = _filled(interactions, targets(interactions, [known_stage(one) for one in stage or _stages()]))
    written = document(cells)
    write_file(report / "matrix.json", json.dumps(written, indent=1, ensure_ascii=False))
    write_file(report / "matrix.html", page(written))
    if as_json:
        out(json.dumps(written, ensure_ascii=False))
    else:
        _show(cells)
        out(f"{written['held']} of {len(cells)} hold; report in {report / 'matrix.html'}")
    return 0 if written["held"] == len(cells) else 1


def can_i_cut_over(
    capability: CapabilityOption = "orders",
    to: ToOption = "complete",
    release: ReleaseOption = None,
    without: WithoutOption = None,
    only: OnlyOption = "",
    pacts: PactsOption = None,
    as_json: JsonOption = False,
) -> int:
    """Say whether a capability may move to the new book, and what stands in the way."""
    need_extra()
    from contracts.matrix.columns import NEW_BOOK, targets
    from contracts.matrix.cutover import obstacles
    from contracts.matrix.lacking import Without

    wanted = known_release(release).name
    interactions = [one for one in _chosen(pacts, capability, only) if one.provider in ("facade", NEW_BOOK)]
    chosen = [one for one in targets(interactions, [known_stage(to)]) if one.column.release == wanted]
    if without:
        new_book = [one for one in chosen if one.column.provider == NEW_BOOK]
        lacking = [Without(one.provider, without) for one in new_book]
        chosen = [type(one)(one.column, less) for one, less in zip(new_book, lacking, strict=True)]
    cells = _filled(interactions, chosen)
    if without and not any(less.missed for less in lacking):
        raise UsageError(f"no answer of {NEW_BOOK} has a field {without!r}, so leaving it out shows nothing")
    if not cells:
        raise UsageError(f"nothing tells of {capability} at {NEW_BOOK} {wanted}, so nothing would be proved")
    found = obstacles(cells)
    if as_json:
        asked = {"capability": capability, "to": to, "release": wanted, "tried": len(cells)}
        out(json.dumps({**asked, "ok": not found, "obstacles": [asdict(one) for one in found]}))
        return 1 if found else 0
    for one in found:
        out(one.line)
    verdict = f"no: {len(found)} obstacles" if found else "yes"
    out(f"can {capability} cut over to {NEW_BOOK} {wanted}, {to}: {verdict}, {len(cells)} tried")
    return 1 if found else 0


def _chosen(pacts: Path | None, capability: str | None, only: str) -> "list[Interaction]":
    from contracts.matrix.capabilities import capabilities_of
    from contracts.matrix.cells import of_capability
    from contracts.pact_file import read_pacts
    from contracts.verification import matching
    from contracts.writing import PACTS

    interactions = matching(read_pacts(pacts or PACTS), only)
    if capability is None:
        return interactions
    _known("capability", capability, capabilities_of(interactions))
    return of_capability(interactions, capability)


def _filled(interactions: "Sequence[Interaction]", targets: "Sequence[Target]") -> "list[Cell]":
    from contracts.matrix.cells import filled

    clock = LiveClock()
    said_at = clock.monotonic()

    def tell(count: int, column: object) -> None:
        nonlocal said_at
        if clock.monotonic() - said_at >= PROGRESS_EVERY_S:
            said_at = clock.monotonic()
            err(f"contracts: {count} tried, now {getattr(column, 'name', column)}")

    return filled(interactions, targets, tell)


def _show(cells: "Sequence[Cell]") -> None:
    for column in dict.fromkeys(cell.column for cell in cells):
        theirs = [cell for cell in cells if cell.column == column]
        out(f"{column.name:28} {sum(cell.holds for cell in theirs):4} of {len(theirs):4} hold")
        for cell in theirs:
            if not cell.holds:
                out(f"    BROKEN  {cell.interaction.name}: {cell.differences[0]}")


def _stages() -> list[str]:
    from facade.routing.stage import Stage

    return list(Stage)


def known_stage(name: str) -> "Stage":
    """Give the stage of that name.

    Raises:
        UsageError: there is none.
    """
    from facade.routing.stage import Stage

    return Stage(_known("stage", name, _stages()))


def known_release(name: str | None) -> "Release":
    """Give the release of the new book of that name, or the one in force.

    Raises:
        UsageError: there is none.
    """
    from contracts.matrix.columns import NEW_BOOK
    from contracts.providers.releases import releases_of

    releases = {one.name: one for one in releases_of(NEW_BOOK)}
    return releases[_known("release", name or next(iter(releases)), list(releases))]


def _known(kind: str, word: str, known: Sequence[str]) -> str:
    if word in known:
        return word
    meant = nearest(word, known)
    hint = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
    raise UsageError(f"no {kind} {word!r}; {hint}")
