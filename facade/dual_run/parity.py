"""How often did the two sides agree, and what do the disagreements look like?"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import chain

from facade.dual_run.comparison import Comparison, Verdict
from facade.dual_run.difference import Difference, Fields
from facade.routing.money import NOTHING, Weighed
from facade.routing.policy import Route
from facade.routing.slices import Slice, slice_of
from facade.routing.stage import Side, Stage

SAMPLES_KEPT = 20
LATENCIES_KEPT = 400
AMOUNTS = ("gross", "net", "tax")


@dataclass(frozen=True, slots=True)
class Sample:
    """One disagreement, with both sides shown."""

    at: datetime
    operation: str
    subject: str
    stage: Stage
    cohort: str
    verdict: Verdict
    differences: tuple[Difference, ...]
    note: str = ""


def at_stake(differences: Iterable[Difference]) -> Decimal:
    """Give how much money differs at most in one amount; what one side lacks counts in full.

    What a rule has explained is not at stake.
    """
    amounts = [one for one in differences if one.field in AMOUNTS and not one.rule]
    return max((abs(_amount(one.old) - _amount(one.new)) for one in amounts), default=NOTHING)


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return NOTHING
    return amount if amount.is_finite() else NOTHING


@dataclass(slots=True)
class Tally:
    """The verdicts of one capability, cohort and stage, or of one document type in it, with their money."""

    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    money: dict[str, Weighed] = field(default_factory=dict)

    @property
    def compared(self) -> int:
        """Every comparison that should have been made, made or not."""
        return sum(self.counts.values())

    @property
    def failed(self) -> int:
        """Every comparison that does not speak for the new side."""
        return self.compared - self.counts[Verdict.MATCH] - self.counts[Verdict.TOLERATED]

    @property
    def unseen(self) -> int:
        """Every comparison that was not made, for whatever reason."""
        never = (Verdict.SHADOW_FAILED, Verdict.UNOBSERVED, Verdict.COMPARATOR_FAILED)
        return sum(self.counts[verdict] for verdict in never)

    def weigh(self, old: Fields, new: Fields, verdict: Verdict) -> None:
        """Count the money of a pair that was compared; what a rule has explained is not at stake.

        Only documents with an amount in a currency have money; the old side says how much.
        """
        worth, currency = old.get("gross"), old.get("currency")
        if worth is None:  # only the new side has it, or it has no money at all
            worth, currency = NOTHING, new.get("currency")
        if type(worth) is not Decimal or type(currency) is not str or not worth.is_finite():
            return
        weighed = self.money.get(currency)
        if weighed is None:
            weighed = self.money[currency] = Weighed()
        if verdict is not Verdict.MISMATCH:
            weighed.documents += 1
            weighed.total += abs(worth)
            weighed.squares += worth * worth
            return
        other = new.get("gross", NOTHING)
        comparable = isinstance(other, Decimal) and other.is_finite() and new.get("currency") == currency
        weighed.add(worth, worth - other if comparable and isinstance(other, Decimal) else worth)


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Add tallies up."""
    total = Tally()
    for tally in tallies:
        for verdict, count in tally.counts.items():
            total.counts[verdict] += count
        for currency, weighed in tally.money.items():
            total.money[currency] = total.money.get(currency, Weighed()).plus(weighed)
    return total


class Parity:
    """Counts every verdict and keeps a few disagreements of each kind, the dearest.

    Gates ask for what was compared since a cohort came to its stage, reports for all there ever was. A dear
    disagreement may come late; of equally dear ones the earliest are kept.
    """

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str, Stage, str], list[Tally]] = {}
        """By visit to the stage, the last one being the one that goes on."""
        self._visits: dict[tuple[str, str], int] = {}
        self._samples: dict[tuple[str, str, str], list[tuple[Decimal, Sample]]] = {}
        self._took: dict[tuple[str, str, Stage, Slice], dict[Side, deque[float]]] = {}
        self.rule_hits: dict[str, int] = {}
        self.first_seen: dict[tuple[str, bool], datetime] = {}
        """When a document was first found to differ, by its subject and whether rules explain all of it."""

    def record(
        self, route: Route, operation: str, subject: str, at: datetime, found: Comparison, note: str = ""
    ) -> Tally:
        """Count one verdict, and keep it as a sample if there is something to see."""
        tally = self.count(route, operation, found.verdict)
        if found.verdict is Verdict.MATCH:
            return tally
        for difference in found.differences:
            if difference.rule:
                self.rule_hits[difference.rule] = self.rule_hits.get(difference.rule, 0) + 1
        self.first_seen.setdefault((subject, found.verdict is Verdict.TOLERATED), at)
        first_field = found.differences[0].field if found.differences else ""
        kept = self._samples.setdefault((operation, found.verdict, first_field), [])
        worth = at_stake(found.differences)
        if len(kept) < SAMPLES_KEPT or _make_room(kept, worth):
            place = operation, subject, route.stage, route.cohort
            kept.append((worth, Sample(at, *place, found.verdict, found.differences, note)))
        return tally

    def count(self, route: Route, operation: str, verdict: Verdict) -> Tally:
        """Count a verdict there is nothing to say about, and give the tally it went into."""
        key = (route.capability, route.cohort, route.stage, operation)
        tallies = self._tallies.get(key)
        if tallies is None:
            tallies = self._tallies[key] = [Tally()]
        tallies[-1].counts[verdict] += 1
        return tallies[-1]

    def begin_anew(self, capability: str, cohort: str) -> None:
        """Let what was compared so far be no evidence any more: the cohort has come to another stage."""
        place = (capability, cohort)
        self._visits[place] = self.visit(*place) + 1
        for key, tallies in self._tallies.items():
            if key[:2] == place:
                tallies.append(Tally())
        self._took = {key: sides for key, sides in self._took.items() if key[:2] != place}

    def visit(self, capability: str, cohort: str) -> int:
        """Say how often the evidence about a cohort has begun anew."""
        return self._visits.get((capability, cohort), 0)

    def tally(self, capability: str, cohort: str, stage: Stage) -> Tally:
        """Give all verdicts there ever were of one cohort at one stage."""
        place = (capability, cohort, stage)
        return sum_of(chain.from_iterable(all_ for key, all_ in self._tallies.items() if key[:3] == place))

    def slices(self, capability: str, cohort: str, stage: Stage) -> dict[Slice, Tally]:
        """Give the verdicts of this visit of one cohort to one stage, by document type and direction."""
        found: dict[Slice, list[Tally]] = {}
        for (_capability, _cohort, _stage, operation), tallies in self._tallies.items():
            if (_capability, _cohort, _stage) == (capability, cohort, stage) and tallies[-1].compared:
                found.setdefault(slice_of(operation, cohort), []).append(tallies[-1])
        return {place: sum_of(tallies) for place, tallies in found.items()}

    def tallies(self) -> Iterator[tuple[tuple[str, str, Stage], Tally]]:
        """Give every tally by (capability, cohort, stage), in the order they were first needed."""
        for key in dict.fromkeys(key[:3] for key in self._tallies):
            yield key, self.tally(*key)

    def counted(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Give how many comparisons there were and how many failed, by capability and document type.

        Whoever looks once an hour wants the counts alone: no money, no cohorts.
        """
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for (capability, cohort, _, operation), tallies in self._tallies.items():
            key = capability, slice_of(operation, cohort).document
            for tally in tallies:
                compared, failed = found.get(key, (0, 0))
                found[key] = compared + tally.compared, failed + tally.failed
        return found

    def took(self, route: Route, operation: str, side: Side, seconds: float) -> None:
        """Keep how long a write took in the book of one side: the newest few hundred."""
        place = (route.capability, route.cohort, route.stage)
        sides = self._took.setdefault((*place, slice_of(operation, route.cohort)), {})
        sides.setdefault(side, deque(maxlen=LATENCIES_KEPT)).append(seconds)

    def latencies(
        self, capability: str, cohort: str, stage: Stage
    ) -> dict[Slice, Mapping[Side, Sequence[float]]]:
        """Give how long writes took in this visit to a stage, by document type and side."""
        place = (capability, cohort, stage)
        return {
            key[3]: {side: tuple(sides.get(side, ())) for side in Side}
            for key, sides in self._took.items()
            if key[:3] == place
        }

    def samples(self) -> Iterator[Sample]:
        """Give the kept disagreements."""
        for kept in self._samples.values():
            yield from (sample for _, sample in kept)


def _make_room(kept: list[tuple[Decimal, Sample]], worth: Decimal) -> bool:
    """Drop the latest of the cheapest if what is coming is dearer, and say whether it was."""
    worths = [one for one, _ in kept]
    cheapest = min(worths)
    if worth <= cheapest:
        return False
    del kept[len(kept) - 1 - worths[::-1].index(cheapest)]
    return True
