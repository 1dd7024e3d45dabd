"""The actions bound to documents: shipping, invoicing, posting, giving up."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from simulators.cloud_erp.api.answers import VERSION, no_content
from simulators.cloud_erp.api.door import Exchange
from simulators.cloud_erp.api.methods import NAMESPACE, allowed_methods
from simulators.cloud_erp.api.reads import find, single
from simulators.cloud_erp.api.writes import add_line
from simulators.cloud_erp.errors import MethodNotAllowedError, UnknownResourceError
from simulators.cloud_erp.schemas.bodies import Body, read_object
from simulators.cloud_erp.schemas.entity import Row
from simulators.cloud_erp.schemas.query import whole
from simulators.cloud_erp.schemas.requests import amendment, moving, no_parameters

Act = Callable[[Exchange, str, Body], Response]


def act(exchange: Exchange) -> Response:
    """Run a bound action, or enter a line under its document."""
    table, segment = exchange.edition.entity_set(exchange.path["entity_set"]), exchange.path["segment"]
    name = segment.removeprefix(NAMESPACE)
    if table.action(name) is not None:
        body = read_object(exchange.body)
        return ACTIONS[table.name, name](exchange, table.properties[0].get(find(exchange, table)), body)
    if table.can_insert and segment == table.lines:
        body = read_object(exchange.body)
        key = table.properties[0].get(find(exchange, table))
        return add_line(exchange, exchange.edition.sets[segment], body, key)
    allowed = allowed_methods(table, has_key=True, segment=segment)
    if allowed:
        raise MethodNotAllowedError(f"'{segment}' of {table.name} does not support POST.", allowed)
    raise UnknownResourceError(f"There is no action '{segment}' on {table.name}.")


def _shown(exchange: Exchange, entity_set: str, row: Row) -> Response:
    """Answer with a document and its lines."""
    shape = whole(exchange.edition, entity_set)
    return single(exchange, shape.entity_set, shape.write(row, exchange.book.store))


def _ship(exchange: Exchange, key: str, body: Body) -> Response:
    number, quantities = moving("ship", body)
    return _shown(exchange, "salesShipments", exchange.book.selling.ship(key, number, quantities))


def _invoice(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "invoice")
    return _shown(exchange, "salesInvoices", exchange.book.selling.invoice(key))


def _ship_and_invoice(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "shipAndInvoice")
    exchange.book.selling.ship_and_invoice(key)
    return no_content()


def _amend(exchange: Exchange, key: str, body: Body) -> Response:
    return _shown(exchange, "salesOrders", exchange.book.selling.amend(key, amendment(body)))


def _cancel_sale(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "cancel")
    exchange.book.selling.cancel(key)
    return no_content()


def _receive(exchange: Exchange, key: str, body: Body) -> Response:
    number, quantities = moving("receive", body)
    return _shown(exchange, "purchaseReceipts", exchange.book.purchasing.receive(key, number, quantities))


def _receive_and_invoice(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "receiveAndInvoice")
    exchange.book.purchasing.receive_and_invoice(key)
    return no_content()


def _cancel_purchase(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "cancel")
    exchange.book.purchasing.cancel(key)
    return no_content()


def _post_invoice(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "post")
    exchange.book.billing.post_invoice(key)
    return no_content()


def _cancel_invoice(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "cancel")
    exchange.book.billing.cancel(key)
    return no_content()


def _correct_invoice(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "makeCorrectiveCreditMemo")
    memo = exchange.book.billing.correct(key)
    location = f"{exchange.company_root}/salesCreditMemos({memo.id})"
    return Response(status_code=204, headers={**VERSION, "location": location})


def _post_credit_memo(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "post")
    exchange.book.billing.post_credit_memo(key)
    return no_content()


def _post_purchase_invoice(exchange: Exchange, key: str, body: Body) -> Response:
    no_parameters(body, "post")
    exchange.book.payables.post(key)
    return no_content()


ACTIONS: Mapping[tuple[str, str], Act] = {
    ("salesOrders", "ship"): _ship,
    ("salesOrders", "invoice"): _invoice,
    ("salesOrders", "shipAndInvoice"): _ship_and_invoice,
    ("salesOrders", "amend"): _amend,
    ("salesOrders", "cancel"): _cancel_sale,
    ("purchaseOrders", "receive"): _receive,
    ("purchaseOrders", "receiveAndInvoice"): _receive_and_invoice,
    ("purchaseOrders", "cancel"): _cancel_purchase,
    ("salesInvoices", "post"): _post_invoice,
    ("salesInvoices", "cancel"): _cancel_invoice,
    ("salesInvoices", "makeCorrectiveCreditMemo"): _correct_invoice,
    ("salesCreditMemos", "post"): _post_credit_memo,
    ("purchaseInvoices", "post"): _post_purchase_invoice,
}
