"""How records are found: by number, by id, or in sets, filtered and a page at a time.

A filter that only names values of an indexed field is answered from the index; any other filter reads
the whole table, as the product itself does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from operator import attrgetter
from typing import Any

from simulators.legacy_erp.domain.criteria import Criterion, read_criterion
from simulators.legacy_erp.domain.key import read_record_id, unseal
from simulators.legacy_erp.errors import FilterError, InvalidKeyError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.pages import Page
from simulators.legacy_erp.store import CompanyStore

ROWS_MAX = 10_000
_KINDS: Mapping[str, type] = {
    **dict.fromkeys(("code", "text", "word"), str),
    **dict.fromkeys(("decimal", "int"), Decimal),
    "date": date,
}
_FILTERS_MAX = 20


def read_by_id(page: Page, store: CompanyStore, text: str) -> Any:
    """Give the record of that id, or nothing.

    Raises:
        InvalidKeyError: it is an id of another table, or none.
    """
    return page.by_number(store, read_record_id(page.name, page.title, text))


def record_behind(page: Page, store: CompanyStore, key: str) -> tuple[Any, int]:
    """Give the record that a Key was given out for, and the version that its holder has seen.

    Raises:
        InvalidKeyError: this page never gave out that Key, or the record is gone.
    """
    number, version = unseal(page.name, page.table, key)
    row = page.by_number(store, number)
    if row is None:
        raise InvalidKeyError(page.name)
    return row, version


def is_updated(page: Page, store: CompanyStore, key: str) -> bool:
    """Say whether the record has changed since the caller got its Key.

    Raises:
        InvalidKeyError: this page never gave out that Key, or the record is gone.
    """
    row, version = record_behind(page, store, key)
    return bool(row.version != version)


def read_records(
    page: Page, company: Company, filters: Sequence[tuple[str, str]], bookmark: str, set_size: int
) -> list[Any]:
    """Give the records that pass every filter, after the bookmark; a negative size reads backwards.

    Raises:
        FilterError: a filter names no field of this page or cannot be read, or too much would be read.
        InvalidKeyError: the bookmark is none that this page gave out.
    """
    store, unseen = company.store, company.unseen()
    criteria = _criteria(page, filters)
    named = {name: found.literals for name, found in criteria.items() if found.literals is not None}
    rows = page.by_index(store, named) if named else None
    answered = page.indexed if rows is not None else ()
    if rows is None:
        rows = page.scan(store)
    tests = [
        (attrgetter(page.by_name[name].path), criterion.lets_through)
        for name, criterion in criteria.items()
        if name not in answered or name not in named
    ]
    if set_size < 0:
        rows = reversed(list(rows))
    passing: Iterator[Any] = iter(rows)
    if bookmark:
        passing = _after(page, passing, bookmark, set_size < 0)
    if tests:
        passing = _let_through(passing, tests)
    if unseen is not None:
        passing = (row for row in passing if not unseen(row))
    answer = list(islice(passing, min(abs(set_size) or ROWS_MAX + 1, ROWS_MAX + 1)))
    if len(answer) > ROWS_MAX:
        raise FilterError(
            f"Page {page.name} would answer with more than {ROWS_MAX} records: read it in sets."
        )
    return answer


def _let_through(
    rows: Iterable[Any], tests: Sequence[tuple[Callable[[Any], Any], Callable[[Any], bool]]]
) -> Iterator[Any]:
    return (row for row in rows if all(test(read(row)) for read, test in tests))


def _after(page: Page, rows: Iterator[Any], bookmark: str, backwards: bool) -> Iterator[Any]:
    """Go on behind the bookmark's place, whether or not its record is still there."""
    number, _ = unseal(page.name, page.table, bookmark)
    try:
        begin, place = page.place(number), page.place
    except ValueError:
        raise InvalidKeyError(page.name) from None
    if backwards:
        return (row for row in rows if place(row.no) < begin)
    return (row for row in rows if place(row.no) > begin)


def _criteria(page: Page, filters: Sequence[tuple[str, str]]) -> dict[str, Criterion]:
    if len(filters) > _FILTERS_MAX:
        raise FilterError(f"{len(filters)} filters were given; {_FILTERS_MAX} are allowed.")
    criteria = {}  # a second filter on one field replaces the first
    for name, text in filters:
        found = page.by_name.get(name)
        if found is None:
            raise FilterError(f"Page {page.name} has no field {name!r} to filter on.")
        if text:
            criteria[name] = read_criterion(name, _KINDS[found.kind], text)
    return criteria
