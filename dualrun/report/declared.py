"""Declared differences between the books, and how soon which of them was seen, by what."""

from dualrun.report.both_books import DivergenceRow
from dualrun.report.phrasing import duration


def median_s(row: DivergenceRow) -> float | None:
    """Give the time from an occurrence to its being seen that half of those seen took at most."""
    times = sorted(row.detected_after_s)
    return times[(len(times) - 1) // 2] if times else None


def detected_by(row: DivergenceRow) -> list[str]:
    """Name what has found it: the comparator by its documents, a gate by how often the books differ."""
    comparator = ["the comparator"] if row.seen else []
    gates = [f"the gate of {gate}" for gate in row.gates] if row.seen else []
    return comparator + gates


def divergence(row: DivergenceRow) -> str:
    """Tell of one declared difference in a line."""
    told = f"{row.kind} {row.share:g}: {len(row.occurred):,} occurred, {row.seen:,} seen"
    half = median_s(row)
    if half is None:
        return told
    return f"{told}, half of them within {duration(half)}, by {' and '.join(detected_by(row))}"
