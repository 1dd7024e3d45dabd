"""The query options of a read: which rows, which fields, in which order, how many at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from simulators.cloud_erp.errors import MalformedRequestError, PageTooLargeError, UnknownPropertyError
from simulators.cloud_erp.schemas.catalogue import Edition
from simulators.cloud_erp.schemas.entity import ETAG, EntitySet, Navigation, Property, Row
from simulators.cloud_erp.schemas.filtering import Filter, compile_filter
from simulators.cloud_erp.store import Store

PAGE_MAX = 20000
EXPAND_DEPTH_MAX = 3
KNOWN = frozenset({
    "$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$deltatoken",
    "$schemaversion", "$format",
})  # fmt: skip
INSIDE_EXPAND = frozenset({"$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$count", "$levels"})

Order = tuple[tuple[Property, bool], ...]
"""Properties to sort by, each with whether it goes down."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the rows that a navigation leads to."""

    filter: Filter | None = None
    order: Order = ()
    skip: int = 0
    top: int | None = None
    wants_count: bool = False

    def of(self, rows: list[Row]) -> tuple[list[Row], int | None]:
        """Give the rows chosen and, when asked for, how many there were before the page was cut."""
        if self.filter is not None:
            rows = [row for row in rows if self.filter.matches(row)]
        rows = in_order(rows, self.order)
        count = len(rows) if self.wants_count else None
        return rows[self.skip :][: self.top], count


@dataclass(frozen=True, slots=True)
class Shape:
    """How one record is written: all or some of its fields, with or without its neighbours."""

    entity_set: EntitySet
    select: tuple[Property, ...] | None = None
    expand: tuple[tuple[Navigation, "Shape", Choice | None], ...] = ()

    def write(self, row: Row, store: Store) -> dict[str, Any]:
        """Give the record in this shape."""
        if self.select is None:
            view = self.entity_set.view(row)
        else:
            view = {ETAG: self.entity_set.etag(row)}
            for entry in self.select:
                view[entry.name] = entry.get(row)
        for way, shape, choice in self.expand:
            name = way.name
            rows = way.rows(store, row)
            if not way.is_collection:
                view[name] = shape.write(rows[0], store) if rows else None
                continue
            if choice is not None:
                rows, count = choice.of(list(rows))
                if count is not None:
                    view[f"{name}@odata.count"] = count
            view[name] = [shape.write(other, store) for other in rows]
        return view


@dataclass(frozen=True, slots=True)
class Query:
    """A read of an entity set."""

    shape: Shape
    filter: Filter | None = None
    order: Order = ()
    top: int | None = None
    skip: int = 0
    wants_count: bool = False
    after: str = ""  # the id of the last row of the page before
    since: int | None = None  # only what changed after that version
    options: Mapping[str, str] = field(default_factory=dict)


def read_query(edition: Edition, entity_set: EntitySet, query_string: bytes) -> Query:
    """Read the options of a request.

    Raises:
        MalformedRequestError: an option cannot be read, is not known, or is given twice.
        UnknownPropertyError: an option names a property the entity type does not have.
        PageTooLargeError: more rows are asked for than the service gives at a time.
    """
    if not query_string:
        return Query(Shape(entity_set))
    options = read_options(query_string)
    if "$deltatoken" in options and not edition.has_deltas:
        raise MalformedRequestError("The query option '$deltatoken' is not supported.")
    text = options.get("$filter")
    query = Query(
        shape=_shape(edition, entity_set, options.get("$select", ""), options.get("$expand", "")),
        filter=compile_filter(entity_set, text.strip()) if text is not None else None,
        order=_order(entity_set, options.get("$orderby", "")),
        top=_whole(options, "$top"),
        skip=_whole(options, "$skip") or 0,
        wants_count=_flag(options, "$count"),
        after=options.get("$skiptoken", ""),
        since=_whole(options, "$deltatoken"),
        options=options,
    )
    if query.top is not None and query.top > PAGE_MAX:
        raise PageTooLargeError(f"$top asks for {query.top} rows; the service gives {PAGE_MAX} at a time.")
    return query


def read_options(query_string: bytes) -> dict[str, str]:
    """Split a query string; an option may be written without its dollar sign only if it is not ours.

    Raises:
        MalformedRequestError: an option is not known, or is given twice.
    """
    options: dict[str, str] = {}
    for name, value in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True):
        if name in options:
            raise MalformedRequestError(f"The query option '{name}' is given more than once.")
        if name.startswith("$") and name not in KNOWN:
            raise MalformedRequestError(f"The query option '{name}' is not supported.")
        options[name] = value
    return options


def in_order(rows: list[Row], order: Order) -> list[Row]:
    """Sort rows by several properties."""
    for declared, is_descending in reversed(order):
        rows = sorted(rows, key=declared.get, reverse=is_descending)
    return rows


def whole(edition: Edition, name: str) -> Shape:
    """Give the shape of a document with all its lines."""
    entity_set = edition.sets[name]
    return _shape(edition, entity_set, "", entity_set.lines)


@lru_cache(maxsize=256)
def _shape(edition: Edition, entity_set: EntitySet, select: str, expand: str) -> Shape:
    return _read_shape(edition, entity_set, select, expand, 0)


def _read_shape(edition: Edition, entity_set: EntitySet, select: str, expand: str, depth: int) -> Shape:
    """Read `$select` and `$expand`, the latter with its own options in parentheses."""
    if depth > EXPAND_DEPTH_MAX:
        raise MalformedRequestError(f"$expand is nested more than {EXPAND_DEPTH_MAX} deep.")
    names = [name.strip() for name in select.split(",") if name.strip()]
    chosen = None if not names or "*" in names else tuple([_property(entity_set, name) for name in names])
    expanded = []
    for part in _split(expand, ","):
        name, options = _expanded(part)
        way = entity_set.navigation(name)
        if way is None:
            raise UnknownPropertyError(name, entity_set.type_name)
        target = edition.sets[way.target]
        inner = _read_shape(
            edition, target, options.get("$select", ""), options.get("$expand", ""), depth + 1
        )
        expanded.append((way, inner, _choice(target, options)))
    return Shape(entity_set, chosen, tuple(expanded))


def _choice(target: EntitySet, options: Mapping[str, str]) -> Choice | None:
    if options.keys() <= {"$select", "$expand", "$levels"}:
        return None
    text = options.get("$filter")
    return Choice(
        filter=compile_filter(target, text.strip()) if text is not None else None,
        order=_order(target, options.get("$orderby", "")),
        skip=_whole(options, "$skip") or 0,
        top=_whole(options, "$top"),
        wants_count=_flag(options, "$count"),
    )


def _property(entity_set: EntitySet, name: str) -> Property:
    declared = entity_set.property(name)
    if declared is None:
        raise UnknownPropertyError(name, entity_set.type_name)
    return declared


def _order(entity_set: EntitySet, text: str) -> Order:
    order = []
    for part in text.split(","):
        name, _, direction = part.strip().partition(" ")
        if not name:
            continue
        if direction.strip() not in {"", "asc", "desc"}:
            raise MalformedRequestError(f"$orderby takes asc or desc after '{name}', not '{direction}'.")
        order.append((_property(entity_set, name), direction.strip() == "desc"))
    return tuple(order)


def _whole(options: Mapping[str, str], name: str) -> int | None:
    value = options.get(name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise MalformedRequestError(f"{name} must be a whole number of at most nine digits, not '{value}'.")
    return int(value)


def _flag(options: Mapping[str, str], name: str) -> bool:
    value = options.get(name, "false")
    if value not in {"true", "false"}:
        raise MalformedRequestError(f"{name} must be true or false, not '{value}'.")
    return value == "true"


def _expanded(part: str) -> tuple[str, dict[str, str]]:
    name, opening, rest = part.strip().partition("(")
    options: dict[str, str] = {}
    if opening:
        if not rest.endswith(")"):
            raise MalformedRequestError(f"$expand cannot be read at '{part}': a parenthesis is not closed.")
        for entry in _split(rest[:-1], ";"):
            key, _, value = entry.partition("=")
            if key.strip() not in INSIDE_EXPAND or key.strip() in options:
                raise MalformedRequestError(
                    f"'{key}' is not supported inside $expand, or stands there twice."
                )
            options[key.strip()] = value
    return name.strip(), options


def _split(text: str, separator: str) -> list[str]:
    """Split outside parentheses and texts."""
    parts, depth, part, is_quoted = [], 0, "", False
    for character in text:
        if character == "'":
            is_quoted = not is_quoted
        elif not is_quoted:
            depth += {"(": 1, ")": -1}.get(character, 0)
        if character == separator and depth == 0 and not is_quoted:
            parts.append(part)
            part = ""
        else:
            part += character
    return [entry for entry in (*parts, part) if entry.strip()]
