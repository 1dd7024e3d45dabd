"""What is the difference in open receivables, and why? The reasons add up to it."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dualrun.reconciliation.extract import OPEN, Document, Extract

NOTHING = Decimal(0)
OLD_ONLY, NEW_ONLY = "posted by the old book only", "posted by the new book only"
BOTH = "posted in both ledgers"
BUCKETS = (("not due", None), ("1 to 30 days", 30), ("31 to 60 days", 60), ("61 to 90 days", 90))
OLDEST = "over 90 days"


def receivables(old: Extract, new: Extract) -> dict[str, Any]:
    """Give what is open in both books, what the difference is made of, and how old it is."""
    ours, theirs = _open(old), _open(new)
    doubled = sorted({one.reference for one in _posted(old)} & {one.reference for one in _posted(new)})
    sums = _owed(ours), _owed(theirs)
    parts = {
        OLD_ONLY: ([one for one in ours if one.reference not in doubled], []),
        NEW_ONLY: ([], [one for one in theirs if one.reference not in doubled]),
        BOTH: (
            [one for one in ours if one.reference in doubled],
            [one for one in theirs if one.reference in doubled],
        ),
    }
    return {
        "old": str(sums[0]),
        "new": str(sums[1]),
        "difference": str(sums[0] - sums[1]),
        "because": [
            {"reason": why, "documents": len(here) + len(there), "amount": str(_owed(here) - _owed(there))}
            for why, (here, there) in parts.items()
            if here or there or why != BOTH
        ],
        "in_both_ledgers": doubled,
        "ageing": _ageing(old, new, ours, theirs),
    }


def control_accounts(book: Extract) -> list[dict[str, str]]:
    """Give, by currency, what customers' balances add up to, and what the documents behind them do."""
    currencies = sorted({one.currency for one in book.accounts})
    done = {one.reference for one in _posted(book)}
    waiting = [one for one in book.orders if one.posting and one.status in OPEN and one.reference not in done]
    rows = []
    for currency in currencies:
        balances = sum((one.balance for one in book.accounts if one.currency == currency), NOTHING)
        owed = _owed(one for one in _posted(book) if one.currency == currency)
        ordered = sum((one.gross for one in waiting if one.currency == currency), NOTHING)
        rows.append({"currency": currency, "balances": str(balances), "documents": str(owed + ordered)})
    return rows


def _ageing(
    old: Extract, new: Extract, ours: Sequence[Document], theirs: Sequence[Document]
) -> list[dict[str, str]]:
    """Give how long open invoices have been due, by currency; each book by its own date."""
    names = [name for name, _ in BUCKETS] + [OLDEST]
    return [
        {
            "currency": currency,
            "bucket": bucket,
            "old": str(
                _owed(o for o in ours if (o.currency, _bucket(o, old.as_of.date())) == (currency, bucket))
            ),
            "new": str(
                _owed(o for o in theirs if (o.currency, _bucket(o, new.as_of.date())) == (currency, bucket))
            ),
        }
        for currency in sorted({one.currency for one in (*ours, *theirs)})
        for bucket in names
    ]


def _bucket(one: Document, today: date) -> str:
    late = (today - date.fromisoformat(one.due)).days if one.due else 0
    if late <= 0:
        return BUCKETS[0][0]
    return next((name for name, days in BUCKETS if days is not None and late <= days), OLDEST)


def _posted(book: Extract) -> list[Document]:
    return [one for one in book.invoices if one.posting]


def _open(book: Extract) -> list[Document]:
    return [one for one in _posted(book) if one.owed]


def _owed(documents: Iterable[Document]) -> Decimal:
    return sum((one.owed for one in documents), NOTHING)
