"""How much is offered when? A shape turns the time of a run into a multiple of its ordinary rate."""

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any, NamedTuple

from loadtests.profile import Shape

SLICES_A_SECOND = 10


class Step(NamedTuple):
    """One step of a staircase."""

    number: int
    begin_s: float
    end_s: float
    times: float


@cache
def figures() -> dict[str, Any]:
    """Give the figures of two real seasons; the file names their source."""
    text = files("loadtests").joinpath("curves/peak_season.json").read_text("utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


def times_at(shape: Shape, length_s: float) -> Callable[[float], float]:
    """Give the function from a moment of the run to a multiple of the ordinary rate."""
    make = {"even": _even, "week": _week, "spike": _spike, "bursts": _bursts, "stairs": _stairs}[shape.kind]
    return make(shape, length_s)


def steps(shape: Shape, length_s: float) -> list[Step]:
    """Give the steps of a staircase, the last as long as the run lasts."""
    every_s = shape.every.within(length_s)
    count = max(1, round(length_s / every_s))
    return [
        Step(n + 1, n * every_s, min(length_s, (n + 1) * every_s), shape.first + n * shape.by)
        for n in range(count)
    ]


def _even(shape: Shape, length_s: float) -> Callable[[float], float]:
    return lambda _: shape.times


def _week(shape: Shape, length_s: float) -> Callable[[float], float]:
    """Run through a trading week, an hour of it in as much time as the run has for one."""
    week: list[float] = figures()["ordinary_week"]
    busiest = [max(weeks) for weeks in figures()["season"].values()]
    lift = sum(busiest) / len(busiest) if shape.curve == "black_week" else 1.0
    return lambda at_s: lift * week[min(len(week) - 1, int(at_s / length_s * len(week)))]


def _spike(shape: Shape, length_s: float) -> Callable[[float], float]:
    begin_s, rise_s = shape.at.within(length_s), shape.rise.within(length_s)
    top_s = begin_s + rise_s
    end_s = top_s + shape.lasts.within(length_s)

    def at(at_s: float) -> float:
        if at_s < begin_s or at_s >= end_s:
            return 1.0
        risen = min(1.0, (at_s - begin_s) / rise_s) if rise_s else 1.0
        return 1.0 + (shape.times - 1.0) * risen

    return at


def _bursts(shape: Shape, length_s: float) -> Callable[[float], float]:
    """Nearly nothing, and at the top of every hour all that has gathered."""
    every_s, lasts_s = shape.every.within(length_s), shape.lasts.within(length_s)
    between = shape.between
    return lambda at_s: shape.times if at_s % every_s < lasts_s else between


def _stairs(shape: Shape, length_s: float) -> Callable[[float], float]:
    found = steps(shape, length_s)
    begins = [step.begin_s for step in found]
    return lambda at_s: found[max(0, bisect_right(begins, at_s) - 1)].times


def moments(rate: Callable[[float], float], length_s: float, draws: Callable[[], float]) -> Sequence[float]:
    """Give the moments of arrival of an open model: whoever comes does not know who else is served.

    `rate` is arrivals a second; `draws` gives waits with mean one. Time runs as fast as the rate is high, so
    the arrivals are as irregular as callers who know nothing of each other.
    """
    count = max(1, round(length_s * SLICES_A_SECOND))
    width = length_s / count
    heights = [rate((n + 0.5) * width) for n in range(count)]
    reached = [0.0, *accumulate(height * width for height in heights)]
    found: list[float] = []
    level = draws()
    while level < reached[-1]:
        n = bisect_right(reached, level) - 1
        found.append(min(length_s, n * width + (level - reached[n]) / heights[n]))
        level += draws()
    return found
