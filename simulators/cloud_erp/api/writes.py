"""Writing: entering, changing and deleting records, and the actions bound to a sales order."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from simulators.cloud_erp.api.answers import no_content
from simulators.cloud_erp.api.door import Exchange
from simulators.cloud_erp.api.reads import find, single
from simulators.cloud_erp.domain.order import SalesOrder
from simulators.cloud_erp.errors import (
    MethodNotAllowedError,
    RecordNotFoundError,
    RequiredParameterError,
    UnknownResourceError,
)
from simulators.cloud_erp.schemas.bodies import read_object
from simulators.cloud_erp.schemas.catalogue import entity_set
from simulators.cloud_erp.schemas.documents import (
    SALES_INVOICE_LINES,
    SALES_INVOICES,
    SALES_ORDER_LINES,
    SALES_ORDERS,
    SALES_SHIPMENT_LINES,
    SALES_SHIPMENTS,
    OrderLineRow,
)
from simulators.cloud_erp.schemas.entity import EntitySet, Row
from simulators.cloud_erp.schemas.masters import CUSTOMERS
from simulators.cloud_erp.schemas.query import Shape
from simulators.cloud_erp.schemas.requests import (
    amendment,
    changed_quantity,
    changed_ship_to,
    customer_change,
    line_draft,
    no_parameters,
    order_draft,
    shipping,
)

ORDER_WITH_LINES = Shape(SALES_ORDERS, None, (("salesOrderLines", Shape(SALES_ORDER_LINES)),))
SHIPMENT_WITH_LINES = Shape(SALES_SHIPMENTS, None, (("salesShipmentLines", Shape(SALES_SHIPMENT_LINES)),))
INVOICE_WITH_LINES = Shape(SALES_INVOICES, None, (("salesInvoiceLines", Shape(SALES_INVOICE_LINES)),))

Body = dict[str, Any]


def create(exchange: Exchange) -> Response:
    """Enter an order with its lines, or one more line on an order."""
    table, body = entity_set(exchange.path["entity_set"]), read_object(exchange.body)
    if table is SALES_ORDERS:
        order = exchange.book.create_order(order_draft(body))
        return _created(exchange, ORDER_WITH_LINES, order, order.id)
    if table is SALES_ORDER_LINES:
        return _add_line(exchange, None, body)
    raise MethodNotAllowedError(f"Entity set '{table.name}' does not support Insert.")


def act(exchange: Exchange) -> Response:
    """Run a bound action, or enter a line under its order."""
    table, segment = entity_set(exchange.path["entity_set"]), exchange.path["segment"]
    body = read_object(exchange.body)
    if table is SALES_ORDERS and segment == "salesOrderLines":
        return _add_line(exchange, find(exchange, table), body)
    action = ACTIONS.get(segment.removeprefix("Microsoft.NAV.")) if table is SALES_ORDERS else None
    if action is None:
        raise UnknownResourceError(f"There is no action '{segment}' on {table.name}.")
    return action(exchange, find(exchange, table), body)


def change(exchange: Exchange) -> Response:
    """Change a customer, the header of an order, or the quantity of one of its lines."""
    table = entity_set(exchange.path["entity_set"])
    if table not in (CUSTOMERS, SALES_ORDERS, SALES_ORDER_LINES):
        raise MethodNotAllowedError(f"Entity set '{table.name}' does not support Modify.")
    row, body, book = find(exchange, table), read_object(exchange.body), exchange.book
    exchange.must_match(table, row)
    if table is CUSTOMERS:
        book.change_customer(row, customer_change(body))
    elif table is SALES_ORDERS:
        book.change_ship_to(row, changed_ship_to(body, row.ship_to))
    else:
        order, line = row
        book.amend_line(order, line, changed_quantity(body))
    return single(exchange, table, table.view(row))


def delete(exchange: Exchange) -> Response:
    """Delete an order or one of its lines."""
    table = entity_set(exchange.path["entity_set"])
    if table not in (SALES_ORDERS, SALES_ORDER_LINES):
        raise MethodNotAllowedError(f"Entity set '{table.name}' does not support Delete.")
    row = find(exchange, table)
    exchange.must_match(table, row)
    if table is SALES_ORDERS:
        exchange.book.delete_order(row)
    else:
        order, line = row
        exchange.book.remove_line(order, line)
    return no_content()


def _add_line(exchange: Exchange, order: SalesOrder | None, body: Body) -> Response:
    document_id, draft = line_draft(body)
    if order is None:
        if not document_id:
            raise RequiredParameterError("salesOrderLine.documentId must be given.")
        order = exchange.book.store.orders.get(document_id)
        if order is None:
            raise RecordNotFoundError(f"There is no salesOrder with the id '{document_id}'.")
    line = exchange.book.add_line(order, draft)
    written = SALES_ORDER_LINES.view(OrderLineRow(order, line))
    return single(exchange, SALES_ORDER_LINES, written, 201)


def _created(exchange: Exchange, shape: Shape, row: Row, row_id: str) -> Response:
    response = single(exchange, shape.entity_set, shape.write(row), 201)
    response.headers["location"] = f"{exchange.company_root}/{shape.entity_set.name}({row_id})"
    return response


def _posted(exchange: Exchange, shape: Shape, row: Row) -> Response:
    table: EntitySet = shape.entity_set
    return single(exchange, table, shape.write(row))


def _ship(exchange: Exchange, order: SalesOrder, body: Body) -> Response:
    external_number, quantities = shipping(body)
    return _posted(exchange, SHIPMENT_WITH_LINES, exchange.book.ship(order, external_number, quantities))


def _invoice(exchange: Exchange, order: SalesOrder, body: Body) -> Response:
    no_parameters(body, "invoice")
    return _posted(exchange, INVOICE_WITH_LINES, exchange.book.invoice(order))


def _ship_and_invoice(exchange: Exchange, order: SalesOrder, body: Body) -> Response:
    no_parameters(body, "shipAndInvoice")
    exchange.book.ship(order, "", [])
    exchange.book.invoice(order)
    return no_content()


def _amend(exchange: Exchange, order: SalesOrder, body: Body) -> Response:
    exchange.book.amend_order(order, amendment(body))
    return _posted(exchange, ORDER_WITH_LINES, order)


def _cancel(exchange: Exchange, order: SalesOrder, body: Body) -> Response:
    no_parameters(body, "cancel")
    exchange.book.cancel_order(order)
    return no_content()


ACTIONS: dict[str, Callable[[Exchange, SalesOrder, Body], Response]] = {
    "ship": _ship,
    "invoice": _invoice,
    "shipAndInvoice": _ship_and_invoice,
    "amend": _amend,
    "cancel": _cancel,
}
