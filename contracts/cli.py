"""`python -m contracts`: write the pacts, verify them, fuzz the façade. Exit codes are those of `dualrun`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import click
import typer

from dualrun.cli.talk import err, out

app = typer.Typer(
    name="contracts",
    help="Write and verify contracts, and fuzz the façade.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

PactsOption = Annotated[
    Path | None, typer.Option("--pacts", help="A pact file or a folder of them; ours unless told otherwise.")
]
OnlyOption = Annotated[
    str, typer.Option("--only", help="Verify what matches this pattern on 'consumer: description'.")
]
ExamplesOption = Annotated[int, typer.Option("--examples", help="Made-up requests an operation.", min=1)]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed makes up the same requests.", min=0)]


@app.command()
def write() -> int:
    """Try what every consumer relies on at a mock, and write it into pact files."""
    from contracts.writing import BrokenPromiseError, write_all

    try:
        for path in write_all():
            out(f"wrote {path.name}")
    except BrokenPromiseError as broken:
        err(f"contracts: {broken}")
        return 1
    return 0


@app.command()
def verify(pacts: PactsOption = None, only: OnlyOption = "") -> int:
    """Verify the façade against its pacts, in process."""
    from contracts.pact_file import PactError, read_pacts
    from contracts.providers.facade import FacadeProvider
    from contracts.verification import selected, verify_one
    from contracts.writing import PACTS

    provider = FacadeProvider()
    try:
        interactions = selected(read_pacts(pacts or PACTS), provider, only)
    except PactError as error:
        err(f"contracts: {error}")
        return 2
    broken = 0
    for interaction in interactions:
        outcome = verify_one(interaction, provider)
        out(f"{'holds ' if outcome.holds else 'BROKEN'}  {interaction.name}")
        for difference in outcome.differences:
            out(f"          {difference}")
        broken += not outcome.holds
    out(f"{len(interactions) - broken} of {len(interactions)} interactions hold")
    return 1 if broken else 0


@app.command()
def fuzz(examples: ExamplesOption = 100, seed: SeedOption = 7) -> int:
    """Send the façade what its OpenAPI document allows and what it forbids."""
    from contracts.alone import facade_alone
    from contracts.fuzz import fuzz as send_all

    alone = facade_alone()
    report = send_all(alone, examples, seed)
    for breach in report.breaches:
        out(
            f"{breach.operation}: {breach.title}\n  {breach.message}\n  {breach.reproduce}\n  {breach.answer}"
        )
    for where, error in alone.defects:
        out(f"defect in {where}: {error!r}")
    found = len(report.breaches) + len(alone.defects)
    again = f"python -m contracts fuzz --examples {examples} --seed {seed}"
    out(f"{report.cases} requests, {found} findings; again: {again}")
    return 1 if found else 0


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code."""
    os.environ.setdefault("PACT_DO_NOT_TRACK", "true")
    try:
        outcome = app(list(arguments), standalone_mode=False)
    except click.UsageError as error:
        err(f"contracts: {error.format_message()}")
        return 2
    except (click.Abort, KeyboardInterrupt):
        err("contracts: stopped")
        return 130
    return outcome if isinstance(outcome, int) else 0
