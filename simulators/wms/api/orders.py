"""Orders, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.wms.api.serving import (
    answer,
    document,
    entered,
    must_match,
    must_name_something,
    path_id,
    queried,
    tagged,
)
from simulators.wms.domain.order import WarehouseOrder
from simulators.wms.schemas.answers import order_document, order_status
from simulators.wms.schemas.described.orders import OrderAnswer, OrderStatusAnswer
from simulators.wms.schemas.orders import OrderRequest, TermsRequest
from simulators.wms.schemas.queries import ORDERS
from simulators.wms.service.ordering import Criteria


async def create_order(request: Request) -> Response:
    """Allocate stock to a new order."""
    warehouse = entered(request)
    order = warehouse.orders.create((await document(request, OrderRequest)).draft())
    return tagged(order_status(order), order.version, 201)


async def release_order(request: Request) -> Response:
    """Let an order join the next wave."""
    return _command(entered(request).orders.release(path_id(request, "order")))


async def cancel_order(request: Request) -> Response:
    """Take an order back."""
    return _command(entered(request).orders.cancel(path_id(request, "order")))


async def get_order(request: Request) -> Response:
    """Show one order."""
    order = entered(request).orders.order(path_id(request, "order"))
    return tagged(order_document(order), order.version)


async def find_orders(request: Request) -> Response:
    """Show the orders that fit, oldest first."""
    warehouse = entered(request)
    *criteria, first, limit = queried(request, ORDERS)
    found = warehouse.orders.find(Criteria(*criteria), first, limit)
    return answer([order_document(order) for order in found])


async def replace_order(request: Request) -> Response:
    """Put a new version in the place of an order that is not released."""
    orders, order_id = entered(request).orders, path_id(request, "order")
    must_match(request, orders.order(order_id).version)
    draft = (await document(request, OrderRequest)).draft()
    must_match(request, orders.order(order_id).version)
    order = orders.replace(order_id, draft)
    return tagged(order_document(order), order.version)


async def change_order(request: Request) -> Response:
    """Treat an order otherwise, as long as nobody has picked it."""
    orders, order_id = entered(request).orders, path_id(request, "order")
    must_match(request, orders.order(order_id).version)
    wanted = await document(request, TermsRequest)
    must_name_something(wanted.model_fields_set)
    must_match(request, orders.order(order_id).version)
    order = orders.set_terms(order_id, wanted.terms(orders.order(order_id).terms))
    return tagged(order_document(order), order.version)


def _command(order: WarehouseOrder) -> Response:
    return tagged(order_status(order), order.version)


ROOT = "/api/v1/orders"
ONE = f"{ROOT}/{{order_id}}"
CHANGE = (400, 401, 404, 409, 412, 413, 428)
OPERATIONS = (
    Operation("POST", ROOT, create_order, OrderStatusAnswer, 201, (400, 401, 409, 413), OrderRequest),
    Operation("POST", f"{ONE}/release", release_order, OrderStatusAnswer, refusals=(401, 404, 409)),
    Operation("POST", f"{ONE}/cancel", cancel_order, OrderStatusAnswer, refusals=(401, 404, 409)),
    Operation("GET", ONE, get_order, OrderAnswer, refusals=(401, 404)),
    Operation("GET", ROOT, find_orders, list[OrderAnswer], refusals=(400, 401), query=ORDERS),
    Operation("PUT", ONE, replace_order, OrderAnswer, 200, CHANGE, OrderRequest, needs_match=True),
    Operation("PATCH", ONE, change_order, OrderAnswer, 200, CHANGE, TermsRequest, needs_match=True),
)
