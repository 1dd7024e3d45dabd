"""Where a report is kept: for machines, for people, for a CI server."""

from pathlib import Path

from dualrun.report.document import Report
from dualrun.report.html import write_html
from dualrun.report.junit import write_junit
from dualrun.report.writing import write_atomically


def write_all(report: Report, directory: Path) -> dict[str, Path]:
    """Write the report in all its forms and say where.

    The JSON document comes last: where it is new, the drawings beside it are of the same run.
    """
    paths = {name: directory / name for name in ("report.json", "report.html", "junit.xml")}
    write_html(report, paths["report.html"])
    write_junit(report, paths["junit.xml"])
    write_atomically(paths["report.json"], report.to_json() + "\n")
    return paths
