"""What an entity type is: one declaration that drives the metadata, the queries and the answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any

import orjson

from simulators.cloud_erp.store import Store

ETAG = "@odata.etag"

Row = Any  # a record of the store, or one line together with its document


@dataclass(frozen=True, slots=True)
class Property:
    """One field: its native name, its Edm type, and the attribute of the row it comes from."""

    name: str
    edm: str
    path: str
    max_length: int | None = None
    is_computed: bool = True
    get: Callable[[Row], Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "get", attrgetter(self.path))


@dataclass(frozen=True, slots=True)
class Navigation:
    """The way from a record to others; `target` names the other entity set."""

    name: str
    target: str
    is_collection: bool
    rows: Callable[[Row], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class EntitySet:
    """One published table. `indexes` finds rows by the value of a field without looking at every row."""

    name: str
    type_name: str
    properties: tuple[Property, ...]
    rows: Callable[[Store], Iterable[Row]]
    find: Callable[[Store, str], Row | None]
    version: str
    indexes: Mapping[str, Callable[[Store, str], Sequence[Row]]] = field(default_factory=dict)
    navigations: tuple[Navigation, ...] = ()

    _names: tuple[str, ...] = field(init=False, repr=False)
    _values: Callable[[Row], tuple[Any, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", (ETAG, *[entry.name for entry in self.properties]))
        paths = [entry.path for entry in self.properties]
        object.__setattr__(self, "_values", attrgetter(self.version, *paths))

    def property(self, name: str) -> Property | None:
        """Find a property by its name."""
        return next((entry for entry in self.properties if entry.name == name), None)

    def navigation(self, name: str) -> Navigation | None:
        """Find a navigation property by its name."""
        return next((entry for entry in self.navigations if entry.name == name), None)

    def etag(self, row: Row) -> str:
        """Give the tag that changes whenever the row does."""
        return f'W/"{self._values(row)[0]:010}"'

    def view(self, row: Row) -> dict[str, Any]:
        """Give the whole record as it goes out."""
        view = dict(zip(self._names, self._values(row), strict=True))
        view[ETAG] = f'W/"{view[ETAG]:010}"'
        return view


def dumps(answer: Any) -> bytes:
    """Write JSON; decimals become numbers digit for digit, times end in Z."""
    return orjson.dumps(answer, _native, orjson.OPT_UTC_Z)


def _native(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError(type(value).__name__)


def text(name: str, path: str, max_length: int, *, writable: bool = False) -> Property:
    """Declare a text."""
    return Property(name, "Edm.String", path, max_length, not writable)


def guid(name: str, path: str, *, writable: bool = False) -> Property:
    """Declare a GUID."""
    return Property(name, "Edm.Guid", path, None, not writable)


def decimal(name: str, path: str, *, writable: bool = False) -> Property:
    """Declare an amount, a quantity or a percentage."""
    return Property(name, "Edm.Decimal", path, None, not writable)


def day(name: str, path: str, *, writable: bool = False) -> Property:
    """Declare a date."""
    return Property(name, "Edm.Date", path, None, not writable)


def instant(name: str, path: str) -> Property:
    """Declare a point in time."""
    return Property(name, "Edm.DateTimeOffset", path)


def boolean(name: str, path: str) -> Property:
    """Declare a claim."""
    return Property(name, "Edm.Boolean", path)


def number(name: str, path: str, *, writable: bool = False) -> Property:
    """Declare a whole number."""
    return Property(name, "Edm.Int32", path, None, not writable)
