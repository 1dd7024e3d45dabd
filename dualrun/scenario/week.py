"""How does a wholesale week go: when do orders come, how long are they, how much of an item is in one?

The figures stand in wholesale_week.json, with their source.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from math import prod
from typing import Any, Protocol

_HOUR_S = 3_600.0
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@cache
def _figures() -> dict[str, Any]:
    text = files("dualrun.scenario").joinpath("wholesale_week.json").read_text("utf-8")
    figures: dict[str, Any] = json.loads(text)
    return figures


class Rush(Protocol):
    """A time in which so many times as much is ordered as usual, by whole hours."""

    @property
    def from_s(self) -> float:
        """Give its beginning."""
        ...

    @property
    def to_s(self) -> float:
        """Give its end."""
        ...

    @property
    def factor(self) -> float:
        """Give how many times as much."""
        ...


def _rush(peaks: Sequence[Rush], at_s: float) -> float:
    return prod(peak.factor for peak in peaks if peak.from_s <= at_s < peak.to_s)


class Arrivals:
    """When orders come between two moments, as the inverse of their cumulative share.

    The hours of the profile are taken as hours of the scenario's own clock.
    """

    def __init__(
        self, profile: str, start: datetime, from_s: float, to_s: float, peaks: Sequence[Rush] = ()
    ) -> None:
        self._from_s = from_s
        hours = [
            (begin, end, _weight(profile, start, begin) * _rush(peaks, begin) * (end - begin))
            for begin, end in _hours(from_s, to_s)
        ]
        if not any(weight for _, _, weight in hours):
            hours = [(begin, end, end - begin) for begin, end, _ in hours]
        self._hours = [hour for hour in hours if hour[2]]
        self._ends = list(accumulate(weight for _, _, weight in self._hours))

    def at(self, share: float) -> float:
        """Give the moment, in seconds since the start, before which this share of all orders has come."""
        reached = share * self._ends[-1]
        place = min(bisect_right(self._ends, reached), len(self._hours) - 1)
        begin, end, weight = self._hours[place]
        before = self._ends[place] - weight
        return begin + (end - begin) * min(1.0, (reached - before) / weight)


def _hours(from_s: float, to_s: float) -> Iterator[tuple[float, float]]:
    begin = from_s
    while begin < to_s:
        end = min(to_s, (begin // _HOUR_S + 1) * _HOUR_S)
        yield begin, end
        begin = end


def _weight(profile: str, start: datetime, begin_s: float) -> float:
    if profile == "even":
        return 1.0
    hour = start + timedelta(seconds=begin_s)
    share: float = _figures()["share_by_weekday_hour"][_DAYS[hour.weekday()]][hour.hour]
    return share


def line_counts(lines_median: int) -> tuple[int, ...]:
    """Give nineteen equally likely numbers of lines, in the real proportions, around a median of our own."""
    ventiles: list[int] = _figures()["lines_per_invoice_ventiles"]
    middle = ventiles[len(ventiles) // 2]
    return tuple(max(1, round(lines * lines_median / middle)) for lines in ventiles)


@cache
def line_quantities() -> tuple[int, ...]:
    """Give equally likely numbers of EA on one line: the units of real invoices over their median lines."""
    lines: list[int] = _figures()["lines_per_invoice_ventiles"]
    middle = lines[len(lines) // 2]
    return tuple(
        max(1, round(units / middle)) for units in _figures()["units_per_invoice_ventiles"] if units > 0
    )


class Popularity:
    """Few are chosen often and many seldom: the weight of rank r is 1 / r ** exponent."""

    def __init__(self, count: int, exponent: float) -> None:
        self._ends = list(accumulate(1.0 / rank**exponent for rank in range(1, count + 1)))

    def rank(self, share: float) -> int:
        """Give the rank, from 0, that a share in [0, 1) falls on."""
        return min(bisect_right(self._ends, share * self._ends[-1]), len(self._ends) - 1)


def pick(options: Sequence[int], share: float) -> int:
    """Give the option that a share in [0, 1) falls on, all being equally likely."""
    return options[int(share * len(options))]
