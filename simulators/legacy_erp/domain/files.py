"""Interface folders: what lies in them, and what a file there may be called."""

import re
from datetime import datetime
from typing import NamedTuple

from simulators.legacy_erp.errors import FileNameError

IN, OUT, ERROR = "in", "out", "error"
FOLDERS = (IN, OUT, ERROR)
PENDING = "pending"
"""A folder that nobody sees: what the system has still to write."""
UNFINISHED = ".tmp"
"""A name that ends so belongs to whoever is still writing."""
FILE_BYTES_MAX = 1_048_576
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class File(NamedTuple):
    """One file."""

    content: bytes
    changed_at: datetime


def checked(folder: str, name: str) -> tuple[str, str]:
    """Give the place of a file.

    Raises:
        FileNameError: there is no such folder, or no file may be called so.
    """
    if folder not in FOLDERS:
        raise FileNameError(f"There is no folder {folder!r}; there are {', '.join(FOLDERS)}.")
    if not _NAME.fullmatch(name):
        raise FileNameError(f"A file is called by 1 to 80 letters, digits and ._-, not {name[:100]!r}.")
    return folder, name
