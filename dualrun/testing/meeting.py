"""How do the workers of one test run come to share one landscape? By notes in a folder.

Only a worker knows which tests there are and what they need, and only the process above all of them outlives
them. So each worker writes down what it wants, and that process writes down where it is.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from dualrun.testing.control import LandscapeError

ANSWER = "landscape.json"


class Meeting:
    """The folder and the notes in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def want(self, worker: str, only: Sequence[str]) -> None:
        """Say, as a worker, that a landscape is wanted, with these systems or, with none named, with all."""
        self._wish(worker).write_text(json.dumps(list(only)))

    def wanted(self, worker: str) -> tuple[str, ...] | None:
        """Give what a worker wants; nothing if it needs no landscape."""
        note = self._wish(worker)
        return tuple(json.loads(note.read_text())) if note.exists() else None

    @property
    def is_answered(self) -> bool:
        """Tell whether it is known how the landscape fares."""
        return (self.folder / ANSWER).exists()

    def answer(self, *, url: str = "", error: str = "") -> None:
        """Say where the landscape is, or why there is none."""
        (self.folder / ANSWER).write_text(json.dumps({"url": url, "error": error}))

    def url(self) -> str:
        """Give where the landscape is.

        Raises:
            LandscapeError: it did not come up, or the process that starts it has another file system.
        """
        if not self.is_answered:
            raise LandscapeError(f"no landscape is known in {self.folder}: name one with --dualrun-url")
        said = json.loads((self.folder / ANSWER).read_text())
        if said["error"]:
            raise LandscapeError(said["error"])
        url: str = said["url"]
        return url

    def _wish(self, worker: str) -> Path:
        return self.folder / f"{worker}.json"
