"""Which of the varied keys drives the outcome, and how?

For passing, the Mann-Whitney statistic between the values of the runs that passed and of those that did not;
for what is a number itself, Spearman's rank correlation. Both run from -1 to 1, 0 being no influence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from dualrun.sweep.proportion import Proportion, proportion
from facade.routing.latency import mann_whitney

THIRDS = 3
_DIGITS = 4


class Driver(NamedTuple):
    """What one varied key does."""

    key: str
    on_passing: float | None
    """1: the higher the value, the more runs pass; none when all runs ended alike."""
    by_chance: float | None
    """The probability of this much without any influence."""
    on_backlog: float
    on_acknowledgement: float
    on_catch_up: float
    thirds: tuple[tuple[float, float, Proportion], ...]
    """How many pass among the lowest, the middle and the highest third of the values, with its ends."""


class Seen(NamedTuple):
    """One run, as far as drivers are concerned."""

    value: float
    passed: bool
    backlog: float
    acknowledgement: float
    catch_up: float


def driver(key: str, runs: Sequence[Seen]) -> Driver:
    """Say what one key does to the runs."""
    values = [run.value for run in runs]
    good = [run.value for run in runs if run.passed]
    bad = [run.value for run in runs if not run.passed]
    both = bool(good and bad)
    return Driver(
        key,
        round(_above(good, bad), _DIGITS) if both else None,
        round(mann_whitney(bad, good), 6) if both else None,
        correlation(values, [run.backlog for run in runs]),
        correlation(values, [run.acknowledgement for run in runs]),
        correlation(values, [run.catch_up for run in runs]),
        _thirds(runs),
    )


def ranked(drivers: Iterable[Driver]) -> list[Driver]:
    """Put those first that are least likely to look so by chance."""
    return sorted(
        drivers,
        key=lambda one: (
            1.0 if one.by_chance is None else one.by_chance,
            -abs(one.on_passing or 0.0),
            -max(abs(one.on_backlog), abs(one.on_acknowledgement), abs(one.on_catch_up)),
            one.key,
        ),
    )


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Give Spearman's rank correlation; 0 where one of them does not vary."""
    a, b = _ranks(one), _ranks(other)
    if not a:
        return 0.0
    mean = sum(a) / len(a)
    covariance = sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True))
    spread = sqrt(sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b))
    return round(covariance / spread, _DIGITS) if spread else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    return [(bisect_left(ordered, value) + bisect_right(ordered, value)) / 2 for value in values]


def _above(good: Sequence[float], bad: Sequence[float]) -> float:
    """Give how much more often a passing run has the higher value than the lower one."""
    ordered = sorted(bad)
    wins = sum(bisect_left(ordered, value) - (len(bad) - bisect_right(ordered, value)) for value in good)
    return wins / (len(good) * len(bad))


def _thirds(runs: Sequence[Seen]) -> tuple[tuple[float, float, Proportion], ...]:
    ordered = sorted(runs, key=lambda run: run.value)
    parts = [
        ordered[len(ordered) * place // THIRDS : len(ordered) * (place + 1) // THIRDS]
        for place in range(THIRDS)
    ]
    return tuple(
        (part[0].value, part[-1].value, proportion(sum(run.passed for run in part), len(part)))
        for part in parts
        if part
    )
