"""How many tries of a system may be repeats, so that a system in trouble is not buried under them?

A repeat that is answered was worth it and costs nothing: only failed repeats are paid for. Every first try
earns a share of one, and some come with time, so that what waits for a system that is back is never starved.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BudgetRule:
    """The share of first tries that may fail again, how many more a second, and how many at once."""

    share: float = 0.2
    per_s: float = 10.0
    at_once_max: float = 100.0


class RetryBudget:
    """One system's budget."""

    def __init__(self, rule: BudgetRule) -> None:
        self._rule = rule
        self._seen_s = 0.0
        self.left = rule.at_once_max
        self.refused = 0

    def earn(self) -> None:
        """Take in a first try."""
        if self.left < self._rule.at_once_max:
            self.left = min(self.left + self._rule.share, self._rule.at_once_max)

    def spend(self, now_s: float) -> bool:
        """Pay for a repeat; false when nothing is left."""
        rule = self._rule
        self.left = min(self.left + (now_s - self._seen_s) * rule.per_s, rule.at_once_max)
        self._seen_s = now_s
        if self.left < 1.0:
            self.refused += 1
            return False
        self.left -= 1.0
        return True

    def give_back(self) -> None:
        """Take in that a repeat was answered."""
        self.left = min(self.left + 1.0, self._rule.at_once_max)
