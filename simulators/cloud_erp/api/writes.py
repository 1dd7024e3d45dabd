"""Writing: entering, changing and deleting records."""

from typing import Any

from starlette.responses import Response

from simulators.cloud_erp.api.answers import no_content
from simulators.cloud_erp.api.door import Exchange
from simulators.cloud_erp.api.methods import allowed_methods
from simulators.cloud_erp.api.reads import find, single
from simulators.cloud_erp.errors import (
    MethodNotAllowedError,
    RecordNotFoundError,
    RequiredParameterError,
)
from simulators.cloud_erp.schemas.bodies import Body, read_object
from simulators.cloud_erp.schemas.entity import EntitySet
from simulators.cloud_erp.schemas.lines import LineRow, document_id, line_id
from simulators.cloud_erp.schemas.query import whole
from simulators.cloud_erp.schemas.requests import (
    document_draft,
    header_change,
    line_change,
    line_draft,
    master_values,
)

DOCUMENTS_OF_LINES = {
    "salesOrderLines": "salesOrders",
    "salesInvoiceLines": "salesInvoices",
    "salesCreditMemoLines": "salesCreditMemos",
    "purchaseOrderLines": "purchaseOrders",
    "purchaseInvoiceLines": "purchaseInvoices",
}


def create(exchange: Exchange) -> Response:
    """Enter a record: a document with its lines, one more line, or something that documents refer to."""
    table = exchange.edition.entity_set(exchange.path["entity_set"])
    _must_allow(exchange, table, "POST", may=table.can_insert)
    body, book = read_object(exchange.body, is_needed=True), exchange.book
    if table.name in book.entering:
        row = book.entering[table.name](document_draft(exchange.edition, table, body))
        written = whole(exchange.edition, table.name).write(row, book.store)
    elif table.name in DOCUMENTS_OF_LINES:
        return add_line(exchange, table, body, "")
    else:
        row = book.masters.create(table.name, master_values(table, body, is_new=True))
        written = table.view(row)
    return _created(exchange, table, written)


def add_line(exchange: Exchange, lines: EntitySet, body: Body, key: str) -> Response:
    """Enter one more line on a document; `key` is its id where the address says it."""
    named, draft = line_draft(lines, body)
    if not key and not named:
        raise RequiredParameterError(f"{lines.type_name}.documentId must be given.")
    documents = exchange.edition.sets[DOCUMENTS_OF_LINES[lines.name]]
    document = documents.find(exchange.book.store, key or named)
    if document is None:
        raise RecordNotFoundError(f"There is no {documents.type_name} with the id '{key or named}'.")
    row_id = documents.properties[0].get(document)
    line = exchange.book.documents[documents.name].add_line(row_id, draft)
    changed = documents.find(exchange.book.store, row_id)
    row = LineRow(line_id(row_id, line.sequence), row_id, changed, line)
    return _created(exchange, lines, lines.view(row))


def change(exchange: Exchange) -> Response:
    """Change a record that has been read."""
    table = exchange.edition.entity_set(exchange.path["entity_set"])
    _must_allow(exchange, table, "PATCH", may=table.can_change)
    row, body, book = find(exchange, table), read_object(exchange.body), exchange.book
    exchange.must_match(table, row)
    key = table.properties[0].get(row)
    if table.name in book.documents:
        book.documents[table.name].change_header(
            key, header_change(table, body, getattr(row, "ship_to", None))
        )
    elif table.name in DOCUMENTS_OF_LINES:
        documents = book.documents[DOCUMENTS_OF_LINES[table.name]]
        documents.change_line(document_id(key), row.line.sequence, line_change(table, body))
    else:
        book.masters.change(table.name, key, master_values(table, body, is_new=False))
    return single(exchange, table, table.view(table.find(book.store, key)))


def delete(exchange: Exchange) -> Response:
    """Delete a record that has been read."""
    table = exchange.edition.entity_set(exchange.path["entity_set"])
    _must_allow(exchange, table, "DELETE", may=table.can_delete)
    row, book = find(exchange, table), exchange.book
    exchange.must_match(table, row)
    key = table.properties[0].get(row)
    if table.name in book.documents:
        book.documents[table.name].delete(key)
    elif table.name in DOCUMENTS_OF_LINES:
        book.documents[DOCUMENTS_OF_LINES[table.name]].remove_line(document_id(key), row.line.sequence)
    else:
        book.masters.delete(table.name, key)
    return no_content()


def _created(exchange: Exchange, table: EntitySet, written: dict[str, Any]) -> Response:
    location = f"{exchange.company_root}/{table.name}({written['id']})"
    return single(exchange, table, written, 201, (b"location", location.encode()))


def _must_allow(exchange: Exchange, table: EntitySet, method: str, *, may: bool) -> None:
    if not may:
        raise MethodNotAllowedError(
            f"Entity set '{table.name}' does not support {method}.",
            allowed_methods(table, has_key="key" in exchange.path, segment=""),
        )
