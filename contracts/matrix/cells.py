"""The matrix itself: one verdict for every interaction in every column it can be tried in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from contracts.matrix.capabilities import ANY, capability_of
from contracts.matrix.columns import Column, Target
from contracts.pact_file import Interaction
from contracts.verification import one_by_one


@dataclass(frozen=True, slots=True)
class Cell:
    """What one interaction came to in one column."""

    interaction: Interaction
    column: Column
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the provider keeps to it there."""
        return not self.differences


def filled(
    interactions: Sequence[Interaction],
    targets: Iterable[Target],
    on_progress: Callable[[int, Column], None] = lambda *_: None,
) -> list[Cell]:
    """Try every interaction in every column that its provider stands in."""
    cells: list[Cell] = []
    for target in targets:
        asked = [one for one in interactions if one.provider == target.column.provider]
        for outcome in one_by_one(asked, target.provider):
            cells.append(Cell(outcome.interaction, target.column, outcome.differences))
            on_progress(len(cells), target.column)
    return cells


def of_capability(interactions: Sequence[Interaction], capability: str) -> list[Interaction]:
    """Give what belongs to a capability, and what every capability needs."""
    return [one for one in interactions if capability_of(one) in (capability, ANY)]
