"""`dualrun reconcile`: two books, live or as files, side by side, difference by difference."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from dualrun.cli import EXIT_OF_VERDICT
from dualrun.cli.rehearse import JsonOption
from dualrun.cli.talk import console, out
from dualrun.clock import LiveClock
from dualrun.errors import UsageError

OldOption = Annotated[
    str, typer.Option("--old", help="Where the old book answers, or the folder of its extract.")
]
NewOption = Annotated[
    str, typer.Option("--new", help="Where the new book answers, or the folder of its extract.")
]
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


KeepOption = Annotated[
    Path | None,
    typer.Option("--keep", help="Where what two live books hold is kept as CSV: DIR/old, DIR/new."),
]
FacadeOption = Annotated[
    str | None,
    typer.Option("--facade", help="The façade that knows which orders are due in both books."),
]
ClientOption = Annotated[
    str, typer.Option("--client", help="Who asks the façade, as client=secret; it reads all orders.")
]
LARGE = 50_000_000
"""So many bytes of files are too many to be held in memory."""


def command(
    old: OldOption,
    new: NewOption,
    seed: SeedOption = 7,
    codes: CodesOption = None,
    accept: AcceptOption = None,
    report: ReportOption = None,
    keep: KeepOption = None,
    facade: FacadeOption = None,
    client: ClientOption = "operator=operator-secret",
    as_json: JsonOption = False,
) -> int:
    """Compare two books: which orders are in both, how far apart are they, and why?"""
    from dualrun.reconciliation.pack import drawn_up
    from dualrun.reconciliation.screen import pack_screen
    from dualrun.reconciliation.writing import as_json as written
    from dualrun.reconciliation.writing import write_pack

    taken = _accepted(accept)
    with console(talk=True).status("reading both books"):
        due = asyncio.run(_due(facade.rstrip("/"), client)) if facade is not None else None
        found = drawn_up(_books(old, new, codes, seed, keep), taken, due)
    if report is not None:
        try:
            write_pack(found, report)
        except OSError as error:
            raise UsageError(f"{report}: the pack cannot be written there: {error.strerror}") from None
    out(written(found) if as_json else pack_screen(found))
    return EXIT_OF_VERDICT[found["verdict"]]


async def _due(facade: str, client: str) -> frozenset[str]:
    """Ask for the pins before the books are read, so that no order counts that came after."""
    from dualrun.cli.control_api import ORDERS, signed_in
    from dualrun.network.live import LiveWire, open_session
    from dualrun.reconciliation.pins import due_in_both

    async with open_session() as session:
        return await due_in_both(await signed_in(LiveWire(session), facade, client, ORDERS))


def _books(old: str, new: str, codes: Path | None, seed: int, keep: Path | None) -> Any:
    from dualrun.reconciliation.kept import write_extract
    from dualrun.reconciliation.memory import InMemory

    folders = Path(old), Path(new)
    if all(one.is_dir() for one in folders):
        if keep is not None:
            raise UsageError("--keep is for live books: these are kept already")
        return _kept(*folders)
    read = asyncio.run(_read(old, new, _codes(codes, seed)))
    for side, book in zip(("old", "new"), read, strict=True):
        if keep is not None:
            try:
                write_extract(book, keep / side)
            except OSError as error:
                raise UsageError(f"{keep}: nothing can be kept there: {error.strerror}") from None
    return InMemory(*read)


def _kept(old: Path, new: Path) -> Any:
    """Hold small extracts in memory, and let a database hold those that are not."""
    from dualrun.reconciliation.duck import Tables
    from dualrun.reconciliation.kept import COLUMNS, read_extract, table_file
    from dualrun.reconciliation.memory import InMemory

    files = [path for one in (old, new) for name in COLUMNS if (path := table_file(one, name))]
    is_large = sum(path.stat().st_size for path in files) > LARGE
    if is_large or any(path.suffix == ".parquet" for path in files):
        return Tables(old, new)
    return InMemory(read_extract(old), read_extract(new))


async def _read(old: str, new: str, codes: Any) -> tuple[Any, Any]:
    from dualrun.network.live import LiveWire, open_session
    from dualrun.reconciliation.books import new_book, old_book
    from facade.errors import FacadeError
    from facade.settings import SystemSettings
    from simulators.registry import load

    def settings(system: str, url: str) -> SystemSettings:
        return SystemSettings(url, load(system).credentials(), codes[system])

    async with open_session() as session:
        wire, clock, books = LiveWire(session), LiveClock(), []
        for read, system, url, option in (
            (old_book, "legacy_erp", old, "--old"),
            (new_book, "cloud_erp", new, "--new"),
        ):
            try:
                books.append(await read(wire, settings(system, url), clock))
            except (FacadeError, ValueError) as error:
                told = " ".join(str(error).split())
                raise UsageError(f"{option} {url}: is {system} there? {told}") from None
        return books[0], books[1]


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
