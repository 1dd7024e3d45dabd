"""What one rehearsal leaves behind for a sweep: a line of the ledger, without what a clock has said."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dualrun.report.document import Report
from dualrun.sweep.causes import cause_of

REASONS_KEPT_MAX = 5
PASSED = "go"


@dataclass(frozen=True, slots=True)
class Record:
    """How one rehearsal ended, and how it went on the way."""

    seed: int
    verdict: str
    """As the rehearsal's, or `defect` when it could not be carried out."""
    causes: tuple[str, ...]
    reasons: tuple[str, ...]
    reproduce: str
    backlog_peak: int = 0
    """The most orders placed and not yet invoiced at the turn of any hour."""
    acknowledgement_p95_s: float | None = None
    catch_up_s: float = 0.0
    """From the end of the plan, when everything is healed, until nothing moved any more."""
    submitted: int = 0
    completed: int = 0
    lost: int = 0
    duplicated: int = 0
    digest: str = ""

    @property
    def passed(self) -> bool:
        """Whether this plan may be gone through with."""
        return self.verdict == PASSED

    def document(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self)


def record_of(report: Report, length_s: float) -> Record:
    """Take down what a sweep wants to know of a report."""
    reasons = () if report.verdict == PASSED else tuple(report.reasons)
    acknowledged = [row.p95_s for row in report.sla if row.name == "order_acknowledgement"]
    return Record(
        seed=report.seed,
        verdict=report.verdict,
        causes=tuple(dict.fromkeys(map(cause_of, reasons))),
        reasons=reasons[:REASONS_KEPT_MAX],
        reproduce=report.reproduce,
        backlog_peak=max((moment.placed - moment.finished for moment in report.progress), default=0),
        acknowledgement_p95_s=acknowledged[0] if acknowledged else None,
        catch_up_s=round(max(0.0, report.virtual_seconds - length_s), 3),
        submitted=report.orders.submitted,
        completed=report.orders.completed,
        lost=report.orders.lost,
        duplicated=report.orders.duplicated,
        digest=report.journal_digest,
    )


def read_record(document: Mapping[str, Any]) -> Record:
    """Give a record that was written down.

    Raises:
        TypeError: a field is missing or unknown.
    """
    lists = {name: tuple(document[name]) for name in ("causes", "reasons") if name in document}
    return Record(**{**document, **lists})
