"""Orders and invoices, book against book: which are in both, what differs, and why it may."""

from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal

from dualrun.reconciliation.difference import DEFECT, EXPLAINED, Difference
from dualrun.reconciliation.extract import Document, by_reference, written
from dualrun.reconciliation.masters import pieces

NOTHING = Decimal(0)
CANCELLED = "cancelled"
HALF_A_CENT = Decimal("0.005")
TAX_ROUNDING = "tax_rounding: one book rounds tax per line, the other per document"
OWN_COST = "own_cost: each book costs what it buys by its own cost of a piece or a case, to the cent"
CLOSED_COPY = "closed_copy: its order posts in the other book, and was closed here when it moved there"
POSTS_ALONE = "posts_alone: its order posts in this book, and the other keeps no copy"
COPY_MISSING = "copy missing: it is due in both books, and the other has none"
BOUGHT = "purchase orders"
Sizes = Mapping[tuple[str, str], int]
"""How many pieces each pack of each item holds."""
COPIED = ("orders", "invoices")
"""Of an order that is due in both books, the other one has copies of these."""


def document_differences(
    report: str,
    old: Iterable[Document],
    new: Iterable[Document],
    due: Container[str],
    sizes: Sizes,
) -> Iterator[Difference]:
    """Give all differences between the documents of the two books, order by order; `due` are in both."""
    ours, theirs = by_reference(old), by_reference(new)
    for reference in sorted(dict.fromkeys((*ours, *theirs))):
        pair = ours.get(reference, []), theirs.get(reference, [])
        yield from _posted_twice(report, reference, *pair)
        for documents, others in (pair, pair[::-1]):
            for one in _closed_copies(documents, others):
                documents.remove(one)
                yield _closed(report, reference, one, in_old=documents is pair[0])
        if pair[0] and pair[1]:
            yield from _pairs(report, reference, *pair, sizes)
        else:
            is_due = report in COPIED and reference in due
            for document in (*pair[0], *pair[1]):
                yield _alone(report, reference, document, in_old=bool(pair[0]), is_due=is_due)


def _posted_twice(
    report: str, reference: str, old: list[Document], new: list[Document]
) -> Iterator[Difference]:
    """An order that posts in both books is in the ledger twice."""
    posting = [[one.number for one in side if one.posting] for side in (old, new)]
    if posting[0] and posting[1]:
        amount = sum((one.gross for one in new if one.posting), NOTHING)
        ours, theirs = (" ".join(numbers) for numbers in posting)
        why = "posts in both books"
        yield Difference(report, reference, "posting", ours, theirs, amount, DEFECT, why)


def _closed_copies(documents: list[Document], others: list[Document]) -> list[Document]:
    """Give the copies that were closed here while the order lives on in the other book."""
    if not any(other.posting and other.status != CANCELLED for other in others):
        return []
    return [one for one in documents if one.status == CANCELLED and not one.posting]


def _closed(report: str, reference: str, document: Document, *, in_old: bool) -> Difference:
    sides = _numbers(document, in_old=in_old)
    return Difference(report, reference, "document", *sides, NOTHING, EXPLAINED, CLOSED_COPY)


def _numbers(document: Document, *, in_old: bool) -> tuple[str, str]:
    """Give the numbers of what only one book has, as old and new."""
    return (document.number, "") if in_old else ("", document.number)


def _alone(report: str, reference: str, document: Document, *, in_old: bool, is_due: bool) -> Difference:
    """Judge what one book has alone; of what was cancelled there is nothing left to copy."""
    sides = _numbers(document, in_old=in_old)
    amount = document.gross if in_old else -document.gross
    if not document.posting:
        sort, why = DEFECT, "a copy of what no book posts"
    elif is_due and document.status != CANCELLED:
        sort, why = DEFECT, COPY_MISSING
    else:
        sort, why = EXPLAINED, POSTS_ALONE
    return Difference(report, reference, "document", *sides, amount, sort, why)


def _pairs(
    report: str, reference: str, old: list[Document], new: list[Document], sizes: Sizes
) -> Iterator[Difference]:
    if len(old) != len(new):
        amount = sum((d.gross for d in old), NOTHING) - sum((d.gross for d in new), NOTHING)
        counts = str(len(old)), str(len(new))
        yield Difference(report, reference, "number", *counts, amount, DEFECT, "not as many in both books")
        return
    for ours, theirs in zip(old, new, strict=True):
        yield from _fields(report, reference, ours, theirs, sizes)


def _fields(report: str, reference: str, old: Document, new: Document, sizes: Sizes) -> Iterator[Difference]:
    for name in ("customer", "currency", "status"):
        ours, theirs = getattr(old, name), getattr(new, name)
        if ours != theirs:
            yield Difference(report, reference, name, ours, theirs, NOTHING, DEFECT, f"another {name}")
    if old.lines != new.lines:
        here, there = (", ".join(f"{count} {item}" for item, count in one.lines) for one in (old, new))
        yield Difference(report, reference, "lines", here, there, NOTHING, DEFECT, "other goods")
    if old.net != new.net:
        is_cost = report == BOUGHT and _is_own_cost(old, new, sizes)
        sort, why = (EXPLAINED, OWN_COST) if is_cost else (DEFECT, "another value")
        yield _money(report, reference, "net", old.net, new.net, sort, why)
    if old.tax != new.tax:
        is_rounding = abs(old.tax - new.tax) <= HALF_A_CENT * (len(old.lines) + 1)
        sort, why = (EXPLAINED, TAX_ROUNDING) if is_rounding else (DEFECT, "another tax")
        yield _money(report, reference, "tax", old.tax, new.tax, sort, why)


def _is_own_cost(old: Document, new: Document, sizes: Sizes) -> bool:
    """A copy names no cost, so the other book takes its own: half a cent apart for each piece at most."""
    if old.posting == new.posting or old.lines != new.lines:
        return False
    counted = sum((pieces(item, quantity, sizes) for item, quantity in old.lines), NOTHING)
    return abs(old.net - new.net) <= HALF_A_CENT * (counted + len(old.lines))


def _money(report: str, key: str, field: str, old: Decimal, new: Decimal, sort: str, why: str) -> Difference:
    return Difference(report, key, field, written(old), written(new), old - new, sort, why)
