"""Which command is it, and how does it end? Every way out is one line and an exit code."""

import difflib
from collections.abc import Sequence

import click
import typer

from dualrun import __version__
from dualrun.cli import doctor, listing, rehearse, up
from dualrun.cli.talk import err
from dualrun.errors import HarnessError

app = typer.Typer(
    name="dualrun",
    help="Rehearse an ERP migration before doing it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def about(
    version: bool = typer.Option(False, "--version", help="Print the version and leave.", is_eager=True),
) -> None:
    """Rehearse an ERP migration before doing it."""
    if version:
        typer.echo(f"dualrun {__version__}")
        raise typer.Exit


app.command("rehearse")(rehearse.command)
app.command("up")(up.command)
app.command("scenarios")(listing.scenarios)
app.command("systems")(listing.systems)
app.command("doctor")(doctor.command)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    try:
        outcome = app(list(arguments), standalone_mode=False)
    except click.UsageError as error:
        err(f"dualrun: {_hinted(error)}")
        return 2
    except click.exceptions.Exit as leaving:
        return int(leaving.exit_code)
    except (click.Abort, KeyboardInterrupt):
        err("dualrun: stopped")
        return 130
    except HarnessError as error:
        err(f"dualrun: {error}")
        return error.exit_code
    return outcome if isinstance(outcome, int) else 0


def _hinted(error: click.UsageError) -> str:
    """Give the complaint with the nearest command where a command was not known."""
    message = " ".join(error.format_message().split())
    if "No such command" not in message:
        return message
    asked = message.split("'")[1] if "'" in message else ""
    known = [info.name for info in app.registered_commands if info.name]
    nearest = difflib.get_close_matches(asked, known, 1)
    hint = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(known)}"
    return f"no command {asked!r}; {hint}"
