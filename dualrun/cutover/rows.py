"""What is moved, in business words: one row a record, the same for both books.

The number is the old book's, so that a row read back from the new book meets the row it came from.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import orjson

NOTHING = Decimal(0)
MASTERS = ("vendors", "customers", "items")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an open document: what is still to come of it."""

    place: int
    item: str
    quantity: Decimal
    unit: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """A record of one kind; `amount` is what it is worth, or counts when it has no money in it."""

    kind: str
    number: str
    party: str = ""
    currency: str = ""
    amount: Decimal = NOTHING
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()

    def fact(self, name: str) -> str:
        """Give one of its fields."""
        return dict(self.facts)[name]

    def said(self) -> tuple[Any, ...]:
        """Give all that must be the same in both books, numbers in one way of writing them."""
        lines = [(one.place, one.item, plain(one.quantity), one.unit, plain(one.price)) for one in self.lines]
        return (self.number, self.party, self.currency, plain(self.amount), self.facts, lines)


def plain(number: Decimal) -> str:
    """Write a number in the one way that equal numbers share."""
    return f"{number.normalize():f}"


def fingerprint(rows: Iterable[Row]) -> str:
    """Give one number for many rows, whatever order they came in."""
    return blake2b(b"\n".join(sorted(orjson.dumps(row.said()) for row in rows)), digest_size=8).hexdigest()


def delta(before: Iterable[Row], now: Iterable[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Give what is new, what has changed and what is gone since an extract."""
    old = {row.number: row for row in before}
    current = {row.number: row for row in now}
    return (
        [row for number, row in current.items() if number not in old],
        [row for number, row in current.items() if number in old and row.said() != old[number].said()],
        [row for number, row in old.items() if number not in current],
    )
