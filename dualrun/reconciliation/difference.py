"""One difference between the books, with its class: explained by rule, accepted by somebody, or a defect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from dualrun.errors import UsageError
from dualrun.scenario.marked import read

EXPLAINED, ACCEPTED, DEFECT = "explained", "accepted", "defect"
CLASSES = (EXPLAINED, ACCEPTED, DEFECT)
_KEYS = ("report", "key", "field", "by", "reason")


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs where, how much money it is, and why it may."""

    report: str
    key: str
    field: str
    old: str
    new: str
    amount: Decimal
    sort: str
    why: str
    """The rule that explains it, who has accepted it and why, or what is wrong."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Somebody has looked at such differences and takes them as they are; keys may use wildcards."""

    report: str
    key: str
    field: str
    by: str
    reason: str


def accepted(found: Iterable[Difference], acceptances: Iterable[Acceptance]) -> list[Difference]:
    """Class those defects as accepted that somebody has accepted."""
    known = tuple(acceptances)
    return [_accepted(one, known) if one.sort == DEFECT else one for one in found]


def _accepted(one: Difference, acceptances: tuple[Acceptance, ...]) -> Difference:
    for taken in acceptances:
        pairs = ((one.report, taken.report), (one.key, taken.key), (one.field, taken.field))
        if all(fnmatchcase(name, pattern) for name, pattern in pairs):
            return replace(one, sort=ACCEPTED, why=f"by {taken.by}: {taken.reason}")
    return one


def acceptances(text: str, label: str) -> tuple[Acceptance, ...]:
    """Read a list of what is accepted, by whom and why.

    Raises:
        UsageError: it is not such a list.
    """
    rows: Any = read(text, label).value
    if not isinstance(rows, list):
        raise UsageError(f"{label}: a list is wanted, each entry with {', '.join(_KEYS)}")
    return tuple(_acceptance(row, f"{label}, entry {place}") for place, row in enumerate(rows, 1))


def _acceptance(row: object, place: str) -> Acceptance:
    given = row if isinstance(row, Mapping) else {}
    unknown = [key for key in given if key not in _KEYS]
    missing = [key for key in ("report", "by", "reason") if not isinstance(given.get(key), str)]
    if unknown or missing:
        wrong = f"unknown {unknown[0]}" if unknown else f"{missing[0]} is missing"
        raise UsageError(f"{place}: {wrong}; an entry has {', '.join(_KEYS)}")
    return Acceptance(
        given["report"],
        str(given.get("key", "*")),
        str(given.get("field", "*")),
        given["by"],
        given["reason"],
    )
