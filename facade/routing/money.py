"""May a cohort advance, given the money that was compared and not only the documents?

One mismatch of a cent and one of a million are not one each. Every document weighs what it is worth, and
fails by the share of its worth that differs. A few big documents prove less than many small ones, so the
trials are Kish's effective sample size (total of the weights, squared, over the total of their squares), and
the bound is the exact one over those: the Korn-Graubard bound of weighted proportions. At equal worth it is
that of the plain gate.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from facade.routing.binomial import at_most, lower_bound, upper_bound
from facade.routing.gate import GateDecision, GateVerdict

NOTHING = Decimal(0)
SAMPLES_NEEDED_MAX = 1 << 40


@dataclass(slots=True)
class Weighed:
    """The money that has been compared, in one currency."""

    documents: int = 0
    differing: int = 0
    total: Decimal = NOTHING
    squares: Decimal = NOTHING
    at_stake: Decimal = NOTHING
    largest: Decimal = NOTHING
    unseen: int = 0

    def add(self, worth: Decimal, difference: Decimal = NOTHING) -> None:
        """Add a document: what it is worth by the old side, and how much of that differs, at most all of it.

        A document that is worth nothing by the old side is worth what the new side makes of it.
        """
        if difference:
            difference = abs(difference)
            worth = worth or difference
            self.differing += 1
            self.at_stake += min(abs(worth), difference)
            self.largest = max(self.largest, difference)
        self.documents += 1
        self.total += abs(worth)
        self.squares += worth * worth

    def with_document(self, worth: Decimal, difference: Decimal = NOTHING) -> "Weighed":
        """Give the money with one more document."""
        more = replace(self)
        more.add(worth, difference)
        return more

    def with_unseen(self, count: int = 1) -> "Weighed":
        """Give the money with documents that could not be compared: of average worth, all of it at stake."""
        return replace(self, unseen=self.unseen + count)

    def plus(self, other: "Weighed") -> "Weighed":
        """Give the money of both together."""
        return Weighed(
            self.documents + other.documents,
            self.differing + other.differing,
            self.total + other.total,
            self.squares + other.squares,
            self.at_stake + other.at_stake,
            max(self.largest, other.largest),
            self.unseen + other.unseen,
        )

    def with_clean(self, count: int) -> "Weighed":
        """Give the money with as many more agreeing documents of average worth."""
        mean = self.total / self.documents
        return replace(
            self,
            documents=self.documents + count,
            total=self.total + mean * count,
            squares=self.squares + mean * mean * count,
        )

    def trials(self) -> tuple[float, float]:
        """Give the effective failures and the effective trials."""
        if not self.total:
            return 0.0, 0.0
        unseen = self.total / self.documents * self.unseen
        total, squares = self.total + unseen, self.squares + self.total / self.documents * unseen
        trials = total * total / squares
        return float((self.at_stake + unseen) / total * trials), float(trials)


@dataclass(frozen=True, slots=True)
class MoneyGate:
    """The largest share of the money that may differ, how sure to be, and the worst single document."""

    share_max: float
    confidence: float = 0.95
    single_max: Decimal | None = None

    def judge(self, seen: Weighed) -> GateDecision:
        """Judge the money; too little of it, or too few documents behind it, holds the gate."""
        failed, trials = seen.trials()
        bound = upper_bound(failed, trials, self.confidence) if trials else 1.0
        told = f"{seen.at_stake:,} of {seen.total:,} differ"
        if self.single_max is not None and seen.largest > self.single_max:
            reason = f"one document differs by {seen.largest:,}, more than {self.single_max:,}"
            return self._decision(GateVerdict.ROLL_BACK, reason, seen, bound)
        if trials and bound <= self.share_max:
            reason = f"{told}: at most {bound:.2%} of the money with {self.confidence:.0%} confidence"
            return self._decision(GateVerdict.PROMOTE, reason, seen, bound)
        if trials and lower_bound(failed, trials, self.confidence) > self.share_max:
            reason = f"{told}: more than {self.share_max:.2%} of the money for certain"
            return self._decision(GateVerdict.ROLL_BACK, reason, seen, bound)
        more = self.samples_needed(seen)
        reason = f"{told}: {more} more clean documents of average worth are needed"
        return self._decision(GateVerdict.HOLD, reason, seen, bound, more)

    def samples_needed(self, seen: Weighed) -> int:
        """Give how many more agreeing documents of average worth would let the gate promote."""
        if not seen.total:
            seen = replace(seen, documents=1, total=Decimal(1), squares=Decimal(1))
            return 1 + self.samples_needed(seen)
        low, high = 0, 16
        while not self._promotes(seen.with_clean(high)) and high < SAMPLES_NEEDED_MAX:
            low, high = high, high * 2
        while low < high:
            middle = (low + high) // 2
            if self._promotes(seen.with_clean(middle)):
                high = middle
            else:
                low = middle + 1
        return low

    def _promotes(self, seen: Weighed) -> bool:
        return at_most(*seen.trials(), self.share_max) <= 1 - self.confidence

    def _decision(
        self, verdict: GateVerdict, reason: str, seen: Weighed, bound: float, more: int = 0
    ) -> GateDecision:
        compared, failed = seen.documents + seen.unseen, seen.differing + seen.unseen
        return GateDecision(verdict, reason, compared, failed, bound, more)
