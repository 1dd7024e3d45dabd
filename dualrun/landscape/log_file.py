"""Where the façade of a live landscape says what it does: a file that grows, or the terminal."""

import os
from collections.abc import Callable
from contextlib import AsyncExitStack

from dualrun.errors import UsageError

STDERR, TERMINAL = 2, "-"
Write = Callable[[bytes], None]


def log_to(where: str, closing: AsyncExitStack) -> Write | None:
    """Open the log; every line is one write at its end, so that replicas can share a file.

    Raises:
        UsageError: nobody can write there.
    """
    if not where:
        return None
    file = STDERR
    if where != TERMINAL:
        try:
            file = os.open(where, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise UsageError(f"--log {where}: {error.strerror}") from None
        closing.callback(os.close, file)

    def write(line: bytes) -> None:
        os.write(file, line)

    return write
