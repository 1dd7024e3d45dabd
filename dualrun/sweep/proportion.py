"""How often, and how sure are we?

The interval is the exact one (Clopper-Pearson): it never promises more than its confidence, also where nearly
every run passes, which is where a plan is decided.
"""

from typing import NamedTuple

from facade.routing.binomial import at_most, lower_bound, upper_bound

CONFIDENCE = 0.95
METHOD = "exact (Clopper-Pearson), two-sided"
_DIGITS = 6


class Proportion(NamedTuple):
    """So many of so many, with the interval that the true share lies in."""

    hits: int
    of: int
    share: float
    low: float
    high: float


def proportion(count: int, of: int) -> Proportion:
    """Give a share with its interval; of nothing, nothing is known."""
    if not of:
        return Proportion(0, 0, 0.0, 0.0, 1.0)
    one_side = 1 - (1 - CONFIDENCE) / 2
    low, high = lower_bound(count, of, one_side), upper_bound(count, of, one_side)
    return Proportion(count, of, round(count / of, _DIGITS), round(low, _DIGITS), round(high, _DIGITS))


def paired_by_chance(only_one: int, only_other: int) -> float:
    """Give the probability that two plans differ this much by chance, on the same seeds.

    McNemar's test, exact: only the seeds on which they end differently tell anything.
    """
    differing = only_one + only_other
    if not differing:
        return 1.0
    return round(min(1.0, 2 * at_most(min(only_one, only_other), differing, 0.5)), _DIGITS)
