"""What the buyers did, written down as it happens: the only side of the story a reconciliation trusts.

An order is noted before it is sent, so that one whose sender was stopped in the middle is not forgotten.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SENT, ACKNOWLEDGED, REFUSED, CANCELLED = "sent", "acknowledged", "refused", "cancelled"


@dataclass(slots=True)
class Sent:
    """An order as its buyer knows it: the last word on it, its net amount, whether it was taken back."""

    outcome: str = SENT
    net: str = ""
    taken_back: bool = False


class Ledger:
    """Appends one line an event; several processes may share a file, for a line is written whole."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "a", buffering=1, encoding="ascii") if path else None  # noqa: SIM115
        self._lines: list[str] = []
        self.keeps = False
        """Whether lines are kept to be shipped, as on a machine that has no file in common."""

    def note(self, event: str, reference: str, amount: str = "") -> None:
        """Write down what has become of an order."""
        line = f"{event} {reference} {amount}".rstrip()
        if self._file is not None:
            self._file.write(f"{line}\n")
        elif self.keeps:
            self._lines.append(line)

    def taken(self) -> list[str]:
        """Give the lines kept since the last time."""
        lines, self._lines = self._lines, []
        return lines

    def add(self, lines: Iterable[str]) -> None:
        """Write down what another process has noted."""
        if self._file is not None:
            self._file.writelines(f"{line}\n" for line in lines)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()


def orders_sent(path: Path) -> dict[str, Sent]:
    """Give every order sent; `sent` as its outcome means that no answer was ever read."""
    found: dict[str, Sent] = {}
    for event, reference, amount in _events(path.read_text(encoding="ascii").splitlines()):
        order = found.setdefault(reference, Sent())
        if event == CANCELLED:
            order.taken_back = True
        elif order.outcome != ACKNOWLEDGED:
            order.outcome = event
        order.net = amount or order.net
    return found


def _events(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for line in lines:
        event, reference, amount = [*line.split(" "), ""][:3]
        yield event, reference, amount
