"""`dualrun reconcile`: two live books, side by side, difference by difference."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from dualrun.cli import EXIT_OF_VERDICT
from dualrun.cli.rehearse import JsonOption
from dualrun.cli.talk import console, out
from dualrun.clock import LiveClock
from dualrun.errors import UsageError

OldOption = Annotated[str, typer.Option("--old", help="Where the old book answers: http://127.0.0.1:8203.")]
NewOption = Annotated[str, typer.Option("--new", help="Where the new book answers.")]
SeedOption = Annotated[
    int, typer.Option("--seed", help="The business of the landscape, as `dualrun up --seed` has it.", min=0)
]
CodesOption = Annotated[
    Path | None,
    typer.Option("--codes", help="A JSON file of codes by system and kind, for a business of your own."),
]
AcceptOption = Annotated[
    Path | None,
    typer.Option("--accept", help="A YAML list of what is accepted: report, key, field, by, reason."),
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", help="Where the pack is written: CSV, JSON, JUnit and HTML.")
]


def command(
    old: OldOption,
    new: NewOption,
    seed: SeedOption = 7,
    codes: CodesOption = None,
    accept: AcceptOption = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
) -> int:
    """Compare two live books: which orders are in both, how far apart are they, and why?"""
    from dualrun.reconciliation.pack import pack
    from dualrun.reconciliation.screen import pack_screen
    from dualrun.reconciliation.writing import as_json as written
    from dualrun.reconciliation.writing import write_pack

    taken = _accepted(accept)
    known = _codes(codes, seed)
    with console(talk=True).status("reading both books"):
        books = asyncio.run(_read(old, new, known))
    found = pack(*books, taken)
    if report is not None:
        try:
            write_pack(found, report)
        except OSError as error:
            raise UsageError(f"{report}: the pack cannot be written there: {error.strerror}") from None
    out(written(found) if as_json else pack_screen(found))
    return EXIT_OF_VERDICT[found["verdict"]]


async def _read(old: str, new: str, codes: Any) -> tuple[Any, Any]:
    from dualrun.network.live import LiveWire, open_session
    from dualrun.reconciliation.books import new_book, old_book
    from facade.errors import FacadeError
    from facade.settings import SystemSettings
    from simulators.registry import load

    def settings(system: str, url: str) -> SystemSettings:
        return SystemSettings(url, load(system).credentials(), codes[system])

    async with open_session() as session:
        wire, clock = LiveWire(session), LiveClock()
        try:
            return (
                await old_book(wire, settings("legacy_erp", old), clock),
                await new_book(wire, settings("cloud_erp", new), clock),
            )
        except (FacadeError, ValueError) as error:
            raise UsageError(f"--old {old} --new {new}: {' '.join(str(error).split())}") from None


def _codes(path: Path | None, seed: int) -> Any:
    from dualrun.landscape.assembly import published_codes
    from dualrun.landscape.business import seeded_business

    if path is None:
        return published_codes(seeded_business(seed))
    import orjson

    try:
        given = orjson.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise UsageError(f"{path}: not JSON: {error}") from None
    for system in ("legacy_erp", "cloud_erp"):
        if not isinstance(given, dict) or not isinstance(given.get(system), dict):
            raise UsageError(f"{path}: no codes of {system}; write codes by system, kind and business id")
    return given


def _accepted(path: Path | None) -> Any:
    from dualrun.reconciliation.difference import acceptances

    if path is None:
        return ()
    try:
        return acceptances(path.read_text("utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}") from None
