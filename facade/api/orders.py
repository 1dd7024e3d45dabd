"""The experience API: place an order, look at it, take it back."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import Response

from facade.api.intake import Intake
from facade.api.problem import ProblemError, documented
from facade.api.schemas import Accepted, CancelOrder, NewOrder
from facade.canonical.order import BookedOrder
from facade.dual_run.order_book import DualOrderBook
from facade.errors import FacadeError
from facade.messaging.store import Store
from facade.orders import events as ev
from facade.orders.cancelling import CANCELLABLE
from facade.orders.desk import OrderDesk
from facade.orders.state import OrderState
from facade.orders.worker import Trail

ReferencePath = Annotated[str, Path(max_length=40, description="the buyer's own reference")]
KeyHeader = Annotated[str, Header(alias="Idempotency-Key", max_length=255, min_length=1)]
MessageHeader = Annotated[str, Header(alias="X-Request-Id", max_length=120)]


class OrderReader:
    """Shows an order: what the façade did, and what the book that answers says."""

    def __init__(self, desk: OrderDesk, books: DualOrderBook) -> None:
        self._desk = desk
        self._books = books
        self._reads = 0

    async def show(self, state: OrderState) -> dict[str, Any]:
        """Give the public view; a book that is down leaves a gap that says so, never an error."""
        route = self._desk.route_of(state)
        document = summary(state)
        if state.booking is None:
            return document
        self._reads += 1
        call = Trail(state.order.external_ref, f"{state.order_id}#read{self._reads}", state.accepted_by, 1)
        try:
            booked = await self._books.read(route, state.order.external_ref, call)
        except FacadeError as failure:
            document["book"] = {"unavailable": str(failure)}
        else:
            document["book"] = _booked(booked) if booked is not None else None
        return document


def summary(state: OrderState) -> dict[str, Any]:
    """Give what the façade itself knows, without asking anybody."""
    wish = state.cancellation
    return {
        "reference": state.order.external_ref,
        "channel": state.order.channel,
        "customer": state.order.customer_id,
        "status": state.status,
        "reason": state.reason,
        "capability": state.route.capability,
        "cohort": state.route.cohort,
        "stage": state.route.stage,
        "side": state.route.authoritative,
        "mirrored": state.route.mirror is not None,
        "policy_version": state.route.policy_version,
        "shipment": state.shipment.reference if state.shipment else None,
        "invoice": state.invoice.number if state.invoice else None,
        "cancellation": {"outcome": wish.outcome, "reason": wish.reason} if wish else None,
        "lines": [
            {
                "line": line.line,
                "item": line.item_id,
                "quantity": int(line.quantity.value),
                "uom": line.quantity.uom,
                "unit_price": str(line.unit_price.amount),
            }
            for line in state.order.lines
        ],
    }


def _booked(order: BookedOrder) -> Mapping[str, Any]:
    return {
        "number": order.number,
        "status": order.status,
        "net": str(order.net),
        "tax": str(order.tax),
        "gross": str(order.gross),
        "currency": order.currency,
    }


def found(desk: OrderDesk, reference: str) -> OrderState:
    """Give the order of that reference.

    Raises:
        ProblemError: there is none.
    """
    state = desk.load(reference)
    if state is None:
        raise ProblemError(
            404, "order_unknown", f"no order has the reference {reference!r}", "path.reference"
        )
    return state


def request_cancellation(
    desk: OrderDesk, state: OrderState, quantities: tuple[tuple[int, int], ...], message_id: str
) -> OrderState:
    """Take in a wish to cancel.

    Raises:
        ProblemError: it is too late, another wish is still open, or a line does not hold that much.
    """
    if state.status not in CANCELLABLE:
        detail = f"the order is already {state.status}"
        raise ProblemError(409, "too_late_to_cancel", detail, "path.reference")
    if state.cancel_pending:
        raise ProblemError(409, "cancellation_pending", "an earlier cancellation is still open")
    ordered = {line.line: int(line.quantity.value) for line in state.order.lines}
    for line, quantity in quantities:
        if quantity > ordered.get(line, 0):
            detail = f"line {line} holds {ordered.get(line, 0)}, so {quantity} cannot be taken back"
            raise ProblemError(409, "more_than_ordered", detail, "body.lines")
    return desk.apply(state.order_id, ev.CancelRequested(quantities), message_id)


def orders_router(intake: Intake, desk: OrderDesk, reader: OrderReader, store: Store) -> APIRouter:
    """Make the routes of the experience API."""
    router = APIRouter(tags=["orders"])

    @router.post(
        "/orders",
        summary="Place an order",
        status_code=202,
        response_model=Accepted,
        responses=documented(400, 409, 413, 422),
    )
    async def place(
        request: Request,
        order: NewOrder,
        key: KeyHeader,
        message_id: MessageHeader = None,  # type: ignore[assignment]
    ) -> Response:
        return intake.accept(order.canonical(), key, await request.body(), message_id)

    @router.get(
        "/orders/{reference}",
        summary="Look at an order, with what the answering book says",
        responses=documented(404, 422),
    )
    async def look(reference: ReferencePath) -> Response:
        return _json(await reader.show(found(desk, reference)))

    @router.get(
        "/orders/{reference}/status",
        summary="Where an order stands, without asking any book",
        responses=documented(404, 422),
    )
    async def status(reference: ReferencePath) -> Response:
        return _json(summary(found(desk, reference)))

    @router.post(
        "/orders/{reference}/cancel",
        summary="Take back an order, or some of it",
        status_code=202,
        responses=documented(400, 404, 409, 413, 422),
    )
    async def cancel(
        reference: ReferencePath,
        wish: CancelOrder,
        message_id: MessageHeader = None,  # type: ignore[assignment]
    ) -> Response:
        quantities = tuple((line.line, line.quantity) for line in wish.lines)
        state = request_cancellation(
            desk, found(desk, reference), quantities, message_id or f"cancel:{reference}"
        )
        return _json(summary(state), 202)

    @router.get(
        "/orders/{reference}/trail",
        summary="Everything that has happened to an order",
        responses=documented(404, 422),
    )
    async def trail(reference: ReferencePath) -> Response:
        state = found(desk, reference)
        return _json([_step(entry) for entry in store.trail(state.order_id)])

    return router


def _step(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - a slotted record, shown field by field
    return {name: getattr(entry, name) for name in entry.__slots__}


def _json(document: object, status: int = 200) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")
