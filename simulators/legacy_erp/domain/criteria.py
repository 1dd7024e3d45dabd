"""The product's filter language: which values does a field criterion let through?

`a|b` is or, `a&b` and, `<>x` not, `>=5` compares, `10..20` is a range open on either side, `S*` and `?`
are wildcards, quotes protect what would otherwise be read, and `''` is the empty value.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from simulators.legacy_erp.errors import FilterError

Test = Callable[[Any], bool]
_LENGTH_MAX = 50_000
_LANGUAGE = re.compile(r"['<>=*?&]|\.\.")
_PIECES = re.compile(r"'(?:[^']|'')*'|\.\.|<>|<=|>=|[|&<>=]|(?:(?!\.\.)[^'|&<>=])+")


class Criterion(NamedTuple):
    """What one filter lets through; `literals` when it only names values, so that an index can serve it."""

    literals: tuple[str, ...] | None
    lets_through: Test


def read_criterion(field: str, kind: type, text: str) -> Criterion:
    """Understand the criteria on one field.

    Raises:
        FilterError: the criteria cannot be read, or compare with what is no value of that field.
    """
    if len(text) > _LENGTH_MAX:
        raise FilterError(f"The filter on {field} has {len(text)} characters; {_LENGTH_MAX} are allowed.")
    if not _LANGUAGE.search(text):
        return _named(field, kind, text.split("|"))
    pieces = _PIECES.findall(text)
    if "".join(pieces) != text:
        raise FilterError(f"The filter on {field} cannot be read: a quote in {text!r} is never closed.")
    terms = [_split(term, "&") for term in _split(pieces, "|")]
    if all(len(term) == 1 and len(term[0]) == 1 and _is_plain(term[0][0]) for term in terms):
        return _named(field, kind, [_unquoted(term[0][0]) for term in terms])
    tests = [[_atom(field, kind, atom) for atom in term] for term in terms]
    return Criterion(None, lambda value: any(all(test(value) for test in term) for term in tests))


def _named(field: str, kind: type, literals: list[str]) -> Criterion:
    named = dict.fromkeys(literals)
    values = named if kind is str else {_value(field, kind, literal): None for literal in named}
    return Criterion(tuple(named), values.__contains__)


def _split(pieces: list[str], by: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for piece in pieces:
        if piece == by:
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def _is_plain(piece: str) -> bool:
    return piece.startswith("'") or not _LANGUAGE.search(piece)


def _unquoted(piece: str) -> str:
    return piece[1:-1].replace("''", "'") if piece.startswith("'") else piece


def _atom(field: str, kind: type, pieces: list[str]) -> Test:
    first = pieces[0] if pieces else ""
    if first in ("<>", "<", "<=", ">", ">=", "="):
        return _comparison(field, kind, first, pieces[1:])
    if ".." in pieces:
        at = pieces.index("..")
        low, high = pieces[:at], pieces[at + 1 :]
        tests = [_comparison(field, kind, sign, end) for sign, end in ((">=", low), ("<=", high)) if end]
        return lambda value: all(test(value) for test in tests)
    return _comparison(field, kind, "=", pieces)


def _comparison(field: str, kind: type, sign: str, pieces: list[str]) -> Test:
    if any(piece in ("|", "&", "..", "<>", "<", "<=", ">", ">=", "=") for piece in pieces):
        raise FilterError(f"The filter on {field} cannot be read near {''.join(pieces)!r}.")
    text = "".join(map(_unquoted, pieces))
    wild = kind is str and any(c in piece for piece in pieces if not piece.startswith("'") for c in "*?")
    if wild and sign in ("=", "<>"):
        return lambda value: resembles(value, text) is (sign == "=")
    bound = _value(field, kind, text)
    tests: dict[str, Test] = {
        "=": lambda value: value == bound,
        "<>": lambda value: value != bound,
        "<": lambda value: value < bound,
        "<=": lambda value: value <= bound,
        ">": lambda value: value > bound,
        ">=": lambda value: value >= bound,
    }
    return tests[sign]


def _value(field: str, kind: type, text: str) -> Any:
    if kind is str:
        return text
    try:
        if kind is date:
            return date.fromisoformat(text)
        number = Decimal(text)
        if not number.is_finite():
            raise FilterError(f"The filter on {field} compares with {text!r}, which is no number.")
    except (ValueError, InvalidOperation):
        wanted = "date" if kind is date else "number"
        raise FilterError(f"The filter on {field} compares with {text!r}, which is no {wanted}.") from None
    return number


def resembles(text: str, pattern: str) -> bool:
    """Match `*` and `?` without ever trying the same place twice for one star."""
    at, star, mark, place = 0, -1, 0, 0
    while at < len(text):
        if place < len(pattern) and pattern[place] in ("?", text[at]) and pattern[place] != "*":
            at, place = at + 1, place + 1
        elif place < len(pattern) and pattern[place] == "*":
            star, mark, place = place, at, place + 1
        elif star >= 0:
            mark += 1
            at, place = mark, star + 1
        else:
            return False
    return all(c == "*" for c in pattern[place:])
