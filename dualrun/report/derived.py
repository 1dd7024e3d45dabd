"""What follows from the document: sums, shares and orders of merit that more than one drawing needs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from dualrun.report.document import FaultRow, InvariantRow, MismatchRow, Orders, ParityRow, Report, SlaRow

VERDICTS = ("match", "tolerated", "mismatch", "shadow_failed", "unobserved", "late", "comparator_failed")
STAGES = ("off", "dualwrite", "shadow", "live", "rampdown", "complete")
MONEY = ("gross", "net", "tax")
NOTHING = Decimal(0)
_WORST_FIRST = ("mismatch", "comparator_failed", "shadow_failed", "unobserved", "late", "tolerated", "match")


def reached_s(row: SlaRow) -> float:
    """Give the percentile that the promise is about."""
    return {"p50": row.p50_s, "p95": row.p95_s}.get(row.percentile, row.p99_s)


def endings(orders: Orders) -> dict[str, int]:
    """Give how the submitted orders ended; one without any end is `open`."""
    ended = {
        "completed": orders.completed,
        "cancelled": orders.cancelled,
        "rejected": sum(orders.rejected.values()),
        "parked": sum(orders.parked.values()),
    }
    return {**ended, "open": max(0, orders.submitted - sum(ended.values()))}


def parity_sum(rows: Iterable[ParityRow]) -> dict[str, int]:
    """Add every verdict up over the stages."""
    sums = dict.fromkeys(("compared", *VERDICTS), 0)
    for row in rows:
        for name in sums:
            sums[name] += getattr(row, name)
    return sums


def gravest_first(rows: Iterable[InvariantRow]) -> list[InvariantRow]:
    """Order the invariants: violated, never judged, held."""
    return sorted(rows, key=lambda row: (0 if row.violated else 2 if row.evaluated else 1, row.id))


def held(rows: Iterable[InvariantRow]) -> int:
    """Count the invariants that were judged and not violated."""
    return sum(1 for row in rows if row.evaluated and not row.violated)


def at_stake(row: MismatchRow) -> Decimal:
    """Give how much money a mismatch is about: what its amounts differ by, or all of one that is missing."""
    amounts = [one for one in row.differences if one.field in MONEY]
    return max([abs(_money(one.old) - _money(one.new)) for one in amounts], default=NOTHING)


def _money(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return NOTHING


def by_verdict(rows: Iterable[MismatchRow]) -> list[tuple[str, list[MismatchRow]]]:
    """Group what did not match, what nobody has explained first, and in each group the dearest first."""
    groups: dict[str, list[MismatchRow]] = {}
    for row in rows:
        groups.setdefault(row.verdict, []).append(row)
    for listed in groups.values():
        listed.sort(key=at_stake, reverse=True)
    order = {verdict: place for place, verdict in enumerate(_WORST_FIRST)}
    return sorted(groups.items(), key=lambda group: (order.get(group[0], -1), group[0]))


@dataclass(frozen=True, slots=True)
class FaultTable:
    """Faults by boundary and kind; a pair that nobody asked for has no cell."""

    cells: dict[tuple[str, str], int]
    of_boundary: dict[str, int]
    of_kind: dict[str, int]


def fault_table(rows: Iterable[FaultRow]) -> FaultTable:
    """Lay the faults out, boundaries and kinds in alphabetical order."""
    cells: Counter[tuple[str, str]] = Counter()
    of_boundary: Counter[str] = Counter()
    of_kind: Counter[str] = Counter()
    for row in rows:
        cells[row.boundary, row.kind] += row.injected
        of_boundary[row.boundary] += row.injected
        of_kind[row.kind] += row.injected
    return FaultTable(dict(cells), dict(sorted(of_boundary.items())), dict(sorted(of_kind.items())))


@dataclass(frozen=True, slots=True)
class Fact:
    """One number for the first glance; `section` has the rest, `mood` is good, bad or plain."""

    section: str
    name: str
    part: int
    whole: int | None
    mood: str


def at_a_glance(report: Report) -> list[Fact]:
    """Give the few numbers that a steering committee asks for first."""
    orders, sums, rows = report.orders, parity_sum(report.parity), report.invariants
    agreed = sums["match"] + sums["tolerated"]
    kept = sum(1 for row in report.sla if row.met and row.measured)
    missed = any(not row.met for row in report.sla)
    books = [row for row in report.reconciliation if row.difference]
    equal = sum(1 for row in books if not row.findings)
    injected = sum(row.injected for row in report.faults)
    return [
        _fact(
            "orders", "Orders completed", orders.completed, orders.submitted, orders.lost + orders.duplicated
        ),
        _fact("invariants", "Invariants held", held(rows), len(rows), sum(row.violated for row in rows)),
        _fact("parity", "Comparisons agreed", agreed, sums["compared"], sums["mismatch"]),
        _fact("sla", "Promises kept", kept, len(report.sla), missed),
        _fact("books", "Control totals equal", equal, len(books), len(books) - equal),
        Fact("faults", "Faults injected", injected, None, "plain"),
    ]


def _fact(section: str, name: str, part: int, whole: int, harm: int) -> Fact:
    """Judge a share: bad where harm was done, good where nothing is left to wish for."""
    mood = "bad" if harm else "good" if whole and part == whole else "plain"
    return Fact(section, name, part, whole, mood)
