"""Receipts, announced deliveries and returns, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.wms.api.serving import (
    answer,
    document,
    entered,
    must_match,
    path_id,
    queried,
    tagged,
)
from simulators.wms.schemas.answers import inbound_document, receipt_document, return_document
from simulators.wms.schemas.arrivals import (
    ArrivalRequest,
    InboundRequest,
    ReceiptRequest,
    ReturnedRequest,
    ReturnRequest,
)
from simulators.wms.schemas.described.arrivals import (
    InboundAnswer,
    InboundPage,
    ReceiptAnswer,
    ReturnAnswer,
    ReturnPage,
    WholeReceiptAnswer,
)
from simulators.wms.schemas.queries import ID_MAX, OF_QUERY, paged
from simulators.wms.service import Warehouse

INBOUNDS = (OF_QUERY.text("inboundOrderNumber", None), *paged("inboundOrderId"))
RETURNS = (OF_QUERY.whole("orderId", None, ID_MAX), *paged("returnOrderId"))


async def post_receipt(request: Request) -> Response:
    """Put what nobody announced on the shelves."""
    warehouse = entered(request)
    asked = await document(request, ReceiptRequest)
    receipt_id = warehouse.receiving.receive(asked.goods_owner_reference, asked.quantities())
    return answer({"receiptId": receipt_id, "goodsOwnerReference": asked.goods_owner_reference}, 201)


async def get_receipt(request: Request) -> Response:
    """Show what was taken in at once."""
    return _receipt(entered(request), path_id(request, "receipt"), 200)


async def announce(request: Request) -> Response:
    """Announce a delivery."""
    warehouse = entered(request)
    asked = await document(request, InboundRequest)
    inbound = warehouse.receiving.announce(asked.inbound_order_number, asked.day(), asked.rows())
    return tagged(inbound_document(inbound), inbound.version, 201)


async def get_inbounds(request: Request) -> Response:
    """Show a page of announced deliveries."""
    found, further = entered(request).receiving.inbounds(*queried(request, INBOUNDS))
    shown = [inbound_document(inbound) for inbound in found]
    return answer({"inboundOrders": shown, "nextInboundOrderId": further})


async def get_inbound(request: Request) -> Response:
    """Show one announced delivery."""
    inbound = entered(request).receiving.inbound(path_id(request, "inbound_order"))
    return tagged(inbound_document(inbound), inbound.version)


async def change_inbound(request: Request) -> Response:
    """Announce a delivery anew, as long as nothing of it has arrived."""
    receiving, inbound_id = entered(request).receiving, path_id(request, "inbound_order")
    must_match(request, receiving.inbound(inbound_id).version)
    asked = await document(request, InboundRequest)
    must_match(request, receiving.inbound(inbound_id).version)
    inbound = receiving.change(inbound_id, asked.day(), asked.rows())
    return tagged(inbound_document(inbound), inbound.version)


async def receive_inbound(request: Request) -> Response:
    """Take in some of a delivery."""
    warehouse, inbound_id = entered(request), path_id(request, "inbound_order")
    asked = await document(request, ArrivalRequest)
    receipt = warehouse.receiving.arrive(inbound_id, [line.arrival() for line in asked.lines])
    return _receipt(warehouse, receipt.receipt_id, 201)


async def close_inbound(request: Request) -> Response:
    """Expect no more of a delivery."""
    inbound = entered(request).receiving.close(path_id(request, "inbound_order"))
    return tagged(inbound_document(inbound), inbound.version)


async def cancel_inbound(request: Request) -> Response:
    """Expect a delivery no more."""
    inbound = entered(request).receiving.cancel(path_id(request, "inbound_order"))
    return tagged(inbound_document(inbound), inbound.version)


async def announce_return(request: Request) -> Response:
    """Announce that some of a shipped order will come back."""
    warehouse = entered(request)
    asked = await document(request, ReturnRequest)
    number = asked.goods_owner_return_number or ""
    returned = warehouse.returning.announce(asked.order_id, asked.rows(), number)
    return answer(return_document(returned), 201)


async def get_returns(request: Request) -> Response:
    """Show a page of returns."""
    found, further = entered(request).returning.returns(*queried(request, RETURNS))
    return answer({"returnOrders": [return_document(each) for each in found], "nextReturnOrderId": further})


async def get_return(request: Request) -> Response:
    """Show one return."""
    return answer(return_document(entered(request).returning.returned(path_id(request, "return_order"))))


async def receive_return(request: Request) -> Response:
    """Take back some of a return."""
    returning, return_id = entered(request).returning, path_id(request, "return_order")
    asked = await document(request, ReturnedRequest)
    return answer(return_document(returning.arrive(return_id, asked.arrivals())))


async def cancel_return(request: Request) -> Response:
    """Expect nothing more of a return."""
    return answer(return_document(entered(request).returning.cancel(path_id(request, "return_order"))))


def _receipt(warehouse: Warehouse, receipt_id: int, status: int) -> Response:
    receipt = warehouse.receiving.receipt(receipt_id)
    return answer(receipt_document(receipt, warehouse.stock_book.of_posting(receipt.posting)), status)


_RECEIPTS, _INBOUNDS, _RETURNS = "/api/v1/receipts", "/api/v1/inboundOrders", "/api/v1/returnOrders"
_ONE = f"{_INBOUNDS}/{{inbound_order_id}}"
_RETURN = f"{_RETURNS}/{{return_order_id}}"
_CHANGE = (400, 401, 404, 409, 412, 413, 428)
_WORK = (400, 401, 404, 409, 413)
_END = (401, 404, 409)
_LIST = (400, 401)
OPERATIONS = (
    Operation("POST", _RECEIPTS, post_receipt, ReceiptAnswer, 201, (400, 401, 413), ReceiptRequest),
    Operation("GET", f"{_RECEIPTS}/{{receipt_id}}", get_receipt, WholeReceiptAnswer, refusals=(401, 404)),
    Operation("POST", _INBOUNDS, announce, InboundAnswer, 201, (400, 401, 413), InboundRequest),
    Operation("GET", _INBOUNDS, get_inbounds, InboundPage, 200, _LIST, query=INBOUNDS),
    Operation("GET", _ONE, get_inbound, InboundAnswer, refusals=(401, 404)),
    Operation("PUT", _ONE, change_inbound, InboundAnswer, 200, _CHANGE, InboundRequest, needs_match=True),
    Operation("POST", f"{_ONE}/receipts", receive_inbound, WholeReceiptAnswer, 201, _WORK, ArrivalRequest),
    Operation("POST", f"{_ONE}/close", close_inbound, InboundAnswer, refusals=_END),
    Operation("POST", f"{_ONE}/cancel", cancel_inbound, InboundAnswer, refusals=_END),
    Operation("POST", _RETURNS, announce_return, ReturnAnswer, 201, _WORK, ReturnRequest),
    Operation("GET", _RETURNS, get_returns, ReturnPage, 200, _LIST, query=RETURNS),
    Operation("GET", _RETURN, get_return, ReturnAnswer, refusals=(401, 404)),
    Operation("POST", f"{_RETURN}/receipts", receive_return, ReturnAnswer, 200, _WORK, ReturnedRequest),
    Operation("POST", f"{_RETURN}/cancel", cancel_return, ReturnAnswer, refusals=_END),
)
