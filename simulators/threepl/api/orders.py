"""Orders, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.threepl.api.serving import (
    ACT,
    ENTER,
    LOOK,
    OF_QUERY,
    ONE,
    answer,
    document,
    entered,
    path_id,
    queried,
    wave_of,
)
from simulators.threepl.events import shipment_document
from simulators.threepl.schemas.answers import canceled_document, order_document
from simulators.threepl.schemas.described import CanceledAnswer, OrderAnswer, ShipmentAnswer
from simulators.threepl.schemas.requests import OrderRequest
from simulators.threepl.schemas.waves import orders_in, shipment_in
from simulators.threepl.service.orders import Criteria

SORT = OF_QUERY.one_of("SortOrder", ("Newest", "Oldest"))
ORDERS = (
    OF_QUERY.ids("IDs"),
    OF_QUERY.texts("ReferenceIds"),
    OF_QUERY.instant("StartDate"),
    OF_QUERY.instant("EndDate"),
    OF_QUERY.instant("LastUpdateStartDate"),
    OF_QUERY.instant("LastUpdateEndDate"),
    OF_QUERY.flag("HasTracking"),
    SORT,
    OF_QUERY.whole("Page", 1, 1_000_000),
    OF_QUERY.whole("Limit", 50, 250),
)


async def create_order(request: Request) -> Response:
    """Create an order, on hold or not."""
    provider = entered(request)
    order = provider.orders.create((await document(request, OrderRequest)).draft())
    return answer(request, order_document(order, wave_of(request)), 201)


async def release_order(request: Request) -> Response:
    """End the client's hold on an order."""
    order = entered(request).orders.release(path_id(request, "order"))
    return answer(request, order_document(order, wave_of(request)))


async def cancel_order(request: Request) -> Response:
    """Take an order back."""
    order = entered(request).orders.cancel(path_id(request, "order"))
    return answer(request, canceled_document(order, wave_of(request)))


async def get_shipments(request: Request) -> Response:
    """Show an order's shipments."""
    order = entered(request).orders.order(path_id(request, "order"))
    return answer(request, [shipment_in(wave_of(request), shipment_document(order))])


async def get_order(request: Request) -> Response:
    """Show one order."""
    order = entered(request).orders.order(path_id(request, "order"))
    return answer(request, order_document(order, wave_of(request)))


async def get_orders(request: Request) -> Response:
    """Show a page of the orders that fit."""
    orders, wave = entered(request).orders, wave_of(request)
    *criteria, sort, page, limit = queried(request, ORDERS)
    found = orders.find(Criteria(*criteria), page, limit, is_newest_first=sort == "Newest")
    return answer(request, orders_in(wave, [order_document(order, wave) for order in found]))


OPERATIONS = (
    Operation("POST", "/order", create_order, OrderAnswer, 201, ENTER, OrderRequest),
    Operation("POST", "/order/{order_id}:release", release_order, OrderAnswer, refusals=ACT),
    Operation("POST", "/order/{order_id}:unhold", release_order, OrderAnswer, refusals=ACT),
    Operation("POST", "/order/{order_id}:cancel", cancel_order, CanceledAnswer, refusals=ACT),
    Operation("GET", "/order/{order_id}/shipment", get_shipments, list[ShipmentAnswer], refusals=ONE),
    Operation("GET", "/order/{order_id}", get_order, OrderAnswer, refusals=ONE),
    Operation("GET", "/order", get_orders, list[OrderAnswer], refusals=LOOK, query=ORDERS),
)
