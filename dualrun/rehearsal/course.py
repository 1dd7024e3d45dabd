"""How each capability went in both books, some hours at a time: agreement, latency, errors."""

from array import array
from dataclasses import dataclass, field
from functools import lru_cache

from dualrun.clock import VirtualClock
from dualrun.history import CallRecord
from dualrun.rehearsal.timing import percentile
from dualrun.report.document import BookSide, CourseRow
from facade.dual_run.parity import Parity

BUCKET_S = 6 * 3_600.0
OPERATIONS_REMEMBERED = 512
SIDES = {"legacy_erp": "old", "cloud_erp": "new"}
CALLS = (
    ("invoicing", ("PostInvoice", "PostedSalesInvoice", ".invoice", "/salesInvoices")),
    ("fulfilment", ("PostShipment", "PostedSalesShipment", ".ship", "/salesShipments")),
    ("returns", ("Return", "CreditMemo", "salesreturnorder", "creditmemo")),
    ("purchasing", ("purchaseorder", "purchpost", "/purchase")),
    ("pricing", ("salesprice",)),
    ("customers", ("page:customer", "/customers")),
    ("availability", ("inventorybylocation",)),
    ("items", ("page:item:", "/items")),
    ("orders", ("salesorder", "salespost", "/salesOrders")),
)
"""By which piece of an operation's name a capability is known; the first that fits."""
SPELT = [(capability, (*pieces, *map(str.lower, pieces))) for capability, pieces in CALLS]
"""The same pieces as either book writes them: some of the names are all in small letters."""
DOCUMENTS = {
    "order": "orders",
    "order_change": "orders",
    "shipment": "fulfilment",
    "invoice": "invoicing",
    "purchase": "purchasing",
}


@dataclass(slots=True)
class _Side:
    """The calls of some hours to one book."""

    calls: int = 0
    errors: int = 0
    took_s: "array[float]" = field(default_factory=lambda: array("d"))

    def row(self) -> BookSide:
        """Give it as the report has it."""
        took_s = sorted(self.took_s)
        return BookSide(calls=self.calls, errors=self.errors, p99_s=round(percentile(took_s, 0.99), 3))


class Course:
    """Listens to the calls of the façade, and looks at its comparisons from time to time."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._calls: dict[tuple[str, int, str], _Side] = {}
        self._seen: dict[tuple[str, int], tuple[int, int]] = {}

    def on_call(self, record: CallRecord) -> None:
        """Take down whether a call to a book failed, and how long an answer took."""
        side = SIDES.get(record.target)
        if side is None or record.source != "facade":
            return
        capability = _capability(record.operation)
        if not capability:
            return
        took_s = self._clock.seconds_until(record.at)
        key = capability, int(self._clock.monotonic() // BUCKET_S), side
        taken = self._calls.get(key)
        if taken is None:
            taken = self._calls[key] = _Side()
        taken.errors += not record.status or record.status >= 500 or record.status == 429
        taken.calls += 1
        if record.status:
            taken.took_s.append(-took_s)

    def look(self, parity: Parity) -> dict[str, tuple[int, int]]:
        """Take down how many comparisons there have been up to now, and how many agreed.

        Give, by what was compared, how often and how often it differed.
        """
        sums: dict[str, tuple[int, int]] = {}
        for (routed, document), (counted, failed) in parity.counted().items():
            capability = DOCUMENTS.get(document, routed)
            compared, agreed = sums.get(capability, (0, 0))
            sums[capability] = (compared + counted, agreed + counted - failed)
        bucket = int((self._clock.monotonic() - 1.0) // BUCKET_S)
        for capability, found in sums.items():
            self._seen[capability, bucket] = found
        return {name: (compared, compared - agreed) for name, (compared, agreed) in sums.items()}

    def rows(self) -> list[CourseRow]:
        """Give all of it, capability by capability."""
        keys = {key[:2] for key in self._calls} | set(self._seen)
        nothing = _Side()
        rows: list[CourseRow] = []
        before: dict[str, tuple[int, int]] = {}
        for capability, bucket in sorted(keys):
            compared, agreed = before.get(capability, (0, 0))
            now = self._seen.get((capability, bucket), (compared, agreed))
            before[capability] = now
            rows.append(
                CourseRow(
                    capability=capability,
                    at_s=bucket * BUCKET_S,
                    compared=now[0] - compared,
                    agreed=now[1] - agreed,
                    old=self._calls.get((capability, bucket, "old"), nothing).row(),
                    new=self._calls.get((capability, bucket, "new"), nothing).row(),
                )
            )
        return rows


@lru_cache(OPERATIONS_REMEMBERED)
def _capability(operation: str) -> str:
    """Give what a call to a book is about, or nothing. Most calls name a document: few are remembered."""
    name = operation.rpartition("companies(")[2]
    fits = (capability for capability, pieces in SPELT if any(piece in name for piece in pieces))
    return next(fits, "")
