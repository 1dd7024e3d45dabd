"""What an entity type is: one declaration that drives the metadata, the queries and the answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any

import orjson

from simulators.cloud_erp.store import Store

ETAG = "@odata.etag"

Row = Any  # a record of the store, or one line together with its document
Getter = Callable[[Row], Any]


class Writes(Enum):
    """When a caller may give a property."""

    NEVER = "never"
    ONCE = "on insert"
    ALWAYS = "on insert and change"


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """One field: its native name, its Edm type, and the attribute of the row it comes from.

    `options` holds, for a field that takes only a few words, what goes over the wire for each of the book's
    own words. `attribute` is what the book calls it where a caller gives it.
    """

    name: str
    edm: str
    path: str
    max_length: int | None = None
    writes: Writes = Writes.NEVER
    options: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    received: Mapping[str, str] = field(init=False, repr=False)
    """The book's own word for each that comes over the wire."""
    get: Getter = field(init=False, repr=False)

    def __post_init__(self) -> None:
        raw, options = attrgetter(self.path), self.options
        get = (lambda row: options.get(raw(row), raw(row))) if self.is_translated else raw
        object.__setattr__(self, "get", get)
        object.__setattr__(self, "received", {sent: own for own, sent in options.items()})

    @property
    def is_translated(self) -> bool:
        """Whether the wire has another word for one of its values than the book."""
        return any(own != sent for own, sent in self.options.items())

    @property
    def attribute(self) -> str:
        """The attribute that a caller's value goes into."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Navigation:
    """The way from a record to others; `target` names the other entity set."""

    name: str
    target: str
    is_collection: bool
    rows: Callable[[Store, Row], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done to a record; `returned` names the entity set of what it answers with."""

    name: str
    parameters: tuple[tuple[str, str], ...] = ()
    returned: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class EntitySet:
    """One published table. `indexes` finds rows by the value of a field without looking at every row.

    `lines` names the navigation to the lines that a document is entered with.
    """

    name: str
    type_name: str
    properties: tuple[Property, ...]
    rows: Callable[[Store], Iterable[Row]]
    find: Callable[[Store, str], Row | None]
    version: str
    indexes: Mapping[str, Callable[[Store, str], Sequence[Row]]] = field(default_factory=dict)
    navigations: tuple[Navigation, ...] = ()
    actions: tuple[Action, ...] = ()
    can_insert: bool = False
    can_change: bool = False
    can_delete: bool = False
    lines: str = ""

    required: tuple[str, ...] = field(init=False, repr=False)
    _names: tuple[str, ...] = field(init=False, repr=False)
    _values: Callable[[Row], tuple[Any, ...]] = field(init=False, repr=False)
    _translated: tuple[Property, ...] = field(init=False, repr=False)
    by_name: Mapping[str, Property] = field(init=False, repr=False)
    _ways: Mapping[str, Navigation] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", (ETAG, *[entry.name for entry in self.properties]))
        paths = [entry.path for entry in self.properties]
        object.__setattr__(self, "_values", attrgetter(self.version, *paths))
        translated = tuple([entry for entry in self.properties if entry.is_translated])
        object.__setattr__(self, "_translated", translated)
        required = tuple([entry.name for entry in self.properties if entry.is_required])
        object.__setattr__(self, "required", required)
        object.__setattr__(self, "by_name", {entry.name: entry for entry in self.properties})
        object.__setattr__(self, "_ways", {entry.name: entry for entry in self.navigations})

    def property(self, name: str) -> Property | None:
        """Find a property by its name."""
        return self.by_name.get(name)

    def navigation(self, name: str) -> Navigation | None:
        """Find a navigation property by its name."""
        return self._ways.get(name)

    def action(self, name: str) -> Action | None:
        """Find a bound action by its name."""
        return next((entry for entry in self.actions if entry.name == name), None)

    def etag(self, row: Row) -> str:
        """Give the tag that changes whenever the row does."""
        return f'W/"{self.version_of(row):010}"'

    def version_of(self, row: Row) -> int:
        """Give the number of the change that made the row what it is."""
        version: int = self._values(row)[0]
        return version

    def view(self, row: Row) -> dict[str, Any]:
        """Give the whole record as it goes out."""
        view = dict(zip(self._names, self._values(row), strict=True))
        view[ETAG] = f'W/"{view[ETAG]:010}"'
        for entry in self._translated:
            view[entry.name] = entry.get(row)
        return view


def dumps(answer: Any) -> bytes:
    """Write JSON; decimals become numbers digit for digit, times end in Z."""
    return orjson.dumps(answer, _native, orjson.OPT_UTC_Z)


def _native(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError(type(value).__name__)


NEVER, ONCE, ALWAYS = Writes.NEVER, Writes.ONCE, Writes.ALWAYS


def text(
    name: str, path: str, max_length: int, writes: Writes = NEVER, *, is_required: bool = False
) -> Property:
    """Declare a text."""
    return Property(name, "Edm.String", path, max_length, writes, is_required=is_required)


def option(name: str, path: str, words: Iterable[str], max_length: int, writes: Writes = NEVER) -> Property:
    """Declare a text that takes only a few words."""
    return Property(name, "Edm.String", path, max_length, writes, {str(word): str(word) for word in words})


def guid(name: str, path: str, writes: Writes = NEVER) -> Property:
    """Declare a GUID."""
    return Property(name, "Edm.Guid", path, None, writes)


def decimal(name: str, path: str, writes: Writes = NEVER, *, is_required: bool = False) -> Property:
    """Declare an amount, a quantity or a percentage."""
    return Property(name, "Edm.Decimal", path, None, writes, is_required=is_required)


def day(name: str, path: str, writes: Writes = NEVER) -> Property:
    """Declare a date."""
    return Property(name, "Edm.Date", path, None, writes)


def instant(name: str, path: str) -> Property:
    """Declare a point in time."""
    return Property(name, "Edm.DateTimeOffset", path)


def boolean(name: str, path: str, writes: Writes = NEVER) -> Property:
    """Declare a claim."""
    return Property(name, "Edm.Boolean", path, None, writes)


def number(name: str, path: str, writes: Writes = NEVER) -> Property:
    """Declare a whole number."""
    return Property(name, "Edm.Int32", path, None, writes)
