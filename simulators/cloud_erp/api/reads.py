"""Reading: lists page by page, single records, their neighbours, and the documents about all that."""

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from simulators.cloud_erp.api.answers import VERSION, answer
from simulators.cloud_erp.api.door import Exchange, key_of
from simulators.cloud_erp.errors import RecordNotFoundError, UnknownResourceError
from simulators.cloud_erp.schemas.catalogue import ENTITY_SETS, entity_set
from simulators.cloud_erp.schemas.entity import EntitySet, Row
from simulators.cloud_erp.schemas.metadata import metadata_document
from simulators.cloud_erp.schemas.query import page_size, read_query, run


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
    table = entity_set(exchange.path["entity_set"])
    return _page(exchange, table, None, table.name)


def read_one(exchange: Exchange) -> Response:
    """Answer with one record."""
    table = entity_set(exchange.path["entity_set"])
    return _single(exchange, table, find(exchange, table))


def read_neighbours(exchange: Exchange) -> Response:
    """Answer with what a navigation property of one record leads to."""
    table = entity_set(exchange.path["entity_set"])
    row, name = find(exchange, table), exchange.path["segment"]
    way = table.navigation(name)
    if way is None:
        raise UnknownResourceError(f"No HTTP resource was found for the segment '{name}' of {table.name}.")
    target, rows = ENTITY_SETS[way.target], way.rows(row)
    if way.is_collection:
        return _page(exchange, target, rows, f"{table.name}({exchange.path['key']})/{name}")
    return _single(exchange, target, rows[0])


def read_companies(exchange: Exchange) -> Response:
    """Answer with the companies of the environment."""
    return _page(exchange, ENTITY_SETS["companies"], None, "companies", exchange.root)


def read_service_document(exchange: Exchange) -> Response:
    """Answer with the names of all entity sets."""
    return answer(
        {
            "@odata.context": f"{exchange.root}/$metadata",
            "value": [{"name": name, "kind": "EntitySet", "url": name} for name in ENTITY_SETS],
        }
    )


def read_metadata(_: Exchange) -> Response:
    """Answer with the metadata document."""
    return Response(metadata_document(), 200, VERSION, "application/xml")


def read_company(exchange: Exchange) -> Response:
    """Answer with the company itself."""
    table = ENTITY_SETS["companies"]
    return _single(exchange, table, next(iter(table.rows(exchange.book.store))))


def single(exchange: Exchange, table: EntitySet, written: dict[str, Any], status: int = 200) -> Response:
    """Answer with a record that is already written out."""
    content = {"@odata.context": f"{exchange.root}/$metadata#{table.name}/$entity", **written}
    return answer(content, status, etag=written["@odata.etag"])


def _single(exchange: Exchange, table: EntitySet, row: Row) -> Response:
    query = read_query(table, exchange.request.scope["query_string"])
    return single(exchange, table, query.shape.write(row))


def _page(
    exchange: Exchange, table: EntitySet, rows: Iterable[Row] | None, path: str, base: str = ""
) -> Response:
    query = read_query(table, exchange.request.scope["query_string"])
    page = run(query, exchange.book.store, rows, page_size(exchange.header(b"prefer")))
    content: dict[str, Any] = {"@odata.context": f"{exchange.root}/$metadata#{table.name}"}
    if page.count is not None:
        content["@odata.count"] = page.count
    content["value"] = [query.shape.write(row) for row in page.rows]
    if page.next_query:
        content["@odata.nextLink"] = f"{base or exchange.company_root}/{path}?{page.next_query}"
    return answer(content)
