"""May a cohort advance, given what has been compared so far?

The bound is the exact one-sided binomial bound, so a gate that is read once, when its step is due, errs no
more often than it says. One that is read again and again wants `facade.routing.sequential`.
"""

from dataclasses import dataclass
from enum import StrEnum

from facade.routing.binomial import lower_bound, trials_needed, upper_bound


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


def samples_needed(failed: int, compared: int, gate: Gate) -> int:
    """Give how many more clean comparisons would let the gate promote."""
    return max(0, trials_needed(failed, gate.mismatch_rate_max, gate.confidence) - compared)


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
