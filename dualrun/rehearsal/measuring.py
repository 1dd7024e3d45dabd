"""How good are the comparator and the gate? Rehearsals in which the truth is known, counted.

Each seed has one declared divergence switched on, or none: the latter compare the same with the same (A/A).
The comparator is judged by its documents, before the rules and after them; the gate, watched every hour for
each kind of document, by whether it rolls back the runs in which more of one kind differ than its bad rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.document import Report
from dualrun.scenario.schema import DIVERGING
from facade.routing.gate import GateVerdict
from facade.routing.latch import ONCE_DECIDED, Latch
from facade.routing.sequential import SequentialGate
from facade.routing.slices import together

SCENARIO = "declared-divergences"
SHARE = 0.3
SAME = "none (A/A)"
GATE = SequentialGate(good_rate=0.005, bad_rate=0.05, false_alarm=0.01, missed=0.05)
COUNTS = (
    "runs",
    "documents",
    "occurred",
    "seen",
    "alarms",
    "explained",
    "gate_due",
    "rolled_back",
    "promoted",
)


@dataclass(slots=True)
class Counted:
    """What came of all runs with one divergence, or with none."""

    kind: str
    runs: int = 0
    documents: int = 0
    occurred: int = 0
    seen: int = 0
    alarms: int = 0
    explained: int = 0
    detected_after_s: list[float] = field(default_factory=list)
    gate_due: int = 0
    rolled_back: int = 0
    promoted: int = 0
    gate_after_s: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of occurrences that were seen."""
        return self.seen / self.occurred if self.occurred else 1.0

    @property
    def precision(self) -> float:
        """The share of differing documents in which something did differ, with the rules."""
        return self.seen / (self.seen + self.alarms) if self.seen + self.alarms else 1.0

    @property
    def precision_before(self) -> float:
        """The same as it would be without any rule."""
        found = self.seen + self.alarms + self.explained
        return self.seen / found if found else 1.0

    def median_s(self) -> float:
        """Half of the occurrences were seen within that time."""
        return median(self.detected_after_s) if self.detected_after_s else 0.0

    def gate_median_s(self) -> float:
        """Half of the gates rolled back within that time from the first occurrence."""
        return median(self.gate_after_s) if self.gate_after_s else 0.0


def measure(seeds: int, first: int = 0) -> Iterator[tuple[str, Counted]]:
    """Rehearse every seed and give, after each, its divergence and what is counted of that so far."""
    kinds = (*DIVERGING, SAME)
    counted = {kind: Counted(kind) for kind in kinds}
    for seed in range(first, first + seeds):
        kind = kinds[seed % len(kinds)]
        overrides = {} if kind == SAME else {f"divergences.{kind}": str(SHARE)}
        _count(counted[kind], rehearse(prepare(Wish(SCENARIO, seed, overrides))))
        yield kind, counted[kind]


def total(parts: list[Counted]) -> Counted:
    """Add up what was counted."""
    whole = Counted("all")
    for part in parts:
        for name in COUNTS:
            setattr(whole, name, getattr(whole, name) + getattr(part, name))
        whole.detected_after_s += part.detected_after_s
        whole.gate_after_s += part.gate_after_s
    return whole


def _count(counted: Counted, report: Report) -> None:
    counted.runs += 1
    counted.documents += report.orders.accepted
    for row in report.divergences:
        counted.occurred += len(row.occurred)
        counted.seen += row.seen
        counted.alarms += len(row.alarms)
        counted.explained += row.explained
        counted.detected_after_s += row.detected_after_s
    if not report.divergences:
        counted.alarms += len({row.subject for row in report.mismatches if row.verdict != "tolerated"})
        counted.explained += len({row.subject for row in report.mismatches if row.verdict == "tolerated"})
    _count_gate(counted, report)


def _count_gate(counted: Counted, report: Report) -> None:
    """Watch the gate every hour, each kind of document by itself; what it has decided stays decided.

    What is compared at all is known from the end. Until some of a kind have been, its gate holds: late
    documents must not be overlooked because early ones were clean.
    """
    last, latch, decided_at_s = report.progress[-1].parity, Latch(ONCE_DECIDED), None
    verdict = GateVerdict.HOLD
    for moment in report.progress:
        said = {name: latch.see(name, GATE.judge(*moment.parity.get(name, (0, 0)))) for name in last}
        verdict = together(said).verdict
        if verdict is not GateVerdict.HOLD and decided_at_s is None:
            decided_at_s = moment.at_s
    counted.gate_due += any(differing > GATE.bad_rate * compared for compared, differing in last.values())
    counted.rolled_back += verdict is GateVerdict.ROLL_BACK
    counted.promoted += verdict is GateVerdict.PROMOTE
    starts = [row.first_at_s for row in report.divergences if row.first_at_s is not None]
    if verdict is GateVerdict.ROLL_BACK and decided_at_s is not None and starts:
        counted.gate_after_s.append(decided_at_s - min(starts))
