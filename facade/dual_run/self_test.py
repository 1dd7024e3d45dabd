"""May this comparator be trusted?

Two runs of the same model must not differ (A/A), arrays and all, more often than was stated; and a difference
planted into any field must be seen. One that raises, or that sees nothing, has not earned a gate. A field in
which a planted difference is explained away is not a fault of the comparator, but somebody should know.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from facade.dual_run.comparison import Comparison, Verdict
from facade.dual_run.difference import Fields
from facade.dual_run.rules import for_all_lines

Comparator = Callable[[Fields, Fields], Comparison]

PLANTED = "\x00planted"


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What a comparator has shown: alarms where nothing differs, silence where something does."""

    compared: int
    alarms: int
    alarms_share_max: float
    unseen: tuple[str, ...]
    """Fields in which a planted difference matched."""
    explained_away: tuple[str, ...]
    """Fields in which any difference whatever is tolerated."""

    @property
    def is_trusted(self) -> bool:
        """Whether it has been tried, alarms no more often than stated, and is blind to no field."""
        return (
            bool(self.compared) and self.alarms <= self.alarms_share_max * self.compared and not self.unseen
        )


def self_test(
    comparator: Comparator, pairs: Iterable[tuple[Fields, Fields]], alarms_share_max: float = 0.0
) -> SelfTest:
    """Try a comparator on pairs of documents that are the same, from two runs of one model."""
    compared = alarms = 0
    seen: dict[Verdict, dict[str, None]] = {verdict: {} for verdict in Verdict}
    for first, second in pairs:
        compared += 1
        alarms += _verdict(comparator, first, second) not in (Verdict.MATCH, Verdict.TOLERATED)
        for name, changed in _planted(first):
            seen[_verdict(comparator, first, changed)][name] = None
            seen[_verdict(comparator, changed, first)][name] = None
    unseen = tuple(seen[Verdict.MATCH] | seen[Verdict.COMPARATOR_FAILED])
    return SelfTest(compared, alarms, alarms_share_max, unseen, tuple(seen[Verdict.TOLERATED]))


def _verdict(comparator: Comparator, old: Fields, new: Fields) -> Verdict:
    try:
        return comparator(old, new).verdict
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return Verdict.COMPARATOR_FAILED


def _planted(document: Fields) -> Iterator[tuple[str, Fields]]:
    """Give the document with one field changed, with one left out, and with one sequence turned round."""
    for name, value in document.items():
        shown = for_all_lines(name)
        yield shown, {**document, name: PLANTED}
        yield shown, {other: kept for other, kept in document.items() if other != name}
        if isinstance(value, tuple | list) and value[::-1] != value:
            yield shown, {**document, name: value[::-1]}
