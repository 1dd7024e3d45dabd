"""What a page is: the view of one table that callers see, field by field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from simulators.legacy_erp.domain.key import record_id, seal
from simulators.legacy_erp.store import CompanyStore

NEVER, ONCE, ALWAYS = "never", "once", "always"
"""When a caller may say what a field holds: not at all, when the record is entered, or at any change."""

Literals = Mapping[str, Sequence[str]]
"""By field, the values that a filter names."""


class Field(NamedTuple):
    """One field: its name, its kind on the wire, the attribute of a record that it shows.

    A `code` is never empty and needs no escaping; a `text` may be anything the database holds.
    """

    name: str
    kind: str  # code | text | word | decimal | int | date
    path: str
    given: str = NEVER
    length: int = 0  # of a text
    at_least: int | None = None  # of a number
    words: tuple[str, ...] = ()  # the values of a `word`
    at_most: int | None = None  # of a number

    def read(self, row: Any) -> Any:
        """Give what a record holds in this field."""
        return attrgetter(self.path)(row)


class Part(NamedTuple):
    """The lines inside a document: the element that holds them, one line's name, its fields.

    `rows` gives the values of every line in the order of `fields`, which begin with Key and Line_No where
    lines can be told apart by a Key.
    """

    holder: str
    line: str
    fields: tuple[Field, ...]
    rows: Callable[[Any, CompanyStore], Iterable[tuple[Any, ...]]]


class Said(NamedTuple):
    """What a caller says of a record: fields by name, in their own kinds; `lines` when it names any."""

    values: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]] | None = None


@dataclass(slots=True)
class Page:
    """One page.

    `by_number` finds one record; `by_index` answers from an index when the values named allow it, and
    honours the fields `indexed`; `scan` gives the whole table. Records come in order of `place`.
    """

    name: str
    table: int
    title: str
    fields: tuple[Field, ...]
    by_number: Callable[[CompanyStore, str], Any]
    scan: Callable[[CompanyStore], Iterable[Any]]
    place: Callable[[str], Any]
    by_index: Callable[[CompanyStore, Literals], Iterable[Any] | None]
    indexed: tuple[str, ...]
    read_by: tuple[str, ...] = ("No",)
    part: Part | None = None
    by_name: dict[str, Field] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {one.name: one for one in self.fields}

    def key(self, row: Any) -> str:
        """Give the record's Key."""
        return seal(self.table, row.no, row.version)

    def record_id(self, row: Any) -> str:
        """Give the record's id."""
        return record_id(self.title, row.no)


def by_text(number: str) -> str:
    """Sort records as their numbers are spelt."""
    return number


def by_age(number: str) -> tuple[int, str]:
    """Sort documents in the order in which their numbers were taken."""
    return len(number), number


def indexed_by_number(
    rows: Callable[[CompanyStore], Mapping[str, Any]], place: Callable[[str], Any]
) -> Callable[[CompanyStore, Literals], Iterable[Any] | None]:
    """Make the index of a table that is kept by number."""

    def find(store: CompanyStore, named: Literals) -> Iterable[Any] | None:
        if "No" not in named:
            return None
        table = rows(store)
        return [table[number] for number in sorted(named["No"], key=place) if number in table]

    return find


def table_page(
    name: str, table: int, title: str, rows: Callable[[CompanyStore], Mapping[str, Any]], *fields: Field
) -> Page:
    """Make the page of a table of masters, kept by number."""
    return Page(
        name=name,
        table=table,
        title=title,
        fields=fields,
        by_number=lambda store, number: rows(store).get(number),
        scan=lambda store: sorted(rows(store).values(), key=attrgetter("no")),
        place=by_text,
        by_index=indexed_by_number(rows, by_text),
        indexed=("No",),
    )


def document_page(
    name: str,
    table: int,
    title: str,
    rows: Callable[[CompanyStore], Mapping[str, Any]],
    fields: tuple[Field, ...],
    part: Part,
    by_index: Callable[[CompanyStore, Literals], Iterable[Any] | None] | None = None,
) -> Page:
    """Make the page of a table of documents; any index is looked at again.

    Documents of two series are entered side by side, so the order of entry is not that of their numbers.
    """
    return Page(
        name=name,
        table=table,
        title=title,
        fields=fields,
        by_number=lambda store, number: rows(store).get(number),
        scan=lambda store: sorted(rows(store).values(), key=lambda row: by_age(row.no)),
        place=by_age,
        by_index=by_index or indexed_by_number(rows, by_age),
        indexed=() if by_index else ("No",),
        part=part,
    )
