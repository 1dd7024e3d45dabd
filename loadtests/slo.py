"""Was what was promised kept? Each objective against the evidence of a run, or of one step of a staircase."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loadtests.account import Entry, Second, entries_of, total_of
from loadtests.exposition import percentile_s
from loadtests.measures import MEASURES
from loadtests.profile import Objective
from loadtests.sampling import Sample

SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
BUSINESS_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an objective is judged by; `harm` has the counts of the reconciliation once there is one."""

    seconds: Sequence[Second]
    samples: Sequence[Sample]
    harm: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An objective and what was found; nothing found means that it was never measured."""

    objective: Objective
    found: float | None

    @property
    def is_met(self) -> bool:
        """Whether it was kept; what was never measured was not."""
        return self.found is not None and self.found <= self.objective.at_most + 1e-9

    @property
    def is_broken(self) -> bool:
        """Whether it was measured and not kept."""
        return self.found is not None and not self.is_met


def judged(objectives: Iterable[Objective], evidence: Evidence) -> list[Judged]:
    """Judge every objective."""
    entries = entries_of(evidence.seconds)
    return [Judged(one, _found(one, evidence, entries)) for one in objectives]


def _found(objective: Objective, evidence: Evidence, entries: Mapping[str, Entry]) -> float | None:
    name, source = objective.measure, MEASURES[objective.measure].source
    if source == "requests":
        return _requests(name, objective.of, entries)
    if source == "books":
        return None if evidence.harm is None else evidence.harm.get(name)
    if source == "samples":
        return max((sample.values.get("queue age_s", 0.0) for sample in evidence.samples), default=None)
    told = [sample.business[name] for sample in evidence.samples if name in sample.business]
    return percentile_s(told[0], told[-1], BUSINESS_SHARE) if len(told) > 1 else None


def _requests(name: str, of: str, entries: Mapping[str, Entry]) -> float | None:
    chosen = [entries[of]] if of in entries else [] if of else list(entries.values())
    entry = total_of(chosen)
    if not entry.count:
        return None
    return entry.failures / entry.count if name == "errors" else entry.percentile_s(SHARES[name])
