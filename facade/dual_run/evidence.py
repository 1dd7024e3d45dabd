"""Has this been counted before?

One price asked for three hundred times is one piece of evidence, not three hundred: a subject counts once for
what both sides say of it, until one of them says something else or the cohort has moved.
"""

from collections.abc import Hashable

from facade.dual_run.difference import Fields
from facade.dual_run.parity import Parity
from facade.routing.policy import Route
from facade.routing.stage import Stage

SUBJECTS_MAX = 20_000

Seen = tuple[Fields, Fields, Stage, int]


class Evidence:
    """What was last counted of each subject; of more than can be kept, the oldest is forgotten."""

    def __init__(self, parity: Parity, subjects_max: int = SUBJECTS_MAX) -> None:
        self._parity = parity
        self._subjects_max = subjects_max
        self._counted: dict[Hashable, Seen] = {}

    def is_new(self, subject: Hashable, route: Route, old: Fields, new: Fields) -> bool:
        """Say whether both sides say something of a subject that was not counted yet, and remember it."""
        seen = (old, new, route.stage, self._parity.visit(route.capability, route.cohort))
        if self._counted.get(subject) == seen:
            return False
        if subject not in self._counted and len(self._counted) >= self._subjects_max:
            del self._counted[next(iter(self._counted))]
        self._counted[subject] = seen
        return True
