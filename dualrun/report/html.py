"""The report for people: one page that needs no network, to be read, mailed, printed and signed."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from dualrun.report.document import Report
from dualrun.report.writing import write_atomically


def write_html(report: Report, path: Path) -> None:
    """Write the report as one page."""
    write_atomically(path, render(report))


def render(report: Report) -> str:
    """Give the report as one page."""
    environment = Environment(
        loader=PackageLoader("dualrun.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html.j2").render(report=report)
