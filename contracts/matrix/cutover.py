"""May a capability move to the new book? What stands in the way, by field, consumer and interaction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.matrix.cells import Cell
from contracts.matrix.columns import NEW_BOOK

MISSING = re.compile(r"^body (?P<above>\S+): .*missing the following keys: (?P<names>.+)$")
PLACED = re.compile(r"^(?:body|header) (?P<field>\S+): ")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way of a move."""

    field: str
    consumer: str
    interaction: str
    where: str
    why: str

    @property
    def line(self) -> str:
        """It as one line for a person."""
        what = self.field or "what comes of it"
        return f"{self.consumer} needs {what} ({self.interaction}); {self.where} has {self.why}"


def obstacles(cells: Sequence[Cell]) -> list[Obstacle]:
    """Give what stands in the way: what the new book lacks first, then what breaks at the façade for it."""
    broken = sorted((cell for cell in cells if not cell.holds), key=lambda cell: not _is_new_book(cell))
    return [
        Obstacle(_field(why), cell.interaction.consumer, cell.interaction.description, cell.column.name, why)
        for cell in broken
        for why in cell.differences
    ]


def _is_new_book(cell: Cell) -> bool:
    return cell.column.provider == NEW_BOOK


def _field(why: str) -> str:
    """Name the field that a difference is about, if it is about one."""
    if missing := MISSING.match(why):
        return f"{missing['above']}.{missing['names'].split(', ')[0]}"
    placed = PLACED.match(why)
    return placed["field"] if placed else ""
