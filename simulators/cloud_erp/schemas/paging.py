"""One page of what a query asks for, and how to ask for the next."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from simulators.cloud_erp.errors import MalformedRequestError
from simulators.cloud_erp.schemas.entity import EntitySet, Row
from simulators.cloud_erp.schemas.query import PAGE_MAX, Query, in_order
from simulators.cloud_erp.store import Store

PAGE_PREFERENCE = re.compile(r"(?:odata\.)?maxpagesize\s*=\s*\"?(\d{1,9})")
DELTA_PREFERENCE = re.compile(r"(?:odata\.)?track-changes")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `next_query` asks for the page after it, when there is one."""

    rows: Sequence[Row]
    count: int | None
    next_query: str


def page_size(prefer: str) -> int:
    """Give how many rows the caller prefers in one answer, at most what the service gives."""
    preferred = PAGE_PREFERENCE.search(prefer) if prefer else None
    return max(1, min(int(preferred[1]), PAGE_MAX)) if preferred else PAGE_MAX


def run(
    query: Query,
    store: Store,
    rows: Iterable[Row] | None,
    size: int,
    is_visible: Callable[[Row], bool] | None = None,
) -> Page:
    """Give one page of what the query asks for, from `rows` or else from the whole table.

    A page begins after the last row of the page before it, not at a count, so that rows whose change
    takes them out of the filter between two pages do not hide others.
    """
    found = _candidates(query, store, rows)
    if is_visible is not None:
        found = filter(is_visible, found)
    if query.since is not None:
        since, version_of = query.since, query.shape.entity_set.version_of
        found = (row for row in found if version_of(row) > since)
    if query.order:
        found = in_order(list(found), query.order)
    test = query.filter.matches if query.filter else None
    count = None
    if query.wants_count:
        found = list(found)
        count = sum(1 for row in found if test is None or test(row))
    if query.after:
        found = _rest(found, query.after, query.shape.entity_set)
    if test is not None:
        found = filter(test, found)
    limit = size if query.top is None else min(size, query.top)
    taken = list(islice(found, query.skip, query.skip + limit + 1))
    if len(taken) <= limit or limit == query.top:
        return Page(taken[:limit], count, "")
    return Page(taken[:limit], count, _next_query(query, taken[:limit]))


def _candidates(query: Query, store: Store, rows: Iterable[Row] | None) -> Iterable[Row]:
    if rows is not None:
        return rows
    entity_set, key = query.shape.entity_set, query.filter.key if query.filter else None
    return entity_set.rows(store) if key is None else entity_set.indexes[key[0]](store, key[1])


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
