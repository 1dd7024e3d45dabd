"""Customers, items and stock, book against book."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from dualrun.reconciliation.asked import NEW, OLD, Books
from dualrun.reconciliation.difference import DEFECT, EXPLAINED, Difference
from dualrun.reconciliation.extract import Article

NOTHING = Decimal(0)
SHARED_LEDGER = "posts_alone: each book counts only what it posts itself"


def master_differences(books: Books) -> Iterator[Difference]:
    """Give what differs between the customers and the items of the two books."""
    yield from _records(
        "customers",
        {one.customer: one for one in books.accounts(OLD)},
        {one.customer: one for one in books.accounts(NEW)},
        ("currency", "credit_limit", "blocked"),
    )
    yield from _records(
        "items",
        {one.item: one for one in books.articles(OLD)},
        {one.item: one for one in books.articles(NEW)},
        ("price", "packs"),
    )


def stock_differences(books: Books) -> Iterator[Difference]:
    """Give what differs in the quantities on hand, item by item; goods leave in the book that posts."""
    ours, theirs = books.stock(OLD), books.stock(NEW)
    moved = books.moved(NEW), books.moved(OLD)
    for item in sorted(dict.fromkeys((*ours, *theirs))):
        here, there = ours.get(item, 0), theirs.get(item, 0)
        if here != there:
            expected = moved[0].get(item, NOTHING) - moved[1].get(item, NOTHING)
            is_known = here - there == expected
            sort, why = (EXPLAINED, SHARED_LEDGER) if is_known else (DEFECT, "another quantity on hand")
            yield Difference("stock", item, "on_hand", str(here), str(there), NOTHING, sort, why)


def sizes_of(articles: Iterable[Article]) -> dict[tuple[str, str], int]:
    """Give how many pieces each pack of each item holds."""
    return {(one.item, unit): count for one in articles for unit, count in one.packs}


def pieces(item: str, quantity: str, sizes: Mapping[tuple[str, str], int]) -> Decimal:
    """Count the pieces in a quantity like `2 CS`."""
    number, _, unit = quantity.partition(" ")
    return Decimal(number) * sizes.get((item, unit), 1)


def _records(
    report: str, old: Mapping[str, Any], new: Mapping[str, Any], fields: tuple[str, ...]
) -> Iterator[Difference]:
    for key in sorted(dict.fromkeys((*old, *new))):
        ours, theirs = old.get(key), new.get(key)
        if ours is None or theirs is None:
            sides = ("", "there") if ours is None else ("there", "")
            yield Difference(report, key, "record", *sides, NOTHING, DEFECT, "in one book only")
            continue
        for field in fields:
            here, there = getattr(ours, field), getattr(theirs, field)
            if here != there:
                amount = here - there if isinstance(here, Decimal) else NOTHING
                why = f"another {field}"
                yield Difference(report, key, field, str(here), str(there), amount, DEFECT, why)
