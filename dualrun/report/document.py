"""The report of one rehearsal, as data. Everything else that is shown is drawn from it.

Times are ISO 8601 in UTC; names that end in `_s` are seconds; money is text, so that no cent gets lost.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dualrun.report.bills import BillsRow
from dualrun.report.both_books import (
    ConversionRow,
    DivergenceRow,
    NoReturnRow,
    RetirementRow,
    RollbackRow,
    WayBackRow,
)
from dualrun.report.cutover import CutoverRow


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Input(_Part):
    """Every line of the order history, used or rejected with a reason; all zero for generated demand."""

    lines_read: int = 0
    lines_used: int = 0
    lines_rejected: dict[str, int] = Field(default_factory=dict)
    notes: dict[str, int] = Field(default_factory=dict)


class Cancellations(_Part):
    """What became of the wishes to take something back."""

    requested: int = 0
    done: int = 0
    partly: int = 0
    """So many found some of their goods already picked, and took back the rest."""
    refused: dict[str, int] = Field(default_factory=dict)
    unknown: int = 0


class Orders(_Part):
    """The funnel, by what the driver saw and the books say."""

    submitted: int = 0
    accepted: int = 0
    rejected: dict[str, int] = Field(default_factory=dict)
    completed: int = 0
    cancelled: int = 0
    parked: dict[str, int] = Field(default_factory=dict)
    unknown: int = 0
    lost: int = 0
    duplicated: int = 0
    cancellations: Cancellations = Field(default_factory=Cancellations)


class Deliveries(_Part):
    """Orders with a wished day that have left, how many are there by it, and what a delivery costs."""

    wished: int
    on_day: int
    sent: int
    cost: float


class StageRow(_Part):
    """A cohort that has moved."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")
    at: str
    capability: str
    cohort: str
    stage_from: str = Field(alias="from")
    to: str
    gate: dict[str, Any] = Field(default_factory=dict)
    waited_s: float = 0


class ParityRow(_Part):
    """How often the books agreed while their documents were at one stage."""

    capability: str
    stage: str
    compared: int
    match: int
    tolerated: int
    mismatch: int
    shadow_failed: int
    unobserved: int
    late: int
    comparator_failed: int


class Difference(_Part):
    """One field that differed, with both sides."""

    field: str
    kind: str
    old: str
    new: str
    rule: str


class MismatchRow(_Part):
    """One comparison that did not match."""

    at: str
    operation: str
    subject: str
    stage: str
    cohort: str
    verdict: str
    note: str
    differences: list[Difference]


class ViolationRow(_Part):
    """One breach of an invariant."""

    subject: str
    at: str
    message: str
    evidence: dict[str, str]


class InvariantRow(_Part):
    """One invariant: how often it was judged and where it did not hold."""

    id: str
    name: str
    evaluated: int
    violated: int = 0
    violations: list[ViolationRow] = Field(default_factory=list)


class FaultRow(_Part):
    """How often one kind of fault was injected at one boundary, first and last when."""

    kind: str
    boundary: str
    injected: int
    first_at_s: float | None = None
    last_at_s: float | None = None


class SlaRow(_Part):
    """One promise to the business and how it was kept."""

    name: str
    p50_s: float
    p95_s: float
    p99_s: float
    target_s: float
    met: bool
    percentile: str = "p95"
    measured: int = 0


class CatchUpRow(_Part):
    """A neighbour that was found away: who ordered meanwhile, and how what waited for it was caught up with.

    `bound_s` is the longest that may take, from when the neighbour answers again until nothing waits for it;
    there is none for a neighbour that no planned outage took away, but that was slow or refused.
    """

    system: str
    incidents: int
    down_s: float
    accepted_meanwhile: int
    acknowledged_p95_s: float
    waiting_most: int
    unanswered: int
    caught_up_s: float
    bound_s: float | None
    met: bool


class ReconciliationRow(_Part):
    """One control total in both books."""

    report: str
    old: dict[str, Any]
    new: dict[str, Any]
    difference: dict[str, Any]
    findings: int


class PackRow(_Part):
    """Both books, read over the wire and compared at one instant of the run."""

    at_s: float
    read_at_s: float
    """When reading began that succeeded: a book that is down is read when it is back."""
    pack: dict[str, Any]


class PaperRow(_Part):
    """One document as one book has it at the end."""

    book: str
    system: str
    kind: str
    number: str
    posting: bool
    said: str
    net: str
    tax: str
    gross: str
    currency: str
    lines: list[str]


class BookSide(_Part):
    """The façade's calls to one book in some hours."""

    calls: int
    errors: int
    p99_s: float


class CourseRow(_Part):
    """How one capability went from `at_s` on, for six hours."""

    capability: str
    at_s: float
    compared: int
    agreed: int
    old: BookSide
    new: BookSide


class Moment(_Part):
    """How far the orders were at one instant of the run."""

    at_s: float
    placed: int
    finished: int
    parity: dict[str, tuple[int, int]] = Field(default_factory=dict)
    """By what was compared: how often up to then, and how often it differed."""


class Report(_Part):
    """The whole answer."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")
    schema_version: Literal["dualrun.report/1"] = Field("dualrun.report/1", alias="schema")
    scenario: str
    title: str = ""
    seed: int
    verdict: Literal["go", "no-go", "inconclusive"]
    reasons: list[str]
    journal_digest: str
    started_at: str
    virtual_seconds: float
    wall_seconds: float
    hops: int = 0
    input: Input
    orders: Orders
    deliveries: Deliveries | None = None
    bills: BillsRow | None = None
    stages: list[StageRow]
    parity: list[ParityRow]
    invariants: list[InvariantRow]
    faults: list[FaultRow]
    sla: list[SlaRow]
    catch_up: list[CatchUpRow] = Field(default_factory=list)
    reconciliation: list[ReconciliationRow]
    mismatches: list[MismatchRow] = Field(default_factory=list)
    papers: dict[str, list[PaperRow]] = Field(default_factory=dict)
    """By the reference of an order that somebody will ask about, its documents in both books."""
    progress: list[Moment] = Field(default_factory=list)
    course: list[CourseRow] = Field(default_factory=list)
    packs: list[PackRow] = Field(default_factory=list)
    rollbacks: list[RollbackRow] = Field(default_factory=list)
    conversions: list[ConversionRow] = Field(default_factory=list)
    retirement: RetirementRow | None = None
    divergences: list[DivergenceRow] = Field(default_factory=list)
    no_return: list[NoReturnRow] = Field(default_factory=list)
    ways_back: list[WayBackRow] = Field(default_factory=list)
    """What going back would have met at each hour, where that was tried."""
    cutover: CutoverRow | None = None
    reproduce: str

    def to_json(self) -> str:
        """Give the document, keys as published."""
        return self.model_dump_json(by_alias=True, indent=1)
