"""Which resource was the first to have no more to give, and at what rate was that?

A resource is saturated once its measure stays over the line for three samples in a row: a single peak is
what queues are for. Of two that cross together the one that causes comes before the one that suffers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loadtests.sampling import Sample

IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Line:
    """From which value on a kind of measure means that there is no more to give."""

    measure: str
    resource: str
    from_: float
    meaning: str


LINES = (
    Line("utilisation", "{} workers", 0.9, "{:.0%} of its workers busy"),
    Line("refused_429", "{} quota", 0.5, "{:.1f} calls a second refused with 429"),
    Line("said_429", "{} quota", 0.5, "{:.1f} calls a second answered 429"),
    Line("in_queue", "{} workers", 50.0, "{:.0f} calls wait for a worker"),
    Line("cpu", "{} process", 0.9, "{:.0%} of one core used"),
    Line("sql", "{} store", 0.7, "{:.0%} of the time spent in SQL"),
    Line("loop_lag_s", "{} event loop", 0.25, "it comes {:.2f} s late to whatever is next"),
    Line("calls_waiting", "way to {}", 1.0, "{:.0f} calls wait for a place"),
)
"""Causes first."""


@dataclass(frozen=True, slots=True)
class Saturated:
    """One resource, from when on, and what was offered at that moment."""

    resource: str
    at_s: float
    found: str
    visits_per_s: float
    orders_per_s: float


def saturated(samples: Sequence[Sample], rates: Mapping[int, tuple[float, float]]) -> list[Saturated]:
    """Give what saturated, the first first; `rates` are visits and orders offered by second."""
    found: dict[str, tuple[float, int, str]] = {}
    for order, line in enumerate(LINES):
        for system in _systems(samples, line.measure):
            crossed = _crossed(samples, f"{system} {line.measure}", line.from_)
            if crossed is None:
                continue
            resource, at = line.resource.format(system), crossed.t
            said = line.meaning.format(crossed.values[f"{system} {line.measure}"])
            if resource not in found or at < found[resource][0]:
                found[resource] = (at, order, said)
    ranked = sorted(found.items(), key=lambda one: (round(one[1][0]), one[1][1], one[0]))
    return [Saturated(resource, at, said, *_rate(rates, at)) for resource, (at, _, said) in ranked]


def _systems(samples: Sequence[Sample], measure: str) -> list[str]:
    names = {name for sample in samples for name in sample.values if name.endswith(f" {measure}")}
    return sorted(name.removesuffix(f" {measure}") for name in names)


def _crossed(samples: Sequence[Sample], name: str, from_: float) -> Sample | None:
    run: list[Sample] = []
    for sample in samples:
        run = [*run, sample] if sample.values.get(name, 0.0) >= from_ else []
        if len(run) == IN_A_ROW:
            return run[0]
    return None


def _rate(rates: Mapping[int, tuple[float, float]], at_s: float) -> tuple[float, float]:
    """Average what was offered over the five seconds up to then."""
    window = list(_window(rates, at_s))
    if not window:
        return 0.0, 0.0
    visits, orders = zip(*window, strict=True)
    return round(sum(visits) / len(window), 1), round(sum(orders) / len(window), 1)


def _window(rates: Mapping[int, tuple[float, float]], at_s: float) -> Iterator[tuple[float, float]]:
    for second in range(max(0, int(at_s) - 4), int(at_s) + 1):
        if second in rates:
            yield rates[second]
