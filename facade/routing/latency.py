"""Is the new side slower than the old one, by more than we accept?

The Mann-Whitney test, because latencies are not normal and one timeout must not decide: the shift between the
two sides is the median of all their differences (Hodges-Lehmann), and its confidence interval is made of
those differences themselves. Whoever only asks whether a difference is proven passes a side on which seven
calls in ten are a hundred times slower; so promotion asks for proof that the shift is within the limit, and
lack of it holds.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, erfc, sqrt
from statistics import NormalDist, median

from facade.routing.gate import GateDecision, GateVerdict

SAMPLES_PAIRED_MAX = 400


@dataclass(frozen=True, slots=True)
class Shift:
    """How much slower the new side is, in seconds, and the interval in which that lies."""

    estimate_s: float
    low_s: float
    high_s: float


def mann_whitney(old: Sequence[float], new: Sequence[float]) -> float:
    """Give the two-sided probability that the sides differ this much by chance alone.

    The normal approximation, corrected for ties and for continuity.
    """
    ranked, sorted_new = sorted((*old, *new)), sorted(new)
    n, m = len(old), len(new)
    u = sum(bisect_left(sorted_new, a) + bisect_right(sorted_new, a) for a in old) / 2
    ties = sum((bisect_right(ranked, v) - bisect_left(ranked, v)) ** 2 - 1 for v in ranked)
    variance = n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))
    if variance <= 0:
        return 1.0
    z = max(0.0, abs(u - n * m / 2) - 0.5) / sqrt(variance)
    return min(1.0, erfc(z / sqrt(2)))


def shift(old: Sequence[float], new: Sequence[float], confidence: float) -> Shift | None:
    """Estimate the shift and its two-sided interval; None while there are too few samples for one."""
    old, new = _thinned(old), _thinned(new)
    n, m = len(old), len(new)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rank = int(n * m / 2 - z * sqrt(n * m * (n + m + 1) / 12))
    if rank < 1:
        return None
    differences = sorted(b - a for a in old for b in new)
    return Shift(median(differences), differences[rank - 1], differences[-rank])


def samples_for_interval(confidence: float) -> int:
    """Give the fewest samples on each side that have an interval at all."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    n = 1
    while n * n / 2 - z * sqrt(n * n * (2 * n + 1) / 12) < 1:
        n += 1
    return n


def _thinned(samples: Sequence[float]) -> list[float]:
    """Keep evenly spaced ones of many: fewer samples widen the interval and never narrow it."""
    ranked = sorted(samples)
    if len(ranked) <= SAMPLES_PAIRED_MAX:
        return ranked
    step = len(ranked) / SAMPLES_PAIRED_MAX
    return [ranked[int((place + 0.5) * step)] for place in range(SAMPLES_PAIRED_MAX)]


@dataclass(frozen=True, slots=True)
class LatencyGate:
    """How much slower the new side may be, as a share of the old side's median, and how sure to be."""

    slower_by_max: float = 0.25
    confidence: float = 0.98

    def judge(self, old: Sequence[float], new: Sequence[float]) -> GateDecision:
        """Judge the latencies of both sides, in seconds; the same ones on both sides are no shift at all."""
        compared = min(len(old), len(new))
        if old and sorted(old) == sorted(new):
            return GateDecision(GateVerdict.PROMOTE, "both sides are equally fast", compared, 0, 0.0, 0)
        found = shift(old, new, self.confidence)
        if found is None:
            more = max(1, samples_for_interval(self.confidence) - compared)
            reason = f"{compared} latencies of a side: at least {more} more are needed"
            return GateDecision(GateVerdict.HOLD, reason, compared, 0, 1.0, more)
        usual = median(old)
        allowed = self.slower_by_max * usual
        told = f"the new side is slower by {found.estimate_s:.3f} s ({found.low_s:.3f} to {found.high_s:.3f})"
        bound = found.high_s / usual if usual else float(found.high_s > 0)
        if found.high_s <= allowed:
            reason = f"{told}: within {allowed:.3f} s"
            return GateDecision(GateVerdict.PROMOTE, reason, compared, 0, bound, 0)
        if found.low_s > allowed:
            reason = f"{told}: more than {allowed:.3f} s for certain"
            return GateDecision(GateVerdict.ROLL_BACK, reason, compared, compared, bound, 0)
        more = self._more(found, allowed, compared)
        reason = f"{told}: about {more} more are needed to tell whether it is within {allowed:.3f} s"
        return GateDecision(GateVerdict.HOLD, reason, compared, 0, bound, more)

    def _more(self, found: Shift, allowed: float, compared: int) -> int:
        """Guess how many more decide: the interval narrows with the square root of the samples."""
        reach = max(found.high_s - found.estimate_s, found.estimate_s - found.low_s)
        room = max(abs(allowed - found.estimate_s), reach / 100)
        return max(1, ceil(compared * ((reach / room) ** 2 - 1))) if room else 1
