"""What a sweep has come to, in a few lines for a person."""

from collections.abc import Iterator, Mapping
from typing import Any

CAUSES_SHOWN = 12


def sweep_screen(document: Mapping[str, Any]) -> str:
    """Show a sweep, and what it was compared with."""
    lines = [*_head(document), *_causes(document), *_drivers(document), *_spread(document)]
    lines += [*_commands(document), *_compared(document)]
    return "\n".join(lines)


def _head(document: Mapping[str, Any]) -> Iterator[str]:
    passing, runs = document["passing"], document["runs"]
    yield f" {document['verdict'].upper()}   {document['scenario']}, {passing['of']:,} rehearsals"
    yield ""
    yield (
        f"Passes      {_percent(passing['share'])} ({passing['hits']:,} of {passing['of']:,}); between "
        f"{_percent(passing['low'])} and {_percent(passing['high'])} with {passing['confidence']:.0%} "
        f"confidence, {passing['method']}"
    )
    others = [f"{count:,} {verdict}" for verdict, count in runs.items() if verdict != "go" and count]
    yield f"            {', '.join(others) if others else 'none failed'}; {_wanted(document)}"
    orders = document["orders"]
    yield (
        f"Orders      {orders['submitted']:,} submitted, {orders['completed']:,} completed, "
        f"{orders['lost']:,} lost, {orders['duplicated']:,} duplicated"
    )


def _wanted(document: Mapping[str, Any]) -> str:
    more = document["more_clean_runs_needed"]
    wanted = f"{_percent(document['need'])} are wanted"
    return f"{wanted}, {more:,} more clean rehearsals would show it" if more else wanted


def _causes(document: Mapping[str, Any]) -> Iterator[str]:
    for place, row in enumerate(document["causes"][:CAUSES_SHOWN]):
        label = "Fails by" if not place else ""
        yield (
            f"{label:<12}{row['hits']:>5,}  {_percent(row['share']):>6}  {row['cause']} "
            f"(first: seed {row['first_seed']})"
        )
    hidden = len(document["causes"]) - CAUSES_SHOWN
    if hidden > 0:
        yield f"            and {hidden} more in the document"


def _drivers(document: Mapping[str, Any]) -> Iterator[str]:
    for place, row in enumerate(document["drivers"]):
        label = "Driven by" if not place else ""
        thirds = ", ".join(_percent(third["share"]) for third in row["thirds"])
        told = "all runs ended alike"
        if row["on_passing"] is not None:
            told = f"{row['on_passing']:+.2f} on passing (by chance: {row['by_chance']:.2g})"
        yield f"{label:<12}{row['key']}: {told}; passing in the low, middle, high third: {thirds}"
        yield (
            f"            {row['on_backlog']:+.2f} on the backlog, {row['on_acknowledgement']:+.2f} on the "
            f"acknowledgement, {row['on_catch_up']:+.2f} on the catch-up"
        )


def _spread(document: Mapping[str, Any]) -> Iterator[str]:
    names = {
        "backlog_peak": ("Backlog", "orders at the peak", 1.0),
        "acknowledgement_p95_s": ("Answered", "s for 95% of the orders", 1.0),
        "catch_up_s": ("Caught up", "h after the plan's end", 3600.0),
    }
    for name, (label, unit, per) in names.items():
        row = document["spread"][name]
        if row["runs"]:
            told = ", ".join(
                f"{quantile} {row[quantile] / per:,.4g}" for quantile in row if quantile != "runs"
            )
            yield f"{label:<12}{told} {unit}"


def _commands(document: Mapping[str, Any]) -> Iterator[str]:
    for place, row in enumerate(document["worst"]):
        label = "Worst" if not place else ""
        first = row["reasons"][0] if row["reasons"] else ""
        yield f"{label:<12}seed {row['seed']}, {row['verdict']}: {first}"
        yield f"            {row['reproduce']}"
    for row in document["smallest"]:
        sizes = ", ".join(
            f"{row[what][0]} > {row[what][1]} {what}" for what in ("faults", "habits", "orders")
        )
        yield f"Smallest    {row['cause']}, after {row['tries']} tries: {sizes}"
        yield f"            {row['reproduce']}"


def _compared(document: Mapping[str, Any]) -> Iterator[str]:
    pairs = document.get("compared")
    if pairs is None:
        return
    other = pairs["with"]
    yield ""
    yield from _head(other)
    yield from _causes(other)
    yield from _spread(other)
    yield ""
    yield (
        f"Compared    on the same seeds: both pass {pairs['both_pass']:,}, only {document['scenario']} "
        f"{pairs['only_this_passes']:,}, only {other['scenario']} {pairs['only_the_other_passes']:,}, "
        f"neither {pairs['neither_passes']:,}"
    )
    yield f"            by chance alone with probability {pairs['by_chance']:.2g} ({pairs['method']})"


def _percent(share: float) -> str:
    return f"{share:.1%}"
