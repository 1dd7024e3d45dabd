"""The pack in a few lines for a person: the two questions asked most come first."""

from collections.abc import Iterator, Mapping
from typing import Any

ORDERS_SHOWN = 10
DEFECTS_SHOWN = 10


def due_told(due: Mapping[str, Any]) -> str:
    """Say how far a document that one book has alone could be judged."""
    if due["said"]:
        return f"{due['count']:,} orders, as the façade has pinned them"
    return (
        "nobody has said which documents are due in both books, "
        "so what posts alone is explained only as far as known (--facade)"
    )


def pack_screen(pack: Mapping[str, Any]) -> str:
    """Show a pack."""
    return "\n".join(_lines(pack))


def _lines(pack: Mapping[str, Any]) -> Iterator[str]:
    yield f" {pack['verdict'].upper()}   {pack['old']['system']} against {pack['new']['system']}"
    yield ""
    both = pack["in_both_books"]
    named = ", ".join(
        f"{one['reference']} (posts in {one['posts_in']})" for one in both["orders"][:ORDERS_SHOWN]
    )
    more = ", ..." if both["count"] > ORDERS_SHOWN else ""
    yield f"In both books  {both['count']:,} orders{': ' if named else ''}{named}{more}"
    yield f"Due in both    {due_told(pack['due_in_both'])}"
    yield from _owed("Receivables", pack["receivables"])
    if any(row["documents"] for row in pack["payables"]["because"]):
        yield from _owed("Payables", pack["payables"])
    yield f"Totals         {'report':<21} {'currency':<8} {'old':>12} {'value':>14} {'new':>10} {'value':>14}"
    for row in pack["totals"]:
        old, new = row["old"], row["new"]
        yield (
            f"               {row['report']:<21} {row['currency']:<8} {old['count']:>12,} {old['gross']:>14} "
            f"{new['count']:>10,} {new['gross']:>14}"
        )
    for side, rows in pack["control_accounts"].items():
        for row in rows:
            sums = f"balances {row['balances']}, documents {row['documents']}"
            yield f"Control        {side}: {row['account']} {row['currency']} {sums}"
    classes = ", ".join(f"{count:,} {name}" for name, count in pack["classes"].items())
    yield f"Differences    {classes}"
    wrong = [row for row in pack["differences"] if row["class"] == "defect"]
    for row in wrong[:DEFECTS_SHOWN]:
        sides = f"{row['old'] or 'nothing'} / {row['new'] or 'nothing'}"
        yield f"               {row['report']} {row['key']} {row['field']}: {sides}, {row['why']}"
    if len(wrong) > DEFECTS_SHOWN:
        yield f"               and {len(wrong) - DEFECTS_SHOWN:,} more in the document"


def _owed(title: str, owed: Mapping[str, Any]) -> Iterator[str]:
    has_some = any(row["documents"] for row in owed["because"])
    apart = f"{owed['difference']} apart, because of" if has_some else "no documents"
    yield f"{title:<14} open: old {owed['old']}, new {owed['new']}: {apart}"
    for row in owed["because"]:
        if not row["documents"]:
            continue
        yield f"               {row['documents']:>6,} documents over {row['amount']:>14} {row['reason']}"
    if owed["in_both_ledgers"]:
        yield f"               posted in both ledgers: {', '.join(owed['in_both_ledgers'][:ORDERS_SHOWN])}"
