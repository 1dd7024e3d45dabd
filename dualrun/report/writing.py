"""Files that are whole or not there: whoever reads one never sees half a report."""

import os
from pathlib import Path


def write_atomically(path: Path, text: str) -> None:
    """Write a file beside its place and move it there; the folder is made when it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
