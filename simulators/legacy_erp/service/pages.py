"""What the pages show: which fields of which records, and how they are found and filtered.

A filter that only names values of an indexed field is answered from the index; any other filter reads
the whole table, as the product itself does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from simulators.legacy_erp.domain.criteria import Criterion, read_criterion
from simulators.legacy_erp.domain.key import seal, unseal
from simulators.legacy_erp.errors import FilterError, InvalidKeyError
from simulators.legacy_erp.store import Store

ROWS_MAX = 10_000
_KINDS: Mapping[str, type] = {"string": str, "decimal": Decimal, "int": Decimal, "date": date}
_FILTERS_MAX = 20

Index = Callable[[Store, Mapping[str, Sequence[str]]], Iterable[Any] | None]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a page: its name, its type on the wire, where its value comes from."""

    name: str
    xsd: str
    read: Callable[[Any], Any]
    words: tuple[str, ...] = ()  # the values of an enumerated field


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the view of one table that callers see.

    `by_number` finds one record; `by_index` answers from an index when the literals given by field allow
    it; `scan` gives the whole table in order of number.
    """

    name: str
    table: int
    fields: tuple[Field, ...]
    by_number: Callable[[Store, str], Any]
    by_index: Index
    scan: Callable[[Store], Iterable[Any]]
    number: Callable[[Any], str]
    version: Callable[[Any], int]
    indexed: tuple[str, ...]  # the fields that `by_index` honours, so that they need no second look
    read_by: tuple[str, ...] = ("No",)

    def key(self, record: Any) -> str:
        """Give the record's Key."""
        return seal(self.table, self.number(record), self.version(record))


def read_record(page: Page, store: Store, number: str) -> Any:
    """Give the record of that number, or nothing: a missing record is no fault to this product."""
    return page.by_number(store, number)


def is_updated(page: Page, store: Store, key: str) -> bool:
    """Say whether the record has changed since the caller got its Key.

    Raises:
        InvalidKeyError: this page never gave out that Key.
    """
    number, version = unseal(page.name, page.table, key)
    record = page.by_number(store, number)
    if record is None:
        raise InvalidKeyError(page.name)
    return page.version(record) != version


def read_records(
    page: Page, store: Store, filters: Sequence[tuple[str, str]], bookmark: str, set_size: int
) -> list[Any]:
    """Give the records that pass every filter, after the bookmark; a negative size reads backwards.

    Raises:
        FilterError: a filter names no field of this page or cannot be read, or too much would be read.
        InvalidKeyError: the bookmark is none that this page gave out.
    """
    criteria = _criteria(page, filters)
    named = {name: found.literals for name, found in criteria.items() if found.literals is not None}
    rows = page.by_index(store, named) if named else None
    answered = page.indexed if rows is not None else ()
    if rows is None:
        rows = page.scan(store)
    reads = {field.name: field.read for field in page.fields}
    tests = [
        (reads[name], criterion.lets_through)
        for name, criterion in criteria.items()
        if name not in answered or name not in named
    ]
    if set_size < 0:
        rows = reversed(list(rows))
    passing = (row for row in rows if all(test(read(row)) for read, test in tests)) if tests else iter(rows)
    if bookmark:
        passing = _after(page, passing, bookmark)
    size = min(abs(set_size) or ROWS_MAX + 1, ROWS_MAX + 1)
    answer = list(islice(passing, size))
    if len(answer) > ROWS_MAX:
        raise FilterError(
            f"Page {page.name} would answer with more than {ROWS_MAX} records: read it in sets."
        )
    return answer


def _criteria(page: Page, filters: Sequence[tuple[str, str]]) -> dict[str, Criterion]:
    if len(filters) > _FILTERS_MAX:
        raise FilterError(f"{len(filters)} filters were given; {_FILTERS_MAX} are allowed.")
    kinds = {field.name: _KINDS[field.xsd] for field in page.fields}
    criteria = {}  # a second filter on one field replaces the first
    for name, text in filters:
        if name not in kinds:
            raise FilterError(f"Page {page.name} has no field {name!r} to filter on.")
        if text:
            criteria[name] = read_criterion(name, kinds[name], text)
    return criteria


def _after(page: Page, rows: Iterator[Any], bookmark: str) -> Iterator[Any]:
    number, _ = unseal(page.name, page.table, bookmark)
    for row in rows:
        if page.number(row) == number:
            return rows
    raise InvalidKeyError(page.name)
