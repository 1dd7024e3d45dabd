"""The pack: every control total old beside new, every difference with its class, and the questions asked."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from dualrun.reconciliation.difference import CLASSES, DEFECT, Acceptance, Difference, accepted
from dualrun.reconciliation.documents import document_differences
from dualrun.reconciliation.extract import OPEN, Document, Extract, fingerprint
from dualrun.reconciliation.masters import master_differences, stock_differences
from dualrun.reconciliation.open_items import control_accounts, payables, receivables

Pack = dict[str, Any]
NOTHING = Decimal(0)

DOCUMENTS: dict[str, Callable[[Extract], tuple[Document, ...]]] = {
    "orders": lambda book: book.orders,
    "invoices": lambda book: book.invoices,
    "credit memos": lambda book: book.credits,
    "purchase orders": lambda book: book.purchases,
    "goods received": lambda book: book.received,
    "payables": lambda book: book.payables,
}
"""What is compared document by document."""
REPORTS = (*DOCUMENTS, "customers", "items", "stock", "control account")
_MASTERS = {"customers": "accounts", "vendors": "vendors", "items": "articles", "stock": "stock"}
_TOTALS: dict[str, Callable[[Extract], Iterable[Document]]] = {
    "orders": lambda book: book.orders,
    "orders posting": lambda book: [one for one in book.orders if one.posting],
    "open orders posting": lambda book: [o for o in book.orders if o.posting and o.status in OPEN],
    "invoices": lambda book: book.invoices,
    "invoices posting": lambda book: [one for one in book.invoices if one.posting],
    "credit memos": lambda book: book.credits,
    "open receivables": lambda book: [o for o in (*book.invoices, *book.credits) if o.posting and o.owed],
    "purchase orders": lambda book: book.purchases,
    "goods received": lambda book: book.received,
    "payables": lambda book: book.payables,
}


def pack(old: Extract, new: Extract, taken: Iterable[Acceptance] = ()) -> Pack:
    """Compare two books and draw everything up."""
    found = accepted(_differences(old, new), taken)
    return {
        "schema": "dualrun.reconciliation/1",
        "verdict": "no-go" if any(one.sort == DEFECT for one in found) else "go",
        "old": _about(old),
        "new": _about(new),
        "totals": [row for name, pick in _TOTALS.items() for row in _total(name, pick, old, new)],
        "counts": {
            name: [len(getattr(old, field)), len(getattr(new, field))] for name, field in _MASTERS.items()
        },
        "control_accounts": {side: control_accounts(book) for side, book in (("old", old), ("new", new))},
        "classes": {sort: sum(one.sort == sort for one in found) for sort in CLASSES},
        "in_both_books": _in_both(old, new),
        "receivables": receivables(old, new),
        "payables": payables(old, new),
        "differences": [_row(one) for one in sorted(found, key=_weight)],
    }


def _differences(old: Extract, new: Extract) -> list[Difference]:
    found = [
        *(
            one
            for report, documents in DOCUMENTS.items()
            for one in document_differences(report, documents(old), documents(new))
        ),
        *master_differences(old, new),
        *stock_differences(old, new),
    ]
    for side, book in (("old", old), ("new", new)):
        for row in control_accounts(book):
            texts = row["balances"], row["documents"]
            apart = Decimal(texts[0]) - Decimal(texts[1])
            if apart:
                why = (
                    f"the {row['currency']} balances of {row['account']} are not what the documents add up to"
                )
                found.append(Difference("control account", side, "balance", *texts, apart, DEFECT, why))
    return found


def _about(book: Extract) -> Pack:
    return {"system": book.system, "entity": book.entity, "url": book.url, "as_of": book.as_of.isoformat()}


def _total(
    name: str, pick: Callable[[Extract], Iterable[Document]], old: Extract, new: Extract
) -> list[Pack]:
    """Give one control total, currency by currency."""
    sides = [list(pick(old)), list(pick(new))]
    currencies = sorted({one.currency for side in sides for one in side})
    return [
        {
            "report": name,
            "entity": " / ".join(dict.fromkeys((old.entity, new.entity))),
            "currency": currency,
            **{
                label: _summed([one for one in side if one.currency == currency])
                for label, side in zip(("old", "new"), sides, strict=True)
            },
        }
        for currency in currencies
    ]


def _summed(documents: Sequence[Document]) -> Pack:
    rows = [(one.reference, one.customer, str(one.net), *map(" ".join, one.lines)) for one in documents]
    gross, owed = (
        sum(amounts, NOTHING) for amounts in ([d.gross for d in documents], [d.owed for d in documents])
    )
    return {"count": len(documents), "gross": str(gross), "open": str(owed), "hash": fingerprint(rows)}


def _in_both(old: Extract, new: Extract) -> Pack:
    """Which orders are in both books, and in which do they post?"""
    ours, theirs = ({one.reference: one for one in book.orders} for book in (old, new))
    both = sorted(reference for reference in ours if reference in theirs)
    posts = {True: "old", False: "new"}
    return {
        "count": len(both),
        "orders": [
            {
                "reference": reference,
                "old": ours[reference].number,
                "new": theirs[reference].number,
                "posts_in": "both"
                if ours[reference].posting and theirs[reference].posting
                else posts[ours[reference].posting],
            }
            for reference in both
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
        "amount": str(one.amount),
        "class": one.sort,
        "why": one.why,
    }
