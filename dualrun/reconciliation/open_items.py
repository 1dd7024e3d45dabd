"""What is open in both ledgers, how far apart are they, and why? The reasons add up to the difference."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dualrun.reconciliation.asked import (
    NEW,
    OLD,
    PARTLY,
    PAYABLE,
    POSTING,
    RECEIVABLE,
    SIDES,
    WAITING,
    Books,
    Open,
)
from dualrun.reconciliation.extract import Account, Vendor, written

NOTHING = Decimal(0)
OLD_ONLY, NEW_ONLY = "posted by the old book only", "posted by the new book only"
BOTH = "posted in both ledgers"
BUCKETS = (("not due", None), ("1 to 30 days", 30), ("31 to 60 days", 60), ("61 to 90 days", 90))
OLDEST = "over 90 days"
RECEIVABLES, PAYABLES = "receivables", "payables"


def receivables(books: Books) -> dict[str, Any]:
    """Give what customers owe in both books, less what they are owed back."""
    return _apart(books, RECEIVABLE)


def payables(books: Books) -> dict[str, Any]:
    """Give what vendors are owed in both books."""
    return _apart(books, PAYABLE)


def control_accounts(books: Books, side: str) -> list[dict[str, str]]:
    """Give, by ledger and currency, what the accounts' balances add up to, and what the documents do."""
    customers, vendors = _balances(books.accounts(side)), _balances(books.vendors(side))
    owed = {name: total.owed for name, total in books.totals(side, RECEIVABLE, POSTING).items()}
    ordered = {name: total.gross for name, total in books.totals(side, ("orders",), WAITING).items()}
    rests = {name: total.owed for name, total in books.totals(side, ("orders",), PARTLY).items()}
    billed = {name: total.owed for name, total in books.totals(side, PAYABLE, POSTING).items()}
    rows = []
    for currency in sorted(customers):
        documents = sum((sums.get(currency, NOTHING) for sums in (owed, ordered, rests)), NOTHING)
        rows.append(_control(RECEIVABLES, currency, customers[currency], documents))
    for currency in sorted(dict.fromkeys((*vendors, *billed))):
        sums = vendors.get(currency, NOTHING), billed.get(currency, NOTHING)
        if any(sums):
            rows.append(_control(PAYABLES, currency, *sums))
    return rows


def _balances(accounts: Iterable[Account | Vendor]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in accounts:
        sums[one.currency] = sums.get(one.currency, NOTHING) + one.balance
    return sums


def _control(account: str, currency: str, balances: Decimal, documents: Decimal) -> dict[str, str]:
    sums = {"balances": written(balances), "documents": written(documents)}
    return {"account": account, "currency": currency, **sums}


def _apart(books: Books, tables: Sequence[str]) -> dict[str, Any]:
    items = {side: books.open_items(side, tables) for side in SIDES}
    ours, theirs = items[OLD], items[NEW]
    parts = {
        OLD_ONLY: ([one for one in ours if not one.is_twice], []),
        NEW_ONLY: ([], [one for one in theirs if not one.is_twice]),
        BOTH: tuple([one for one in side if one.is_twice] for side in (ours, theirs)),
    }
    sums = {side: _owed(rows) for side, rows in items.items()}
    return {
        **{side: written(owed) for side, owed in sums.items()},
        "difference": written(sums[OLD] - sums[NEW]),
        "because": [
            {
                "reason": why,
                "documents": sum(one.number for one in (*here, *there)),
                "amount": written(_owed(here) - _owed(there)),
            }
            for why, (here, there) in parts.items()
            if here or there or why != BOTH
        ],
        "in_both_ledgers": list(books.posted_twice(tables)),
        "ageing": _ageing(items, {side: books.about(side).as_of.date() for side in SIDES}),
    }


def _ageing(items: Mapping[str, Sequence[Open]], today: Mapping[str, date]) -> list[dict[str, str]]:
    """Give how long open items have been due, by currency; each book by its own date."""
    names = [name for name, _ in BUCKETS] + [OLDEST]
    sums: dict[tuple[str, str, str], Decimal] = {}
    for side, rows in items.items():
        for one in rows:
            place = side, one.currency, _bucket(one.due, today[side])
            sums[place] = sums.get(place, NOTHING) + one.owed
    return [
        {
            "currency": currency,
            "bucket": bucket,
            **{side: written(sums.get((side, currency, bucket), NOTHING)) for side in SIDES},
        }
        for currency in sorted({one.currency for rows in items.values() for one in rows})
        for bucket in names
    ]


def _bucket(due: str, today: date) -> str:
    late = (today - date.fromisoformat(due)).days if due else 0
    if late <= 0:
        return BUCKETS[0][0]
    return next((name for name, days in BUCKETS if days is not None and late <= days), OLDEST)


def _owed(rows: Iterable[Open]) -> Decimal:
    return sum((one.owed for one in rows), NOTHING)
