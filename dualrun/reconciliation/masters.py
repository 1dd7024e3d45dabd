"""Customers, items and stock, book against book."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from dualrun.reconciliation.difference import DEFECT, EXPLAINED, Difference
from dualrun.reconciliation.extract import Extract

NOTHING = Decimal(0)
SHARED_LEDGER = "posts_alone: each book counts only what it posts itself"


def master_differences(old: Extract, new: Extract) -> Iterator[Difference]:
    """Give what differs between the customers and the items of the two books."""
    yield from _records(
        "customers",
        {one.customer: one for one in old.accounts},
        {one.customer: one for one in new.accounts},
        ("currency", "credit_limit", "blocked"),
    )
    yield from _records(
        "items",
        {one.item: one for one in old.articles},
        {one.item: one for one in new.articles},
        ("price", "packs"),
    )


def stock_differences(old: Extract, new: Extract) -> Iterator[Difference]:
    """Give what differs in the quantities on hand, item by item; goods leave in the book that posts."""
    ours, theirs = dict(old.stock), dict(new.stock)
    moved = _shipped(new), _shipped(old)
    for item in sorted(dict.fromkeys((*ours, *theirs))):
        here, there = ours.get(item, 0), theirs.get(item, 0)
        if here != there:
            expected = moved[0].get(item, NOTHING) - moved[1].get(item, NOTHING)
            is_known = here - there == expected
            sort, why = (EXPLAINED, SHARED_LEDGER) if is_known else (DEFECT, "another quantity on hand")
            yield Difference("stock", item, "on_hand", str(here), str(there), NOTHING, sort, why)


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


def _shipped(book: Extract) -> dict[str, Decimal]:
    """Count the pieces that have left by the book's own posting documents, less those that came in."""
    sizes = {(one.item, unit): pieces for one in book.articles for unit, pieces in one.packs}
    left: dict[str, Decimal] = {}
    for order in book.orders:
        if order.posting and order.status in ("shipped", "invoiced"):
            for item, quantity in order.lines:
                left[item] = left.get(item, NOTHING) + _pieces(item, quantity, sizes)
    for item, quantity in book.goods_in:
        left[item] = left.get(item, NOTHING) - _pieces(item, quantity, sizes)
    return left


def _pieces(item: str, quantity: str, sizes: Mapping[tuple[str, str], int]) -> Decimal:
    number, _, unit = quantity.partition(" ")
    return Decimal(number) * sizes.get((item, unit), 1)
