"""Reading: lists page by page, single records, their neighbours, and the documents about all that."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from simulators.chassis.native import Answer
from simulators.cloud_erp.api.answers import VERSION, answer, answer_of
from simulators.cloud_erp.api.door import Exchange, key_of
from simulators.cloud_erp.api.moods import drifted, must_be_fresh, stamp, visible
from simulators.cloud_erp.errors import RecordNotFoundError, UnknownResourceError
from simulators.cloud_erp.schemas.entity import EntitySet, Row
from simulators.cloud_erp.schemas.metadata import metadata_document
from simulators.cloud_erp.schemas.paging import DELTA_PREFERENCE, PAGE_PREFERENCE, page_size, run
from simulators.cloud_erp.schemas.query import Query, read_query


def find(exchange: Exchange, table: EntitySet) -> Row:
    """Find the record behind the key of the address.

    Raises:
        RecordNotFoundError: there is none.
    """
    key = key_of(exchange.path["key"])
    row = table.find(exchange.book.store, key)
    if row is None:
        raise RecordNotFoundError(f"There is no {table.type_name} with the id '{key}'.")
    return row


def read_list(exchange: Exchange) -> Response:
    """Answer with one page of an entity set."""
    table = exchange.edition.entity_set(exchange.path["entity_set"])
    return _page(exchange, table, None, table.name)


def count(exchange: Exchange) -> Response:
    """Answer with how many records there are, or fit the filter: a number and nothing else."""
    table = exchange.edition.entity_set(exchange.path["entity_set"])
    query = replace(
        read_query(exchange.edition, table, exchange.query_string), wants_count=True, top=0, skip=0
    )
    page = run(query, exchange.book.store, None, 1, visible(exchange.book, table))
    return Response(str(page.count), 200, VERSION, "text/plain")


def read_one(exchange: Exchange) -> Response:
    """Answer with one record."""
    table = exchange.edition.entity_set(exchange.path["entity_set"])
    return _single(exchange, table, find(exchange, table))


def read_neighbours(exchange: Exchange) -> Response:
    """Answer with what a navigation property of one record leads to."""
    table = exchange.edition.entity_set(exchange.path["entity_set"])
    row, name = find(exchange, table), exchange.path["segment"]
    way = table.navigation(name)
    if way is None:
        raise UnknownResourceError(f"No HTTP resource was found for the segment '{name}' of {table.name}.")
    target, rows = exchange.edition.sets[way.target], way.rows(exchange.book.store, row)
    if way.is_collection:
        return _page(exchange, target, rows, f"{table.name}({exchange.path['key']})/{name}")
    return _single(exchange, target, rows[0]) if rows else Response(status_code=204, headers=VERSION)


def read_companies(exchange: Exchange) -> Response:
    """Answer with the companies of the environment."""
    return _page(exchange, exchange.edition.sets["companies"], None, "companies", exchange.root)


def read_service_document(exchange: Exchange) -> Response:
    """Answer with the names of all entity sets."""
    return answer(
        {
            "@odata.context": f"{exchange.root}/$metadata",
            "value": [{"name": name, "kind": "EntitySet", "url": name} for name in exchange.edition.sets],
        }
    )


def read_metadata(exchange: Exchange) -> Response:
    """Answer with the metadata document."""
    return Response(metadata_document(exchange.edition), 200, VERSION, "application/xml")


def read_company(exchange: Exchange) -> Response:
    """Answer with the company itself."""
    table = exchange.edition.sets["companies"]
    return _single(exchange, table, next(iter(table.rows(exchange.book.store))))


def single(
    exchange: Exchange,
    table: EntitySet,
    written: dict[str, Any],
    status: int = 200,
    *more: tuple[bytes, bytes],
) -> Answer:
    """Answer with a record that is already written out."""
    if exchange.book.world.misbehaviours:
        written = drifted(exchange.book, written)
    content = {"@odata.context": f"{exchange.root}/$metadata#{table.name}/$entity", **written}
    return answer_of(exchange.header(b"accept"), content, status, written["@odata.etag"], *more)


def _single(exchange: Exchange, table: EntitySet, row: Row) -> Response:
    query = read_query(exchange.edition, table, exchange.query_string)
    return single(exchange, table, query.shape.write(row, exchange.book.store))


def _page(
    exchange: Exchange, table: EntitySet, rows: Iterable[Row] | None, path: str, base: str = ""
) -> Response:
    store, prefer = exchange.book.store, exchange.header(b"prefer")
    query = read_query(exchange.edition, table, exchange.query_string)
    must_be_fresh(exchange.book, query)
    page = run(query, store, rows, page_size(prefer), visible(exchange.book, table))
    content: dict[str, Any] = {"@odata.context": f"{exchange.root}/$metadata#{table.name}"}
    if page.count is not None:
        content["@odata.count"] = page.count
    content["value"] = [query.shape.write(row, store) for row in page.rows]
    if exchange.book.world.misbehaviours:
        content["value"] = [drifted(exchange.book, written) for written in content["value"]]
    here = f"{base or exchange.company_root}/{path}"
    if page.next_query:
        content["@odata.nextLink"] = f"{here}?{page.next_query}{stamp(exchange.book)}"
    elif rows is None and exchange.edition.has_deltas and _tracks_changes(query, prefer):
        content["@odata.deltaLink"] = f"{here}?$deltatoken={store.last_version}"
    applied = PAGE_PREFERENCE.search(prefer) if prefer else None
    accept = exchange.header(b"accept")
    if applied is None:
        return answer_of(accept, content)
    size = f"odata.maxpagesize={page_size(prefer)}".encode()
    return answer_of(accept, content, 200, "", (b"preference-applied", size))


def _tracks_changes(query: Query, prefer: str) -> bool:
    return query.since is not None or DELTA_PREFERENCE.search(prefer) is not None
