"""The matrix as a document for machines, and as a page for people: one file, no network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from contracts.matrix.capabilities import capability_of
from contracts.matrix.cells import Cell

TEMPLATES = Path(__file__).parent


def document(cells: Sequence[Cell]) -> dict[str, Any]:
    """Write every cell, and the columns in their order."""
    return {
        "columns": [column.name for column in dict.fromkeys(cell.column for cell in cells)],
        "held": sum(cell.holds for cell in cells),
        "cells": [
            {
                "consumer": cell.interaction.consumer,
                "provider": cell.interaction.provider,
                "interaction": cell.interaction.description,
                "capability": capability_of(cell.interaction),
                "column": cell.column.name,
                "holds": cell.holds,
                "differences": list(cell.differences),
            }
            for cell in cells
        ],
    }


def page(written: dict[str, Any]) -> str:
    """Write the page: a row for every interaction, a column for everybody who may answer it."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for cell in written["cells"]:
        key = (cell["consumer"], cell["provider"], cell["interaction"])
        rows.setdefault(key, {**cell, "cells": {}})["cells"][cell["column"]] = cell
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return templates.get_template("page.html.j2").render(**written, rows=list(rows.values()))
