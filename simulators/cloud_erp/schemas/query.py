"""The query options of a read: which rows, which fields, in which order, how many at a time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from simulators.cloud_erp.errors import MalformedRequestError, UnknownPropertyError
from simulators.cloud_erp.schemas.catalogue import ENTITY_SETS
from simulators.cloud_erp.schemas.entity import ETAG, EntitySet, Property, Row
from simulators.cloud_erp.schemas.filtering import Filter, compile_filter
from simulators.cloud_erp.store import Store

PAGE_MAX = 20000
EXPAND_DEPTH_MAX = 3
PAGE_PREFERENCE = re.compile(r"(?:odata\.)?maxpagesize\s*=\s*\"?(\d{1,9})")
KNOWN = {
    "$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$schemaversion",
    "$format",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How one record is written: all or some of its fields, with or without its neighbours."""

    entity_set: EntitySet
    select: tuple[Property, ...] | None = None
    expand: tuple[tuple[str, "Shape"], ...] = ()

    def write(self, row: Row) -> dict[str, Any]:
        """Give the record in this shape."""
        if self.select is None:
            view = self.entity_set.view(row)
        else:
            view = {ETAG: self.entity_set.etag(row)}
            for entry in self.select:
                view[entry.name] = entry.get(row)
        for name, shape in self.expand:
            way = self.entity_set.navigation(name)
            assert way is not None
            rows = way.rows(row)
            view[name] = [shape.write(other) for other in rows] if way.is_collection else shape.write(rows[0])
        return view


@dataclass(frozen=True, slots=True)
class Query:
    """A read of an entity set."""

    shape: Shape
    filter: Filter | None = None
    order: tuple[tuple[Property, bool], ...] = ()  # property, is descending
    top: int | None = None
    skip: int = 0
    wants_count: bool = False
    after: str = ""  # the id of the last row of the page before
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `next_query` asks for the page after it, when there is one."""

    rows: Sequence[Row]
    count: int | None
    next_query: str


def read_query(entity_set: EntitySet, query_string: bytes) -> Query:
    """Read the options of a request.

    Raises:
        MalformedRequestError: an option cannot be read, is not known, or is given twice.
        UnknownPropertyError: an option names a property the entity type does not have.
    """
    if not query_string:
        return Query(Shape(entity_set))
    options = _options(query_string)
    text = options.get("$filter")
    return Query(
        shape=_shape(entity_set.name, options.get("$select", ""), options.get("$expand", "")),
        filter=compile_filter(entity_set, text.strip()) if text is not None else None,
        order=_order(entity_set, options.get("$orderby", "")),
        top=_whole(options, "$top"),
        skip=_whole(options, "$skip") or 0,
        wants_count=_flag(options, "$count"),
        after=options.get("$skiptoken", ""),
        options=options,
    )


@lru_cache(maxsize=256)
def _shape(name: str, select: str, expand: str) -> Shape:
    return read_shape(ENTITY_SETS[name], select, expand, 0)


def read_shape(entity_set: EntitySet, select: str, expand: str, depth: int) -> Shape:
    """Read `$select` and `$expand`, the latter with its own options in parentheses."""
    if depth > EXPAND_DEPTH_MAX:
        raise MalformedRequestError(f"$expand is nested more than {EXPAND_DEPTH_MAX} deep.")
    names = [name.strip() for name in select.split(",") if name.strip()]
    chosen = None if not names or "*" in names else tuple(_property(entity_set, name) for name in names)
    expanded = []
    for part in _split(expand, ","):
        name, options = _expanded(part)
        way = entity_set.navigation(name)
        if way is None:
            raise UnknownPropertyError(name, entity_set.type_name)
        inner = read_shape(
            ENTITY_SETS[way.target], options.get("$select", ""), options.get("$expand", ""), depth + 1
        )
        expanded.append((name, inner))
    return Shape(entity_set, chosen, tuple(expanded))


def page_size(prefer: str) -> int:
    """Give how many rows the caller prefers in one answer, at most what the service gives."""
    preferred = PAGE_PREFERENCE.search(prefer)
    return max(1, min(int(preferred[1]), PAGE_MAX)) if preferred else PAGE_MAX


def run(query: Query, store: Store, rows: Iterable[Row] | None, size: int) -> Page:
    """Give one page of what the query asks for, from `rows` or else from the whole table.

    A page begins after the last row of the page before it, not at a count, so that rows whose change
    takes them out of the filter between two pages do not hide others.
    """
    found = rows if rows is not None else _candidates(query, store)
    if query.order:
        found = _sorted(found, query.order)
    test = query.filter.matches if query.filter else None
    count = None
    if query.wants_count:
        found = list(found)
        count = sum(1 for row in found if test is None or test(row))
    if query.after:
        found = _rest(found, query.after, query.shape.entity_set)
    limit = size if query.top is None else min(size, query.top)
    taken: list[Row] = []
    skip, has_more = query.skip, False
    for row in found:
        if test is not None and not test(row):
            continue
        if skip:
            skip -= 1
        elif len(taken) < limit:
            taken.append(row)
        else:
            has_more = True
            break
    if not has_more or limit == query.top:
        return Page(taken, count, "")
    return Page(taken, count, _next_query(query, taken))


def _candidates(query: Query, store: Store) -> Iterable[Row]:
    entity_set = query.shape.entity_set
    if query.filter is not None and query.filter.key is not None:
        name, value = query.filter.key
        return entity_set.indexes[name](store, value)
    return entity_set.rows(store)


def _sorted(rows: Iterable[Row], order: Sequence[tuple[Property, bool]]) -> list[Row]:
    found = list(rows)
    for declared, is_descending in reversed(order):
        found.sort(key=declared.get, reverse=is_descending)
    return found


def _rest(rows: Iterable[Row], after: str, entity_set: EntitySet) -> Iterable[Row]:
    read_id = entity_set.properties[0].get
    left = iter(rows)
    for row in left:
        if read_id(row) == after:
            return left
    raise MalformedRequestError(
        f"$skiptoken '{after}' names no row of {entity_set.name}: read it from the start."
    )


def _next_query(query: Query, taken: Sequence[Row]) -> str:
    options = {name: value for name, value in query.options.items() if name not in {"$skip", "$top"}}
    if query.top is not None:
        options["$top"] = str(query.top - len(taken))
    options["$skiptoken"] = query.shape.entity_set.properties[0].get(taken[-1])
    return urlencode(options)


def _options(query_string: bytes) -> dict[str, str]:
    options: dict[str, str] = {}
    for name, value in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True):
        if name in options:
            raise MalformedRequestError(f"The query option '{name}' is given more than once.")
        if name.startswith("$") and name not in KNOWN:
            raise MalformedRequestError(f"The query option '{name}' is not supported.")
        options[name] = value
    return options


def _property(entity_set: EntitySet, name: str) -> Property:
    declared = entity_set.property(name)
    if declared is None:
        raise UnknownPropertyError(name, entity_set.type_name)
    return declared


def _order(entity_set: EntitySet, text: str) -> tuple[tuple[Property, bool], ...]:
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
    options = {}
    if opening:
        if not rest.endswith(")"):
            raise MalformedRequestError(f"$expand cannot be read at '{part}': a parenthesis is not closed.")
        for entry in _split(rest[:-1], ";"):
            key, _, value = entry.partition("=")
            if key.strip() not in {"$select", "$expand"}:
                raise MalformedRequestError(f"'{key}' is not supported inside $expand.")
            options[key.strip()] = value
    return name.strip(), options


def _split(text: str, separator: str) -> list[str]:
    parts, depth, part = [], 0, ""
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == separator and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += character
    return [entry for entry in (*parts, part) if entry.strip()]
