"""The mutation score as a page for people: one file, no network."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

TEMPLATES = Path(__file__).parent


def page(documents: Sequence[Mapping[str, Any]], threshold: float) -> str:
    """Write the page about one provider or several."""
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return templates.get_template("page.html.j2").render(documents=documents, threshold=threshold)
