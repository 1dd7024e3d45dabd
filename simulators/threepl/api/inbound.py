"""Receivings and returns, over HTTP."""

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.chassis.pages import page
from simulators.threepl.api.serving import (
    ACT,
    CHANGE,
    CURSOR,
    ENTER,
    LOOK,
    OF_QUERY,
    ONE,
    address,
    answer,
    document,
    entered,
    path_id,
    queried,
    wave_of,
)
from simulators.threepl.domain.goods import Receiving, Return
from simulators.threepl.errors import UnknownLocationError
from simulators.threepl.events import return_document
from simulators.threepl.schemas.answers import Answer, box_documents, page_document, receiving_document
from simulators.threepl.schemas.described import BoxAnswer, ReceivingAnswer, ReturnAnswer, ReturnPage
from simulators.threepl.schemas.requests import CenterRequest, ReceivingRequest, ReturnRequest
from simulators.threepl.service import Provider

RECEIVINGS = (
    OF_QUERY.ids("IDs"),
    OF_QUERY.texts("Statuses"),
    OF_QUERY.texts("PurchaseOrderNumbers"),
    OF_QUERY.whole("Page", 1, 1_000_000),
    OF_QUERY.whole("Limit", 50, 250),
)
RETURNS = (
    OF_QUERY.ids("Ids"),
    OF_QUERY.texts("ReferenceIds"),
    OF_QUERY.texts("Status"),
    OF_QUERY.ids("OriginalShipmentIds"),
    CURSOR,
    OF_QUERY.whole("Limit", 50, 250),
)


async def announce(request: Request) -> Response:
    """Announce boxes that will come."""
    provider = entered(request)
    asked = await document(request, ReceivingRequest)
    _check(provider, asked.fulfillment_center)
    return _receiving(request, provider, provider.receiving.announce(asked.announced()), 201)


async def get_receivings(request: Request) -> Response:
    """Show a page of the receivings that fit."""
    provider, wave = entered(request), wave_of(request)
    ids, statuses, numbers, number, limit = queried(request, RECEIVINGS)
    found = provider.receiving.receivings(ids or (), statuses, numbers)[(number - 1) * limit : number * limit]
    return answer(request, [receiving_document(each, provider.store.site, wave) for each in found])


async def get_receiving(request: Request) -> Response:
    """Show one receiving."""
    provider = entered(request)
    return _receiving(request, provider, provider.receiving.receiving(path_id(request, "receiving")))


async def get_boxes(request: Request) -> Response:
    """Show the boxes of a receiving."""
    receiving = entered(request).receiving.receiving(path_id(request, "receiving"))
    return answer(request, box_documents(receiving))


async def cancel_receiving(request: Request) -> Response:
    """Expect a receiving no more."""
    provider = entered(request)
    return _receiving(request, provider, provider.receiving.cancel(path_id(request, "receiving")))


async def announce_return(request: Request) -> Response:
    """Announce goods that will come back."""
    provider = entered(request)
    asked = await document(request, ReturnRequest)
    _check(provider, asked.fulfillment_center)
    return answer(request, _returned(provider, provider.returning.announce(asked.asked())), 201)


async def get_returns(request: Request) -> Response:
    """Show a page of the returns that fit."""
    provider = entered(request)
    ids, references, statuses, shipments, first, limit = queried(request, RETURNS)
    fitting = {
        back.id: back
        for back in provider.returning.returns()
        if (ids is None or back.id in ids)
        and (not references or back.reference_id in references)
        and (not statuses or back.status.value in statuses)
        and (shipments is None or back.shipment_id in shipments)
    }
    found, further = page(tuple(fitting), first, limit)
    shown = [_returned(provider, fitting[return_id]) for return_id in found]
    return answer(request, page_document(shown, address(request, f"/return?Limit={limit}&"), further))


async def get_return(request: Request) -> Response:
    """Show one return."""
    provider = entered(request)
    return answer(request, _returned(provider, provider.returning.returned(path_id(request, "return"))))


async def change_return(request: Request) -> Response:
    """Announce a return anew, as long as nothing of it has arrived."""
    provider, return_id = entered(request), path_id(request, "return")
    asked = await document(request, ReturnRequest)
    _check(provider, asked.fulfillment_center)
    return answer(request, _returned(provider, provider.returning.change(return_id, asked.asked())))


async def cancel_return(request: Request) -> Response:
    """Expect nothing more of a return."""
    provider = entered(request)
    return answer(request, _returned(provider, provider.returning.cancel(path_id(request, "return"))))


def _check(provider: Provider, center: CenterRequest) -> None:
    if str(center.id) != provider.store.site:
        raise UnknownLocationError(f"fulfillment_center.id: must be {provider.store.site}, found {center.id}")


def _receiving(request: Request, provider: Provider, receiving: Receiving, status: int = 200) -> Response:
    return answer(request, receiving_document(receiving, provider.store.site, wave_of(request)), status)


def _returned(provider: Provider, back: Return) -> Answer:
    names = provider.inventory.names(line.inventory_id for line in back.lines)
    return return_document(back, provider.store.site, names)


_RECEIVING, _RETURN = "/receiving/{receiving_id}", "/return/{return_id}"
OPERATIONS = (
    Operation("POST", "/receiving", announce, ReceivingAnswer, 201, ENTER, ReceivingRequest),
    Operation("GET", "/receiving", get_receivings, list[ReceivingAnswer], refusals=LOOK, query=RECEIVINGS),
    Operation("GET", _RECEIVING, get_receiving, ReceivingAnswer, refusals=ONE),
    Operation("GET", f"{_RECEIVING}/boxes", get_boxes, list[BoxAnswer], refusals=ONE),
    Operation("POST", f"{_RECEIVING}:cancel", cancel_receiving, ReceivingAnswer, refusals=ACT),
    Operation("POST", "/return", announce_return, ReturnAnswer, 201, CHANGE, ReturnRequest),
    Operation("GET", "/return", get_returns, ReturnPage, refusals=LOOK, query=RETURNS),
    Operation("GET", _RETURN, get_return, ReturnAnswer, refusals=ONE),
    Operation("PUT", _RETURN, change_return, ReturnAnswer, 200, CHANGE, ReturnRequest),
    Operation("POST", f"{_RETURN}:cancel", cancel_return, ReturnAnswer, refusals=ACT),
)
