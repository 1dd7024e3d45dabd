"""Which command is it, and how does it end? Every way out is one line and an exit code."""

from collections.abc import Sequence

import typer

from dualrun import __version__
from dualrun.cli import (
    campaign,
    divergences,
    doctor,
    gates,
    listing,
    load,
    page,
    reconcile,
    rehearse,
    sweep,
    up,
    ways_back,
)
from dualrun.cli.contributed import add_contributed
from dualrun.cli.talk import err, out
from dualrun.errors import HarnessError

BadUsage: type[Exception] = typer.BadParameter.__mro__[1]
"""What the parser raises for any bad usage; typer names only this one of its kinds."""

app = typer.Typer(
    name="dualrun",
    help="Rehearse an ERP migration before doing it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        out(f"dualrun {__version__}")
        raise typer.Exit


@app.callback()
def about(
    version: bool = typer.Option(
        False, "--version", help="Print the version and leave.", is_eager=True, callback=_show_version
    ),
) -> None:
    """Rehearse an ERP migration before doing it."""


app.command("rehearse")(rehearse.command)
app.command("sweep")(sweep.command)
app.command("gates")(gates.command)
app.command("page")(page.command)
app.command("divergences")(divergences.command)
app.command("ways-back")(ways_back.command)
app.command("reconcile")(reconcile.command)
app.command("campaign")(campaign.campaign)
app.command("sweep-crashes")(campaign.sweep_crashes)
app.command("up")(up.command)
app.command("load")(load.command)
app.command("scenarios")(listing.scenarios)
app.command("systems")(listing.systems)
app.command("doctor")(doctor.command)

STOPPED = 130
READER_GONE = 141
"""As a shell says of a program whose reader has closed the pipe: no verdict is taken from half an answer."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    add_contributed(app, arguments)
    try:
        outcome = app(list(arguments) or ["--help"], standalone_mode=False)
    except BadUsage as error:
        err(f"dualrun: {_hinted(error)}")
        return 2
    except typer.Exit as leaving:
        outcome = leaving.exit_code
    except (typer.Abort, KeyboardInterrupt):
        outcome = STOPPED
    except SystemExit:  # so the library leaves when nobody reads what is printed any more
        return READER_GONE
    except OSError as error:
        err(f"dualrun: {error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return 2
    except HarnessError as error:
        err(f"dualrun: {error}")
        return error.exit_code
    if outcome == STOPPED:  # most often the library has caught Ctrl-C, and made a code of it without a word
        err("dualrun: stopped")
    return outcome if isinstance(outcome, int) else 0


def _hinted(error: Exception) -> str:
    """Give the complaint with what it is about, and the nearest word where one was not known."""
    message = " ".join(str(getattr(error, "format_message", error.__str__)()).split())
    possible = getattr(error, "possibilities", None) or ()
    if possible and "Did you mean" not in message:
        message = f"{message} Did you mean {possible[0]}?"
    return message
