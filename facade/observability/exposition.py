"""Numbers in the text format that Prometheus reads.

The client library keeps its numbers in a registry of the process and asks the clock itself; a rehearsal holds
several façades in one process, on virtual time, and wants the same text from the same seed. So this is ours.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[tuple[str, str], ...]


def labels(**named: str) -> Labels:
    """Give labels, in a fixed order."""
    return tuple(sorted(named.items()))


class Sample(NamedTuple):
    """One line: what is added to the family's name, its labels, and the number."""

    labels: Labels
    value: float
    suffix: str = ""


class Family(NamedTuple):
    """All lines of one name; `kind` is counter, gauge or histogram."""

    name: str
    kind: str
    meaning: str
    samples: Iterable[Sample]


class Histogram:
    """How many observations were how large."""

    __slots__ = ("_bounds", "_counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    @property
    def count(self) -> int:
        """How many observations there were."""
        return sum(self._counts)

    def observe(self, value: float) -> None:
        """Take one in."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self.total += value

    def samples(self, named: Labels) -> Iterator[Sample]:
        """Give its lines: how many were at most each bound, the sum, and the count."""
        so_far = 0
        for bound, count in zip((*self._bounds, float("inf")), self._counts, strict=True):
            so_far += count
            yield Sample((*named, ("le", _number(bound))), so_far, "_bucket")
        yield Sample(named, self.total, "_sum")
        yield Sample(named, so_far, "_count")


def histograms(name: str, meaning: str, by_labels: Mapping[Labels, Histogram]) -> Family:
    """Give the family of some histograms."""
    return Family(
        name,
        "histogram",
        meaning,
        [line for one in sorted(by_labels) for line in by_labels[one].samples(one)],
    )


def counters(name: str, meaning: str, by_labels: Mapping[Labels, float]) -> Family:
    """Give the family of some counters."""
    return Family(name, "counter", meaning, [Sample(one, by_labels[one]) for one in sorted(by_labels)])


def no_vitals() -> Iterable[Family]:
    """Give nothing, for a façade whose process nobody looks at."""
    return ()


def rendered(families: Iterable[Family]) -> str:
    """Write everything down."""
    lines: list[str] = []
    for family in families:
        lines += (f"# HELP {family.name} {family.meaning}", f"# TYPE {family.name} {family.kind}")
        for sample in family.samples:
            named = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels)
            shown = f"{{{named}}}" if named else ""
            lines.append(f"{family.name}{sample.suffix}{shown} {_number(sample.value)}")
    return "\n".join(lines) + "\n" if lines else ""


def _number(value: float) -> str:
    if value == float("inf"):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(value)


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
