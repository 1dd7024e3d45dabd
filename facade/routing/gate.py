"""May a cohort advance, given what has been compared so far?

The bound is the exact one-sided binomial (Clopper-Pearson) bound: at no mismatch at all it asks for
ln(1 - confidence) / ln(1 - limit) clean comparisons, 299 for 1% at 95%.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, lgamma, log, log1p


class GateVerdict(StrEnum):
    """What a gate says."""

    PROMOTE = "promote"
    HOLD = "hold"
    ROLL_BACK = "roll_back"


@dataclass(frozen=True, slots=True)
class Gate:
    """The most mismatches tolerated, and how sure we want to be."""

    mismatch_rate_max: float
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class GateDecision:
    """The verdict with its evidence."""

    verdict: GateVerdict
    reason: str
    compared: int
    failed: int
    bound: float
    samples_needed: int


def _at_most(failed: int, compared: int, rate: float) -> float:
    """Give the probability of `failed` or fewer failures in `compared` trials at `rate`."""
    if rate <= 0.0:
        return 1.0
    if rate >= 1.0:
        return 1.0 if failed >= compared else 0.0
    log_rate, log_rest = log(rate), log1p(-rate)
    ways = lgamma(compared + 1)
    return sum(
        exp(ways - lgamma(k + 1) - lgamma(compared - k + 1) + k * log_rate + (compared - k) * log_rest)
        for k in range(failed + 1)
    )


def upper_bound(failed: int, compared: int, confidence: float) -> float:
    """Give the failure rate that we are `confidence` sure not to exceed."""
    if failed >= compared:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(failed, compared, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def lower_bound(failed: int, compared: int, confidence: float) -> float:
    """Give the failure rate that we are `confidence` sure to exceed."""
    return 1 - upper_bound(compared - failed, compared, confidence) if failed else 0.0


def samples_needed(failed: int, compared: int, gate: Gate) -> int:
    """Give how many more clean comparisons would let the gate promote."""
    if failed == 0:
        total = ceil(log(1 - gate.confidence) / log1p(-gate.mismatch_rate_max))
        return max(0, total - compared)
    low, high = 0, max(16, compared)
    while upper_bound(failed, compared + high, gate.confidence) > gate.mismatch_rate_max:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        if upper_bound(failed, compared + middle, gate.confidence) > gate.mismatch_rate_max:
            low = middle + 1
        else:
            high = middle
    return low


def judge(gate: Gate, compared: int, failed: int) -> GateDecision:
    """Judge `failed` out of `compared`; what was not observed counts as compared and failed.

    Too few samples hold the gate: absence of evidence never promotes.
    """
    bound = upper_bound(failed, compared, gate.confidence) if compared else 1.0
    if bound <= gate.mismatch_rate_max:
        reason = f"{failed} of {compared} differ: at most {bound:.2%} with {gate.confidence:.0%} confidence"
        return GateDecision(GateVerdict.PROMOTE, reason, compared, failed, bound, 0)
    if compared and lower_bound(failed, compared, gate.confidence) > gate.mismatch_rate_max:
        reason = f"{failed} of {compared} differ: more than {gate.mismatch_rate_max:.2%} for certain"
        return GateDecision(GateVerdict.ROLL_BACK, reason, compared, failed, bound, 0)
    more = samples_needed(failed, compared, gate)
    reason = f"{failed} of {compared} differ: {more} more clean comparisons are needed"
    return GateDecision(GateVerdict.HOLD, reason, compared, failed, bound, more)
