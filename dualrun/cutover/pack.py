"""Is everything there? What the old book held against what the new one holds, object by object."""

from collections.abc import Iterator, Sequence
from typing import Any

from dualrun.cutover.loading import Loaded
from dualrun.cutover.rows import NOTHING, Row, fingerprint
from dualrun.reconciliation.difference import DEFECT, EXPLAINED, Difference


def differences(kind: str, old: Sequence[Row], new: Sequence[Row], done: Loaded) -> Iterator[Difference]:
    """Give all that differs between the rows of the old book, as mapped, and those of the new one."""
    theirs = {row.number: row for row in new}
    for row in old:
        found = theirs.pop(row.number, None)
        refusal = done.refused.get(row.number)
        if found is not None and found.said() != row.said() and refusal is None:
            yield from _fields(kind, row, found)
        if refusal is not None:
            sort = EXPLAINED if refusal.by_rule or found is None else DEFECT
            sides = row.number, "there, out of date" if found is not None else ""
            yield Difference(kind, row.number, "record", *sides, row.amount, sort, _why(refusal))
        elif found is None:
            why = "never loaded"
            yield Difference(kind, row.number, "record", row.number, "", row.amount, DEFECT, why)
        elif row.number in done.mapped_by:
            rule = done.mapped_by[row.number]
            yield Difference(kind, row.number, "rule", "", "", NOTHING, EXPLAINED, rule)
    for number, row in theirs.items():
        why = "in the new book alone"
        yield Difference(kind, number, "record", "", number, -row.amount, DEFECT, why)


def _why(refusal: Any) -> str:
    return str(refusal.why) if refusal.by_rule else f"rejected, {refusal.code}: {refusal.why}"


def _fields(kind: str, old: Row, new: Row) -> Iterator[Difference]:
    names = ("number", "party", "currency", "amount", "facts", "lines")
    for name, ours, theirs in zip(names, old.said(), new.said(), strict=True):
        if ours == theirs:
            continue
        if name == "facts":
            for (fact, here), (_, there) in zip(ours, theirs, strict=True):
                if here != there:
                    yield Difference(kind, old.number, fact, here, there, NOTHING, DEFECT, f"another {fact}")
        else:
            amount = old.amount - new.amount if name == "amount" else NOTHING
            sides = str(ours), str(theirs)
            yield Difference(kind, old.number, name, *sides, amount, DEFECT, f"another {name}")


def totals(kind: str, old: Sequence[Row], new: Sequence[Row]) -> list[dict[str, Any]]:
    """Give count, sum and hash of a kind in both books, currency by currency."""
    currencies = sorted({row.currency for row in (*old, *new)})
    return [
        {
            "object": kind,
            "currency": currency,
            **{
                side: _summed([row for row in rows if row.currency == currency])
                for side, rows in (("old", old), ("new", new))
            },
        }
        for currency in currencies
    ]


def _summed(rows: Sequence[Row]) -> dict[str, Any]:
    amount = sum((row.amount for row in rows), NOTHING)
    return {"count": len(rows), "amount": f"{amount:f}", "hash": fingerprint(rows)}
