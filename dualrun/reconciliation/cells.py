"""What a cell of a book's table may say: everything else is refused by its column and value."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

TRUE, FALSE = ("true", "1", "yes"), ("false", "0", "no", "")
DIGITS_MAX, PLACES_MAX = 18, 12
"""Before and after the point: what a ledger holds with room to spare, and no number that fills a memory."""

Row = Mapping[str, Any]


def amount(row: Row, column: str) -> Decimal:
    """Read a number.

    Raises:
        ValueError: it is none, or none that a book could hold; so do the others.
    """
    return _number(row[column], column)


def truth(row: Row, column: str) -> bool:
    """Read a yes or a no."""
    text = str(row[column]).lower()
    if text not in (*TRUE, *FALSE):
        raise ValueError(f"{column}: {row[column]!r} is neither true nor false")
    return text in TRUE


def day(row: Row, column: str) -> str:
    """Read a day as it is written; no day is none."""
    text = str(row[column])
    if text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{column}: {text!r} is no day like 2026-03-02") from None
    return text


def quantity(text: object, column: str) -> str:
    """Read a quantity like `2 CS` as it is written."""
    if not isinstance(text, str):
        raise ValueError(f"{column}: {text!r} is no quantity like 2 CS")
    _number(text.partition(" ")[0], column)
    return text


def pairs(row: Row, column: str) -> list[tuple[str, Any]]:
    """Read a JSON list of pairs, each with a text first."""
    try:
        said = orjson.loads(row[column])
    except ValueError:
        said = None
    if not isinstance(said, list) or not all(
        isinstance(one, list) and len(one) == 2 and isinstance(one[0], str) for one in said
    ):
        raise ValueError(f'{column}: {str(row[column])[:60]!r} is no list of pairs like [["I00001", "2 CS"]]')
    return [(name, value) for name, value in said]


def _number(said: object, column: str) -> Decimal:
    try:
        value = Decimal(str(said))
    except InvalidOperation:
        raise ValueError(f"{column}: {str(said)[:60]!r} is no number") from None
    if not value.is_finite() or value.adjusted() >= DIGITS_MAX or _places(value) > PLACES_MAX:
        raise ValueError(f"{column}: {str(said)[:60]!r} is no number that a book could hold")
    return value


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
