"""How the command line speaks: documents to stdout, talk to stderr."""

import sys

from rich.console import Console


def out(text: str) -> None:
    """Write a document to stdout, at once: who reads it through a pipe may be waiting for it."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def err(text: str) -> None:
    """Say something to the person at the terminal."""
    sys.stderr.write(f"{text}\n")


def console(*, talk: bool) -> Console:
    """Give a console on stderr for talk, on stdout for what was asked for; NO_COLOR is honoured."""
    return Console(stderr=talk, highlight=False)
