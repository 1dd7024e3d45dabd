"""Do two batch files say the same?

A file is compared like an answer: its layout reads it as records, each under its business key and with its
fields, and every record is compared under the same rules as a document. An EDI interchange is a layout too,
whose records are its transactions; it needs nothing here but a class with `records`.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Protocol

from facade.dual_run.comparison import Comparison, Verdict, compare
from facade.dual_run.difference import Fields
from facade.dual_run.rules import FieldRule


class Layout(Protocol):
    """How a file of one kind is read."""

    def records(self, content: str) -> Iterator[tuple[str, Fields]]:
        """Give every record with its business key, in the order of the file."""
        ...


@dataclass(frozen=True, slots=True)
class Delimited:
    """A file with a line of names, then a record a line."""

    key: tuple[str, ...]
    amounts: tuple[str, ...] = ()
    """Fields that are numbers: 5.0 and 5.00 are one amount."""
    separator: str = ","

    def records(self, content: str) -> Iterator[tuple[str, Fields]]:
        """Give every line with its key."""
        for row in csv.DictReader(
            StringIO(content, newline=""), delimiter=self.separator, restkey="", restval=""
        ):
            yield _keyed(self.key, {name: _value(name, text, self.amounts) for name, text in row.items()})


@dataclass(frozen=True, slots=True)
class FixedWidth:
    """A file without names: every field has its columns, the first being 0."""

    key: tuple[str, ...]
    columns: tuple[tuple[str, int, int], ...]
    amounts: tuple[str, ...] = ()

    def records(self, content: str) -> Iterator[tuple[str, Fields]]:
        """Give every line with its key."""
        for line in content.splitlines():
            if line.strip():
                fields = {name: line[start:end].strip() for name, start, end in self.columns}
                yield _keyed(self.key, {n: _value(n, text, self.amounts) for n, text in fields.items()})


@dataclass(frozen=True, slots=True)
class FileComparison:
    """What became of every record, by business key; the second record of a key is `key#2`."""

    records: dict[str, Comparison]
    old_count: int
    new_count: int
    reordered: bool

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of a record; the order of records is told and not judged."""
        for verdict in (Verdict.MISMATCH, Verdict.TOLERATED):
            if any(found.verdict is verdict for found in self.records.values()):
                return verdict
        return Verdict.MATCH

    @property
    def agreeing_share(self) -> float:
        """Records that agree, of the longer file: missing and extra records both hurt."""
        agreeing = sum(1 for found in self.records.values() if found.verdict is not Verdict.MISMATCH)
        return agreeing / (max(self.old_count, self.new_count) or 1) if self.records else 1.0


def compare_files(
    old: str, new: str, layout: Layout, rules: tuple[FieldRule, ...] = (), today: date | None = None
) -> FileComparison:
    """Compare two files of one layout, record by record."""
    left, right = _numbered(layout.records(old)), _numbered(layout.records(new))
    found = {
        key: compare(left.get(key, {}), right.get(key, {}), rules, today)
        for key in dict.fromkeys((*left, *right))
    }
    common_left, common_right = [k for k in left if k in right], [k for k in right if k in left]
    return FileComparison(found, len(left), len(right), common_left != common_right)


def _numbered(records: Iterable[tuple[str, Fields]]) -> dict[str, Fields]:
    counts: dict[str, int] = {}
    numbered: dict[str, Fields] = {}
    for key, fields in records:
        count = counts[key] = counts.get(key, 0) + 1
        numbered[key if count == 1 else f"{key}#{count}"] = fields
    return numbered


def _keyed(key: tuple[str, ...], fields: Fields) -> tuple[str, Fields]:
    return "/".join(str(fields.get(name, "")) for name in key), fields


def _value(name: str, text: object, amounts: tuple[str, ...]) -> object:
    if name not in amounts or not isinstance(text, str):
        return text
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return text
    return amount if amount.is_finite() else text
