"""`dualrun contracts ...` and `dualrun fuzz`: what this package adds to the command line.

The harness may not know this package, so it finds these commands by their entry point. What is dear to
import, or comes with the extra `contracts` only, is imported where it is used.
"""

import os
from collections.abc import Sequence

import typer

from contracts.cli import broker, check, drift, fuzz, matrix, mutate, serve, verify, write

contracts = typer.Typer(
    help="Write, verify and judge contracts.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
contracts.command("write")(write.command)
contracts.command("verify")(verify.command)
contracts.command("serve")(serve.command)
contracts.command("check")(check.command)
contracts.command("drift")(drift.command)
contracts.command("mutate")(mutate.command)
contracts.command("matrix")(matrix.matrix)
contracts.command("can-i-cut-over")(matrix.can_i_cut_over)
contracts.command("broker")(broker.serve)
contracts.command("publish")(broker.publish)
contracts.command("record-deployment")(broker.record_deployment)
contracts.command("can-i-deploy")(broker.can_i_deploy)
contracts.command("fuzz")(fuzz.command)


@contracts.callback()
def about() -> None:
    """Write, verify and judge contracts: what each consumer relies on, and who keeps to it."""
    os.environ.setdefault("PACT_DO_NOT_TRACK", "true")


def add_commands(app: typer.Typer) -> None:
    """Add what there is here to the command line of the harness."""
    app.add_typer(contracts, name="contracts")
    app.command("fuzz")(fuzz.command)


def run(arguments: Sequence[str]) -> int:
    """Run one of these commands and give its exit code."""
    from dualrun.cli.entry import run as run_dualrun

    return run_dualrun(["contracts", *arguments])
