"""Shipments, over HTTP: one for each order."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.chassis.stock_room import total_by_item
from simulators.threepl.api.serving import ACT, CHANGE, ONE, answer, document, entered, path_id, wave_of
from simulators.threepl.domain.orders import Order
from simulators.threepl.errors import NotFoundError
from simulators.threepl.events import shipment_document
from simulators.threepl.schemas.answers import line_item_documents, log_documents, refilled_document
from simulators.threepl.schemas.described import DoneAnswer, LineItemAnswer, LogAnswer, ShipmentAnswer
from simulators.threepl.schemas.requests import ItemsRequest, ReaddressRequest
from simulators.threepl.schemas.waves import shipment_in
from simulators.threepl.service import Provider


def _order(provider: Provider, request: Request) -> Order:
    order = provider.orders.by_shipment(path_id(request, "shipment"))
    if "order_id" in request.path_params and path_id(request, "order") != order.id:
        raise NotFoundError("shipment", order.shipment_id)
    return order


async def get_shipment(request: Request) -> Response:
    """Show one shipment."""
    order = _order(entered(request), request)
    return answer(request, shipment_in(wave_of(request), shipment_document(order)))


async def get_logs(request: Request) -> Response:
    """Show what has happened to a shipment."""
    return answer(request, log_documents(_order(entered(request), request)))


async def cancel_shipment(request: Request) -> Response:
    """Take a shipment back, and with it its order."""
    provider = entered(request)
    order = provider.orders.cancel(_order(provider, request).id)
    return answer(request, shipment_in(wave_of(request), shipment_document(order)))


async def readdress(request: Request) -> Response:
    """Send a shipment somewhere else."""
    provider = entered(request)
    asked = await document(request, ReaddressRequest)
    order = _order(provider, request)
    provider.orders.readdress(order.id, asked.recipient(order.recipient))
    return answer(request, {"id": order.shipment_id, "is_success": True, "error": None})


async def refill(request: Request) -> Response:
    """Put other items in a shipment."""
    provider = entered(request)
    asked = await document(request, ItemsRequest)
    order, after = _order(provider, request), asked.quantities()
    before = total_by_item(order.products)
    return answer(request, refilled_document(provider.orders.refill(order.id, after), before, after))


async def get_line_items(request: Request) -> Response:
    """Show what is in a shipment."""
    provider = entered(request)
    order = _order(provider, request)
    names = provider.inventory.names(item for _, item, _ in order.products)
    return answer(request, line_item_documents(order, names))


_ONE = "/shipment/{shipment_id}"
_OF_ORDER = "/order/{order_id}/shipment/{shipment_id}"
OPERATIONS = (
    Operation("GET", _ONE, get_shipment, ShipmentAnswer, refusals=ONE),
    Operation("GET", _OF_ORDER, get_shipment, ShipmentAnswer, refusals=ONE),
    Operation("GET", f"{_ONE}/logs", get_logs, list[LogAnswer], refusals=ONE),
    Operation("GET", f"{_ONE}/timeline", get_logs, list[LogAnswer], refusals=ONE),
    Operation("GET", f"{_OF_ORDER}/logs", get_logs, list[LogAnswer], refusals=ONE),
    Operation("GET", f"{_OF_ORDER}/timeline", get_logs, list[LogAnswer], refusals=ONE),
    Operation("POST", f"{_ONE}:cancel", cancel_shipment, ShipmentAnswer, refusals=ACT),
    Operation("POST", f"{_OF_ORDER}:cancel", cancel_shipment, ShipmentAnswer, refusals=ACT),
    Operation("PUT", f"{_ONE}:updateAddress", readdress, DoneAnswer, 200, CHANGE, ReaddressRequest),
    Operation("POST", f"{_ONE}:updateLineItems", refill, DoneAnswer, 200, CHANGE, ItemsRequest),
    Operation("GET", f"{_ONE}:getLineItems", get_line_items, list[LineItemAnswer], refusals=ONE),
)
