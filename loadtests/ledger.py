"""What the buyers did, written down as it happens: the only side of the story a reconciliation trusts.

An order is noted before it is sent, so that one whose sender was stopped in the middle is not forgotten.
"""

from collections.abc import Iterable
from pathlib import Path

SENT, ACKNOWLEDGED, REFUSED = "sent", "acknowledged", "refused"


class Ledger:
    """Appends one line an event; several processes may share a file, for a line is written whole."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "a", buffering=1, encoding="ascii") if path else None  # noqa: SIM115

    def note(self, event: str, reference: str) -> None:
        """Write down what has become of an order."""
        if self._file is not None:
            self._file.write(f"{event} {reference}\n")

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def outcomes(path: Path) -> dict[str, str]:
    """Give the last known outcome of every order sent; `sent` means that no answer was ever read."""
    return dict(_events(path.read_text(encoding="ascii").splitlines()))


def _events(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        event, _, reference = line.partition(" ")
        yield reference, event
