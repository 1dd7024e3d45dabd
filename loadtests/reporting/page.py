"""One HTML file that says it all, and asks nobody for anything."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from loadtests.reporting.drawing import Series, curves
from loadtests.screen import COLUMNS, amount

HARM = ("lost", "doubled", "mispriced", "unknown")
SHOWN = 5
BUSY = ("utilisation", "cpu", "sql")
POOLS = ("calls_under_way", "calls_waiting")
SHUT = ("breaker_open", "said_429", "said_503", "refused_429", "refused_503")
LATE = ("loop_lag_s",)
Chart = tuple[str, str, Sequence[str]]


def page(document: Mapping[str, Any]) -> str:
    """Write the page."""
    environment = Environment(
        loader=PackageLoader("loadtests.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    template = environment.get_template("load.html.j2")
    run = {"compared": [], **document}
    return template.render(run=run, charts=charts(document), columns=COLUMNS, harm=HARM, amount=amount)


def charts(document: Mapping[str, Any]) -> list[Chart]:
    """Draw load, waits, queue and utilisation over the same axis of time."""
    seconds, samples = document["seconds"], document["samples"]
    length_s = max([one["t"] for one in (*seconds, *samples)], default=1.0)
    marks = [(one["at_s"], one["what"]) for one in document["incidents"]]
    load = {
        name: [(one["t"], one[name]) for one in seconds]
        for name in ("visits", "orders", "requests", "failures")
    }
    waits = {name: [(one["t"], one[f"{name}_ms"]) for one in seconds] for name in ("p50", "p95", "p99")}
    queue = {name: _sampled(samples, name) for name in ("queue depth", "orders under way")}
    return [
        _chart("Offered and answered, a second", load, length_s, marks),
        _chart("Waits from the moment due, ms", waits, length_s, marks),
        _chart("What is still to be done", queue, length_s, marks),
        _chart("Age of the oldest work, s", {"queue age": _sampled(samples, "queue age_s")}, length_s, marks),
        _chart("How busy everybody is, share", _highest(samples, BUSY), length_s, marks),
        _chart("On the way to neighbours, calls", _highest(samples, POOLS), length_s, marks),
        _chart(
            "Refused by neighbours, a second; 1: a breaker is open", _highest(samples, SHUT), length_s, marks
        ),
        _chart("Late to whatever is next, s", _highest(samples, LATE), length_s, marks),
    ]


def _chart(title: str, series: Series, length_s: float, marks: Sequence[tuple[float, str]]) -> Chart:
    return title, curves(title, series, length_s, marks), list(series)


def _sampled(samples: Sequence[Mapping[str, float]], name: str) -> list[tuple[float, float]]:
    return [(one["t"], one[name]) for one in samples if name in one]


def _highest(samples: Sequence[Mapping[str, float]], measures: Sequence[str]) -> Series:
    """Pick the systems where some measures rose highest."""
    names = sorted({name for one in samples for name in one if name.split(" ")[-1] in measures})
    series = {name: _sampled(samples, name) for name in names}
    ranked = sorted(series, key=lambda name: -max(y for _, y in series[name]))
    return {name: series[name] for name in ranked[:SHOWN]}
