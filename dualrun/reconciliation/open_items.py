"""What is open in both ledgers, how far apart are they, and why? The reasons add up to the difference."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dualrun.reconciliation.extract import OPEN, Document, Extract

NOTHING = Decimal(0)
OLD_ONLY, NEW_ONLY = "posted by the old book only", "posted by the new book only"
BOTH = "posted in both ledgers"
BUCKETS = (("not due", None), ("1 to 30 days", 30), ("31 to 60 days", 60), ("61 to 90 days", 90))
OLDEST = "over 90 days"
RECEIVABLES, PAYABLES = "receivables", "payables"

Documents = Callable[[Extract], Iterable[Document]]


def receivables(old: Extract, new: Extract) -> dict[str, Any]:
    """Give what customers owe in both books, less what they are owed back."""
    return _apart(old, new, lambda book: (*book.invoices, *book.credits))


def payables(old: Extract, new: Extract) -> dict[str, Any]:
    """Give what vendors are owed in both books."""
    return _apart(old, new, lambda book: book.payables)


def control_accounts(book: Extract) -> list[dict[str, str]]:
    """Give, by ledger and currency, what the accounts' balances add up to, and what the documents do."""
    bills = [one for one in (*book.invoices, *book.credits) if one.posting]
    done = {one.reference for one in book.invoices if one.posting}
    waiting = [one for one in book.orders if one.posting and one.status in OPEN and one.reference not in done]
    rows = []
    for currency in sorted({one.currency for one in book.accounts}):
        balances = sum((one.balance for one in book.accounts if one.currency == currency), NOTHING)
        ordered = sum((one.gross for one in waiting if one.currency == currency), NOTHING)
        rows.append(_control(RECEIVABLES, currency, balances, _owed(bills, currency) + ordered))
    for currency in sorted({v.currency for v in book.vendors} | {b.currency for b in book.payables}):
        balances = sum((one.balance for one in book.vendors if one.currency == currency), NOTHING)
        owed = _owed(book.payables, currency)
        if balances or owed:
            rows.append(_control(PAYABLES, currency, balances, owed))
    return rows


def _control(account: str, currency: str, balances: Decimal, documents: Decimal) -> dict[str, str]:
    sums = {"balances": str(balances), "documents": str(documents)}
    return {"account": account, "currency": currency, **sums}


def _apart(old: Extract, new: Extract, documents: Documents) -> dict[str, Any]:
    posted = [[one for one in documents(book) if one.posting] for book in (old, new)]
    ours, theirs = ([one for one in side if one.owed] for side in posted)
    doubled = sorted({one.reference for one in posted[0]} & {one.reference for one in posted[1]})
    twice = frozenset(doubled)
    parts = {
        OLD_ONLY: ([one for one in ours if one.reference not in twice], []),
        NEW_ONLY: ([], [one for one in theirs if one.reference not in twice]),
        BOTH: tuple([one for one in side if one.reference in twice] for side in (ours, theirs)),
    }
    sums = _owed(ours), _owed(theirs)
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
        "ageing": _ageing(ours, old.as_of.date(), theirs, new.as_of.date()),
    }


def _ageing(
    ours: Sequence[Document], here: date, theirs: Sequence[Document], there: date
) -> list[dict[str, str]]:
    """Give how long open items have been due, by currency; each book by its own date."""
    names = [name for name, _ in BUCKETS] + [OLDEST]
    sums: dict[tuple[str, str, str], Decimal] = {}
    for side, rows, today in (("old", ours, here), ("new", theirs, there)):
        for one in rows:
            place = side, one.currency, _bucket(one, today)
            sums[place] = sums.get(place, NOTHING) + one.owed
    return [
        {
            "currency": currency,
            "bucket": bucket,
            **{side: str(sums.get((side, currency, bucket), NOTHING)) for side in ("old", "new")},
        }
        for currency in sorted({one.currency for one in (*ours, *theirs)})
        for bucket in names
    ]


def _bucket(one: Document, today: date) -> str:
    late = (today - date.fromisoformat(one.due)).days if one.due else 0
    if late <= 0:
        return BUCKETS[0][0]
    return next((name for name, days in BUCKETS if days is not None and late <= days), OLDEST)


def _owed(documents: Iterable[Document], currency: str | None = None) -> Decimal:
    return sum((one.owed for one in documents if currency in (None, one.currency)), NOTHING)
