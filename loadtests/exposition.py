"""Numbers as Prometheus writes them, read back."""

import re
from collections.abc import Mapping
from typing import NamedTuple

_LINE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Reading(NamedTuple):
    """One number with its labels."""

    labels: Mapping[str, str]
    value: float


def read(text: str) -> dict[str, list[Reading]]:
    """Give all numbers by name."""
    found: dict[str, list[Reading]] = {}
    for line in text.splitlines():
        match = _LINE.match(line)
        if match:
            name, labels, value = match.groups()
            named = dict(_LABEL.findall(labels or ""))
            found.setdefault(name, []).append(Reading(named, float(value)))
    return found


def total(readings: Mapping[str, list[Reading]], name: str, **labels: str) -> float:
    """Add up the numbers of one name that have these labels."""
    return sum(
        one.value
        for one in readings.get(name, ())
        if all(one.labels.get(key) == value for key, value in labels.items())
    )


def buckets(readings: Mapping[str, list[Reading]], name: str) -> dict[float, float]:
    """Give a histogram's running counts by upper bound, over all labels."""
    found: dict[float, float] = {}
    for one in readings.get(f"{name}_bucket", ()):
        bound = float(one.labels["le"].replace("+Inf", "inf"))
        found[bound] = found.get(bound, 0.0) + one.value
    return found


def percentile_s(before: Mapping[float, float], after: Mapping[float, float], share: float) -> float | None:
    """Give the bound this share of what came between two looks stayed within; nothing if nothing came."""
    counts = {bound: after[bound] - before.get(bound, 0.0) for bound in sorted(after)}
    whole = max(counts.values(), default=0.0)
    if whole <= 0:
        return None
    return next(bound for bound, count in counts.items() if count >= share * whole)
