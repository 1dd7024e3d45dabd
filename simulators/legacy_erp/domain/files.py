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
_DEVICES = (
    r"(?:[Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|[Cc][Oo][Mm][0-9]|[Ll][Pp][Tt][0-9])(?:\.|$)"
)
"""What the share's operating system keeps for devices, whatever the ending."""
NAME = f"(?!{_DEVICES})[A-Za-z0-9][A-Za-z0-9._-]{{0,79}}"
_NAME = re.compile(NAME)


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
        wanted = "1 to 80 letters, digits and ._-, and not like a device"
        raise FileNameError(f"A file is called by {wanted}: not {name[:100]!r}.")
    return folder, name
