"""The report for people: one page that needs no network, to be read, mailed, printed and signed."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dualrun.report import charts
from dualrun.report.document import InvariantRow, MismatchRow, ParityRow, Report, SlaRow
from dualrun.report.phrasing import duration, harmless, percentage, virtual_day
from dualrun.report.writing import write_atomically

_WORST_FIRST = ("mismatch", "comparator_failed", "shadow_failed", "unobserved", "late", "tolerated", "match")


def write_html(report: Report, path: Path) -> None:
    """Write the report as one page."""
    write_atomically(path, render(report))


def render(report: Report) -> str:
    """Give the report as one page."""
    page = _environment().get_template("report.html.j2")
    return page.render(
        report=report,
        drawings=_drawings(report),
        faults=_fault_table(report),
        invariants=sorted(report.invariants, key=_by_gravity),
        disagreements=_by_verdict(report.mismatches),
        at_a_glance=_at_a_glance(report),
        stages=charts.STAGES,
        verdicts=charts.VERDICTS,
        endings=charts.endings(report.orders),
        parity_sum=_parity_sum(report.parity),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dualrun.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": lambda number: f"{number:,}",
        "duration": duration,
        "spaced": lambda name: name.replace("_", " "),
        "ranked": lambda counts: sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])),
        "evidence": charts.gate_evidence,
    }
    environment.globals |= {"percentage": percentage, "virtual_day": virtual_day, "reached_s": reached_s}
    return environment


def _finalize(value: Any) -> Any:
    """Make report text harmless before it is escaped; what is markup already stays as it is."""
    return harmless(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def reached_s(row: SlaRow) -> float:
    """Give the percentile that the promise is about."""
    return {"p50": row.p50_s, "p95": row.p95_s}.get(row.percentile, row.p99_s)


def _drawings(report: Report) -> dict[str, str]:
    return {
        "stages": charts.stage_timeline(report.stages, report.started_at, report.virtual_seconds),
        "parity": charts.parity_bars(report.parity),
        "funnel": charts.order_funnel(report.orders),
        "progress": charts.progress_lines(report.progress, report.virtual_seconds),
    }


def _by_gravity(row: InvariantRow) -> tuple[int, str]:
    return (0 if row.violated else 1 if not row.evaluated else 2, row.id)


def _by_verdict(rows: Iterable[MismatchRow]) -> list[tuple[str, list[MismatchRow]]]:
    """Group what did not match, what nobody has explained first."""
    groups: dict[str, list[MismatchRow]] = {}
    for row in rows:
        groups.setdefault(row.verdict, []).append(row)
    order = {verdict: place for place, verdict in enumerate(_WORST_FIRST)}
    return sorted(groups.items(), key=lambda group: (order.get(group[0], -1), group[0]))


def _parity_sum(rows: Iterable[ParityRow]) -> dict[str, int]:
    sums = dict.fromkeys(("compared", *charts.VERDICTS), 0)
    for row in rows:
        for name in sums:
            sums[name] += getattr(row, name)
    return sums


def _fault_table(report: Report) -> dict[str, Any]:
    """Lay the faults out by boundary and kind; a pair that nobody planned has no cell."""
    cells = {(row.boundary, row.kind): row.injected for row in report.faults}
    return {
        "cells": cells,
        "boundaries": sorted({boundary for boundary, _ in cells}),
        "kinds": sorted({kind for _, kind in cells}),
        "total": sum(cells.values()),
    }


def _at_a_glance(report: Report) -> list[Mapping[str, str]]:
    """Give the few numbers that a steering committee asks for first, each with how good it is."""
    orders, parity = report.orders, _parity_sum(report.parity)
    held = sum(1 for row in report.invariants if row.evaluated and not row.violated)
    agreed = parity["match"] + parity["tolerated"]
    judged = [row for row in report.sla if row.measured]
    met = sum(row.met for row in judged)
    books = [row for row in report.reconciliation if row.difference]
    agreeing = sum(not row.findings for row in books)
    harmed = any(row.violated for row in report.invariants)
    injected = sum(row.injected for row in report.faults)
    return [
        _fact("orders", "Orders completed", orders.completed, orders.submitted, _mood(orders.submitted > 0)),
        _fact("invariants", "Invariants held", held, len(report.invariants), _mood(not harmed, held)),
        _fact("parity", "Comparisons agreed", agreed, parity["compared"], _mood(not parity["mismatch"], agreed)),
        _fact("sla", "Promises kept", met, len(report.sla), _mood(met == len(judged), met)),
        _fact("books", "Control totals equal", agreeing, len(books), _mood(agreeing == len(books), agreeing)),
        {"to": "faults", "name": "Faults injected", "part": f"{injected:,}", "whole": "", "mood": "plain"},
    ]


def _mood(good: bool, seen: int = 1) -> str:
    return "bad" if not good else "good" if seen else "plain"


def _fact(to: str, name: str, part: int, whole: int, mood: str) -> Mapping[str, str]:
    return {"to": to, "name": name, "part": f"{part:,}", "whole": f"of {whole:,}", "mood": mood}
