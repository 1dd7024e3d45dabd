"""The account of a run: all lines of all processes, added up second by second."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loadtests.histogram import percentile_s

ORDERED = "place order"


@dataclass(slots=True)
class Entry:
    """Requests of one name: how many, how many went wrong, how long from due and from sent."""

    count: int = 0
    failures: int = 0
    due: Counter[int] = field(default_factory=Counter)
    sent: Counter[int] = field(default_factory=Counter)

    def add(self, count: int, failures: int, due: Mapping[Any, int], sent: Mapping[Any, int]) -> None:
        """Take in more of the same."""
        self.count += count
        self.failures += failures
        self.due.update({int(number): many for number, many in due.items()})
        self.sent.update({int(number): many for number, many in sent.items()})

    def percentile_s(self, share: float) -> float:
        """Give what this share of them waited at most, from the moment they were due."""
        return percentile_s(self.due, share)


@dataclass(slots=True)
class Second:
    """One second of a run, as all processes saw it."""

    t: int
    visits: Counter[str] = field(default_factory=Counter)
    entries: dict[str, Entry] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    used_s: float = 0.0
    late_s: float = 0.0
    dropped: int = 0
    said: Counter[str] = field(default_factory=Counter)
    """What was said of requests that went wrong."""

    def add(self, line: Mapping[str, Any]) -> None:
        """Take in a line of this second."""
        self.visits.update(line["visits"])
        self.late_s = max(self.late_s, line["late_s"])
        self.dropped += line["dropped"]
        self.used_s += line["used_s"]
        self.said.update(line["said"])
        self.cpu[line["by"]] = max(self.cpu.get(line["by"], 0.0), line["cpu"])
        for name, entry in line["entries"].items():
            self.entries.setdefault(name, Entry()).add(*entry)


class Account:
    """Reads a record as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0
        self._rest = b""
        self.began_at = 0.0
        self.seconds: dict[int, Second] = {}

    def catch_up(self) -> None:
        """Read what has been written since the last time."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            text = self._rest + file.read()
            self._read = file.tell()
        *lines, self._rest = text.split(b"\n")
        for written in filter(None, lines):
            line = json.loads(written)
            if "began_at" in line:
                self.began_at = line["began_at"]
            else:
                self.seconds.setdefault(line["t"], Second(line["t"])).add(line)

    def between(self, begin_s: float = 0.0, end_s: float = float("inf")) -> Sequence[Second]:
        """Give the seconds of a stretch of the run, in order."""
        return [self.seconds[t] for t in sorted(self.seconds) if begin_s <= t < end_s]


def entries_of(seconds: Iterable[Second]) -> dict[str, Entry]:
    """Add up the requests of some seconds by name, in alphabetical order."""
    found: dict[str, Entry] = {}
    for second in seconds:
        for name, entry in second.entries.items():
            found.setdefault(name, Entry()).add(entry.count, entry.failures, entry.due, entry.sent)
    return dict(sorted(found.items()))


def total_of(entries: Iterable[Entry]) -> Entry:
    """Add up requests whatever their name."""
    total = Entry()
    for entry in entries:
        total.add(entry.count, entry.failures, entry.due, entry.sent)
    return total


def visits_of(seconds: Iterable[Second]) -> dict[str, int]:
    """Count visits by kind of user."""
    total: Counter[str] = Counter()
    for second in seconds:
        total.update(second.visits)
    return dict(sorted(total.items()))


def orders_in(second: Second) -> int:
    """Count the orders placed in a second."""
    entry = second.entries.get(ORDERED)
    return entry.count if entry else 0


def busiest_cpu(seconds: Sequence[Second], window: int = 5) -> dict[str, float]:
    """Give the highest share of a core each process used, on average over a few seconds in a row."""
    return {name: max(_averages(seconds, name, window), default=0.0) for name in _processes(seconds)}


def _averages(seconds: Sequence[Second], name: str, window: int) -> Iterator[float]:
    shares = [second.cpu[name] for second in seconds if name in second.cpu]
    width = max(1, min(window, len(shares)))
    for begin in range(len(shares) - width + 1):
        yield sum(shares[begin : begin + width]) / width


def _processes(seconds: Iterable[Second]) -> list[str]:
    return sorted({name for second in seconds for name in second.cpu})
