"""The pack: every control total old beside new, every difference with its class, and the questions asked."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from dualrun.reconciliation.asked import DOCUMENTS, NEW, OLD, SIDES, TOTALS, Books, Total
from dualrun.reconciliation.difference import CLASSES, DEFECT, EXPLAINED, Acceptance, Difference, accepted
from dualrun.reconciliation.documents import document_differences
from dualrun.reconciliation.extract import Extract, written
from dualrun.reconciliation.masters import master_differences, sizes_of, stock_differences
from dualrun.reconciliation.memory import InMemory
from dualrun.reconciliation.open_items import control_accounts, payables, receivables

Pack = dict[str, Any]
NOTHING = Decimal(0)
EMPTY = Total(0, NOTHING, NOTHING, f"{0:016x}")
REPORTS = (*DOCUMENTS, "customers", "items", "stock", "control account")
IN_BOTH_MAX = 10_000
ON_ITS_WAY = "on_its_way: it was gone when both books were looked at again"


def pack(old: Extract, new: Extract, taken: Iterable[Acceptance] = ()) -> Pack:
    """Compare two books held in memory and draw everything up."""
    return drawn_up(InMemory(old, new), taken)


def drawn_up(books: Books, taken: Iterable[Acceptance] = (), due: Collection[str] | None = None) -> Pack:
    """Compare two books, however they are kept, and draw everything up.

    The books alone cannot say whether a copy was ever to be; `due` names the orders that are to be in both.
    Without it, whatever one book posts alone is taken to be right.
    """
    control = {side: control_accounts(books, side) for side in SIDES}
    found = accepted([*_differences(books, due or ()), *_out_of_balance(control)], taken)
    return {
        "schema": "dualrun.reconciliation/1",
        "verdict": _verdict(one.sort for one in found),
        "old": _about(books, OLD),
        "new": _about(books, NEW),
        "totals": [row for name in TOTALS for row in _total(name, books)],
        "counts": {
            "customers": [len(books.accounts(side)) for side in SIDES],
            "vendors": [len(books.vendors(side)) for side in SIDES],
            "items": [len(books.articles(side)) for side in SIDES],
            "stock": [len(books.stock(side)) for side in SIDES],
        },
        "control_accounts": control,
        "classes": {sort: sum(one.sort == sort for one in found) for sort in CLASSES},
        "in_both_books": _in_both(books),
        "due_in_both": {"said": due is not None, "count": len(due or ())},
        "receivables": receivables(books),
        "payables": payables(books),
        "differences": [_row(one) for one in sorted(found, key=_weight)],
    }


def settled(first: Pack, later: Pack) -> Pack:
    """Explain those defects that a later look no longer finds: while both books are read, work goes on."""
    stayed = {_place(row) for row in later["differences"] if row["class"] == DEFECT}
    passing = {"class": EXPLAINED, "why": ON_ITS_WAY}
    rows = [
        {**row, **passing} if row["class"] == DEFECT and _place(row) not in stayed else row
        for row in first["differences"]
    ]
    sorts = [row["class"] for row in rows]
    return {
        **first,
        "verdict": _verdict(sorts),
        "classes": {sort: sorts.count(sort) for sort in CLASSES},
        "differences": sorted(rows, key=lambda row: -CLASSES.index(row["class"])),
    }


def _place(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row["report"], row["key"], row["field"]


def _verdict(sorts: Iterable[str]) -> str:
    return "no-go" if DEFECT in sorts else "go"


def _differences(books: Books, due: Collection[str]) -> Iterator[Difference]:
    sizes = sizes_of(books.articles(OLD))
    for report, table in DOCUMENTS.items():
        yield from document_differences(report, *books.differing(table), due, sizes)
    yield from master_differences(books)
    yield from stock_differences(books)


def _out_of_balance(control: dict[str, list[dict[str, str]]]) -> Iterator[Difference]:
    for side, rows in control.items():
        for row in rows:
            texts = row["balances"], row["documents"]
            apart = Decimal(texts[0]) - Decimal(texts[1])
            if apart:
                named = f"{row['currency']} balances of {row['account']}"
                why = f"the {named} are not what the documents add up to"
                yield Difference("control account", side, "balance", *texts, apart, DEFECT, why)


def _about(books: Books, side: str) -> Pack:
    book = books.about(side)
    return {"system": book.system, "entity": book.entity, "url": book.url, "as_of": book.as_of.isoformat()}


def _total(name: str, books: Books) -> list[Pack]:
    """Give one control total, currency by currency."""
    tables, which = TOTALS[name]
    sides = {side: books.totals(side, tables, which) for side in SIDES}
    entity = " / ".join(dict.fromkeys(books.about(side).entity for side in SIDES))
    return [
        {
            "report": name,
            "entity": entity,
            "currency": currency,
            **{side: _summed(sums.get(currency, EMPTY)) for side, sums in sides.items()},
        }
        for currency in sorted({currency for sums in sides.values() for currency in sums})
    ]


def _summed(total: Total) -> Pack:
    amounts = {"gross": written(total.gross), "open": written(total.owed)}
    return {"count": total.number, **amounts, "hash": total.hash}


def _in_both(books: Books) -> Pack:
    """Which orders are in both books, and in which do they post?"""
    count, rows = books.in_both(IN_BOTH_MAX)
    posts = {(True, True): "both", (True, False): OLD, (False, True): NEW, (False, False): "neither"}
    return {
        "count": count,
        "orders": [
            {"reference": reference, "old": ours, "new": theirs, "posts_in": posts[here, there]}
            for reference, ours, here, theirs, there in rows
        ],
    }


def _weight(one: Difference) -> tuple[Any, ...]:
    """Put defects first, the dearest at the top."""
    return (-CLASSES.index(one.sort), -abs(one.amount), one.report, one.key, one.field)


def _row(one: Difference) -> Pack:
    return {
        "report": one.report,
        "key": one.key,
        "field": one.field,
        "old": one.old,
        "new": one.new,
        "amount": written(one.amount),
        "class": one.sort,
        "why": one.why,
    }
