"""The report for people: one page that needs no network, to be read, mailed, printed and signed."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dualrun.report import charts, derived
from dualrun.report.course_charts import course
from dualrun.report.declared import detected_by, median_s
from dualrun.report.document import Report
from dualrun.report.gantt import gantt
from dualrun.report.going_back import conversion, no_return, retirement, tried, way_back
from dualrun.report.going_back_marks import back_of
from dualrun.report.phrasing import duration, harmless, percentage, ranked, spaced, virtual_day
from dualrun.report.svg import day_time
from dualrun.report.writing import write_atomically


def write_html(report: Report, path: Path) -> None:
    """Write the report as one page."""
    write_atomically(path, render(report))


def render(report: Report) -> str:
    """Give the report as one page."""
    page = environment().get_template("report.html.j2")
    return page.render(
        report=report,
        drawings=_drawings(report),
        glance=derived.at_a_glance(report),
        endings=derived.endings(report.orders),
        parity_sum=derived.parity_sum(report.parity),
        disagreements=derived.by_verdict(report.mismatches),
        invariants=derived.gravest_first(report.invariants),
        totals=list(dict.fromkeys(key for row in report.reconciliation for key in (*row.old, *row.new))),
        faults=derived.fault_table(report.faults),
    )


def _drawings(report: Report) -> dict[str, Any]:
    return {
        "stages": charts.stage_timeline(
            report.stages, report.started_at, report.virtual_seconds, back_of(report)
        ),
        "parity": charts.parity_bars(report.parity),
        "funnel": charts.order_funnel(report.orders),
        "course": course(report.course, report.virtual_seconds),
        "gantt": gantt(report.cutover) if report.cutover else "",
        "progress": charts.progress_lines(report.progress, report.virtual_seconds),
    }


def environment() -> Environment:
    """Give what fills the templates in, of the report and of the live page alike."""
    environment = Environment(
        loader=PackageLoader("dualrun.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "amount": _amount,
        "count": lambda number: f"{number:,}",
        "duration": duration,
        "evidence": charts.gate_evidence,
        "instant": _instant,
        "ranked": ranked,
        "spaced": spaced,
    }
    environment.globals |= {
        "percentage": percentage,
        "reached_s": derived.reached_s,
        "told_conversion": conversion,
        "told_no_return": no_return,
        "told_retirement": retirement,
        "told_tried": tried,
        "told_way_back": way_back,
        "at_stake": derived.at_stake,
        "day_time": day_time,
        "detected_by": detected_by,
        "median_s": median_s,
        "stages": derived.STAGES,
        "verdicts": derived.VERDICTS,
        "virtual_day": virtual_day,
    }
    return environment


def _finalize(value: Any) -> Any:
    """Make report text harmless before it is escaped; what is markup already stays as it is."""
    return harmless(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _instant(at: str) -> str:
    """Write an instant as people do: to the minute, in UTC."""
    try:
        return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return at


def _amount(value: Any) -> str:
    """Group the digits of a count or of money that is text; anything else is shown as it came."""
    try:
        return f"{Decimal(str(value)):,}"
    except InvalidOperation:
        return str(value)
