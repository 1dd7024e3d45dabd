"""The options that several of these commands have in common, and what they need to be installed."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from dualrun.errors import UsageError

NEEDED = ("httpx", "pact", "schemathesis")

ProviderOption = Annotated[str, typer.Option("--provider", help="facade, or a system.")]
OnlyOption = Annotated[str, typer.Option("--only", help="A pattern on 'consumer: description'.")]
PactsOption = Annotated[
    Path | None, typer.Option("--pacts", help="A pact file or a folder; ours unless told otherwise.")
]
BrokerOption = Annotated[
    str | None, typer.Option("--broker", help="A Pact broker by its URL, or a folder that is one.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
JunitOption = Annotated[Path | None, typer.Option("--junit", help="Write a JUnit file.")]
SarifOption = Annotated[Path | None, typer.Option("--sarif", help="Write a SARIF file.")]
SummaryOption = Annotated[
    Path | None, typer.Option("--summary", help="Append a summary in Markdown to this file.")
]


def need_extra() -> None:
    """See to it that what the extra brings is there.

    Raises:
        UsageError: it is not.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise UsageError(f"contracts need {missing[0]}: pip install 'dualrun[contracts]' brings it")


def write_file(path: Path, text: str) -> None:
    """Write what was asked for.

    Raises:
        UsageError: it cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
