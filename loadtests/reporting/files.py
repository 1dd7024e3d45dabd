"""Where a report is kept: for people, for machines, for a CI server, for a spreadsheet."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dualrun.errors import UsageError
from dualrun.report.writing import write_atomically
from loadtests.reporting.junit import junit_xml
from loadtests.reporting.page import page

PAGE, DOCUMENT = "report.html", "report.json"


def expect_writable(folder: Path) -> None:
    """Make the folder before the load begins, so that no run is in vain.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--report {folder}: cannot be written: {error.strerror}") from None


def write_all(document: Mapping[str, Any], folder: Path) -> None:
    """Write the report in all its forms; the JSON document comes last.

    Raises:
        UsageError: nothing can be written there.
    """
    written = {
        PAGE: page(document),
        "junit.xml": junit_xml(document),
        "requests.csv": table(document["requests"]),
        "seconds.csv": table(document["seconds"]),
        "samples.csv": table(document["samples"]),
        DOCUMENT: json.dumps(document, indent=1) + "\n",
    }
    try:
        for name, text in written.items():
            write_atomically(folder / name, text)
    except OSError as error:
        raise UsageError(f"--report {folder}: cannot be written: {error.strerror}") from None


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as CSV, with every column that any of them has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
