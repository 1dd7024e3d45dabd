"""Which differences have we agreed to, how far, until when, and who answers for it?

A rule is data: the fields it is about, one agreement, an owner, a reason and an end. Its hits are counted
where verdicts are counted. What is not explained by a rule is a mismatch; a rule is never widened to make one
go away.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

FIELDS_NAMED_MAX = 4_000
ROUNDINGS: Mapping[str, str] = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}
References = Mapping[str, Mapping[object, object]]


class Basis(StrEnum):
    """What a tolerance is counted by."""

    VALUE = "value"
    PERCENT = "percent"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Around:
    """What a rule may know beside the two values."""

    lines: int = 0
    today: date | None = None
    references: References = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exact:
    """No difference is agreed to, whatever a later rule says."""

    def holds(self, old: object, new: object, around: Around) -> bool:
        """Say whether the values are the same."""
        return type(old) is type(new) and old == new


@dataclass(frozen=True, slots=True)
class Within:
    """Amounts so close; by line, once for every line and once for the document."""

    tolerance: Decimal
    basis: Basis = Basis.VALUE

    def holds(self, old: object, new: object, around: Around) -> bool:
        """Say whether the amounts are close enough."""
        if not isinstance(old, Decimal) or not isinstance(new, Decimal):
            return False
        limit = self.tolerance
        if self.basis is Basis.LINE:
            limit *= around.lines + 1
        elif self.basis is Basis.PERCENT:
            limit = abs(old) * limit / 100
        return abs(old - new) <= limit


@dataclass(frozen=True, slots=True)
class SetOf:
    """The same elements, each as often, in whatever order."""

    def holds(self, old: object, new: object, around: Around) -> bool:
        """Say whether the elements are the same."""
        return same_elements(old, new)


@dataclass(frozen=True, slots=True)
class Mapped:
    """The same thing under the name each side has for it, by a cross-reference from old to new."""

    reference: str

    def holds(self, old: object, new: object, around: Around) -> bool:
        """Say whether the cross-reference leads from the old value to the new one."""
        names = around.references.get(self.reference, {})
        return old in names and names[old] == new


@dataclass(frozen=True, slots=True)
class Rounded:
    """The same amount once both are rounded to so many places by the named rule."""

    by: str
    places: int = 2

    def holds(self, old: object, new: object, around: Around) -> bool:
        """Say whether the rounded amounts are the same."""
        if not isinstance(old, Decimal) or not isinstance(new, Decimal):
            return False
        step, rounding = Decimal(1).scaleb(-self.places), ROUNDINGS[self.by]
        return old.quantize(step, rounding) == new.quantize(step, rounding)


@dataclass(frozen=True, slots=True)
class Encoded:
    """The same text, once the new one is written in the letters that the old side has."""

    code_page: str

    def holds(self, old: object, new: object, around: Around) -> bool:
        """Say whether the new text, in the old letters, is the old text."""
        if not isinstance(old, str) or not isinstance(new, str):
            return False
        return old == new.encode(self.code_page, "replace").decode(self.code_page)


@dataclass(frozen=True, slots=True)
class Ignored:
    """Whatever it is, on either side or on one only. For a while: it makes the comparison blind."""

    def holds(self, old: object, new: object, around: Around) -> bool:
        """Look away."""
        return True


Agreement = Exact | Within | SetOf | Mapped | Rounded | Encoded | Ignored


@dataclass(frozen=True, slots=True)
class FieldRule:
    """An agreed difference: in which fields, of which sort, who answers for it, why and until when.

    A field of a line is named for all lines at once: `lines[*].net`.
    """

    name: str
    fields: tuple[str, ...]
    agreement: Agreement
    owner: str
    reason: str
    expires: date | None = None

    def __post_init__(self) -> None:
        """Refuse a rule nobody answers for, one that looks away for ever, and a rounding nobody knows."""
        if not (self.owner and self.reason):
            raise ValueError(f"rule {self.name} needs an owner and a reason")
        if isinstance(self.agreement, Ignored) and self.expires is None:
            raise ValueError(f"rule {self.name} ignores its fields, so it needs an end")
        if isinstance(self.agreement, Rounded) and self.agreement.by not in ROUNDINGS:
            known = ", ".join(ROUNDINGS)
            raise ValueError(f"rule {self.name} rounds by {self.agreement.by!r}; there are {known}")

    def is_live(self, today: date | None) -> bool:
        """Say whether the rule is still agreed to on that day, its last day included."""
        return self.expires is None or today is None or today <= self.expires


class SortedOut(NamedTuple):
    """The rules of a migration that should be over: those in the way, and those to be deleted."""

    alive: list[str]
    litter: list[str]


def explained_by(rules: Iterable[FieldRule], name: str, old: object, new: object, around: Around) -> str:
    """Name the first live rule of the field that explains a difference; empty if none does."""
    for rule in rules:
        if (name in rule.fields or for_all_lines(name) in rule.fields) and rule.is_live(around.today):
            if isinstance(rule.agreement, Exact):
                return ""
            if rule.agreement.holds(old, new, around):
                return rule.name
    return ""


def one_sided_by(rules: Iterable[FieldRule], name: str, today: date | None) -> str:
    """Name the live rule that looks away from a field only one side has; empty if none does."""
    for rule in rules:
        if (name in rule.fields or for_all_lines(name) in rule.fields) and rule.is_live(today):
            return rule.name if isinstance(rule.agreement, Ignored) else ""
    return ""


def sorted_out(
    rules: Iterable[FieldRule], hits: Mapping[str, int], today: date, *, compares: bool
) -> SortedOut:
    """Say which rules still explain differences, and which are only left lying about.

    A rule lives as long as something is compared under it: it looks away, or it has explained what differs.
    Once nothing is compared any more, none has anything to explain.
    """
    found = SortedOut([], [])
    for rule in rules:
        told, used = f"{rule.name} of {rule.owner}", hits.get(rule.name, 0)
        if not rule.is_live(today):
            found.litter.append(f"{told} has expired on {rule.expires}: delete it")
        elif not compares:
            found.litter.append(f"{told} has nothing left to explain: delete it")
        elif isinstance(rule.agreement, Ignored):
            found.alive.append(f"{told} still looks away from {', '.join(rule.fields)}: end it")
        elif used:
            found.alive.append(f"{told} has explained {used} differences: it goes with the last comparison")
        else:
            found.litter.append(f"{told} has never explained anything: delete it")
    return found


def looking_away(rules: Iterable[FieldRule], today: date) -> list[str]:
    """Say which rules still ignore their fields: under them nobody knows whether the books agree."""
    return [
        f"{rule.name} of {rule.owner} still looks away from {', '.join(rule.fields)}"
        for rule in rules
        if isinstance(rule.agreement, Ignored) and rule.is_live(today)
    ]


@lru_cache(FIELDS_NAMED_MAX)
def for_all_lines(name: str) -> str:
    """Give the name of a field with its line left out: `lines[*].net` for `lines[10].net`."""
    return re.sub(r"\[[^\]]*\]", "[*]", name)


def same_elements(old: object, new: object) -> bool:
    """Say whether two sequences hold the same elements, each as often."""
    if not isinstance(old, tuple | list) or not isinstance(new, tuple | list) or len(old) != len(new):
        return False
    rest = list(new)
    for element in old:
        if element not in rest:
            return False
        rest.remove(element)
    return True
