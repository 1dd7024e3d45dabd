"""How often did the two sides agree, and what do the disagreements look like?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from facade.dual_run.comparison import Comparison, Difference, Verdict
from facade.routing.policy import Route
from facade.routing.stage import Stage

SAMPLES_KEPT = 20


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


@dataclass(slots=True)
class Tally:
    """The verdicts of one capability, cohort and stage."""

    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))

    @property
    def compared(self) -> int:
        """Every comparison that should have been made, made or not."""
        return sum(self.counts.values())

    @property
    def failed(self) -> int:
        """Every comparison that does not speak for the new side."""
        return self.compared - self.counts[Verdict.MATCH] - self.counts[Verdict.TOLERATED]


class Parity:
    """Counts every verdict and keeps the first few disagreements of each kind."""

    def __init__(self) -> None:
        self._tallies: dict[tuple[str, str, Stage], Tally] = {}
        self._samples: dict[tuple[str, str, str], list[Sample]] = {}
        self.rule_hits: dict[str, int] = {}

    def record(
        self, route: Route, operation: str, subject: str, at: datetime, found: Comparison, note: str = ""
    ) -> None:
        """Count one verdict."""
        key = (route.capability, route.cohort, route.stage)
        tally = self._tallies.get(key)
        if tally is None:
            tally = self._tallies[key] = Tally()
        tally.counts[found.verdict] += 1
        for difference in found.differences:
            if difference.rule:
                self.rule_hits[difference.rule] = self.rule_hits.get(difference.rule, 0) + 1
        if found.verdict is not Verdict.MATCH:
            first_field = found.differences[0].field if found.differences else ""
            kept = self._samples.setdefault((operation, found.verdict, first_field), [])
            if len(kept) < SAMPLES_KEPT:
                kept.append(
                    Sample(
                        at,
                        operation,
                        subject,
                        route.stage,
                        route.cohort,
                        found.verdict,
                        found.differences,
                        note,
                    )
                )

    def tally(self, capability: str, cohort: str, stage: Stage) -> Tally:
        """Give the verdicts of one cohort at one stage."""
        return self._tallies.get((capability, cohort, stage), Tally())

    def tallies(self) -> Iterator[tuple[tuple[str, str, Stage], Tally]]:
        """Give every tally by (capability, cohort, stage), in the order they were first needed."""
        return iter(self._tallies.items())

    def samples(self) -> Iterator[Sample]:
        """Give the kept disagreements."""
        for kept in self._samples.values():
            yield from kept
