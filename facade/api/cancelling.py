"""Taking an order back: by the channel that placed it, or by an operator who says why."""

from hashlib import blake2b
from typing import Annotated

from fastapi import FastAPI, Header, Request
from fastapi.responses import Response

from facade.api.access import VERSION
from facade.api.answers import StatusShown
from facade.api.body import JsonRoute
from facade.api.edge import Caller
from facade.api.keyed import KeyedWishes
from facade.api.orders import MessageHeader, ReferencePath, found, owned, refuse_twice
from facade.api.places import CONTROL
from facade.api.problem import KEY_LENGTH_MAX, ProblemError, documented
from facade.api.schemas import CancelByOperator, CancelOrder
from facade.api.views import summary
from facade.orders import events as ev
from facade.orders.desk import OrderDesk
from facade.orders.order_table import CANCELLABLE
from facade.orders.part import Units
from facade.orders.state import OrderState
from facade.orders.taking_back import may_take_back

OptionalKey = Annotated[str, Header(alias="Idempotency-Key", max_length=KEY_LENGTH_MAX, min_length=1)]


def expect_cancellable(state: OrderState, quantities: Units) -> None:
    """Let a wish to cancel pass that can be taken in.

    Raises:
        ProblemError: it is too late, another wish is still open, a line does not hold that much, or is
            named twice.
    """
    refuse_twice([line for line, _ in quantities])
    if state.status not in CANCELLABLE or not may_take_back(state, quantities):
        detail = f"the order is already {state.status}, or what is to be taken back is: it may be returned"
        raise ProblemError(409, "too_late_to_cancel", detail, "path.reference")
    if state.cancel_open:
        raise ProblemError(409, "cancellation_pending", "an earlier cancellation is still open")
    ordered = {line.line: int(line.quantity.value) for line in state.order.lines}
    for line, quantity in quantities:
        if quantity > ordered.get(line, 0):
            detail = f"line {line} holds {ordered.get(line, 0)}, so {quantity} cannot be taken back"
            raise ProblemError(409, "more_than_ordered", detail, "body.lines")


def known(key: str | None, request_id: str | None, body: bytes) -> str:
    """Give what a wish is known by when it comes twice: its key, or the id of its request and what that says.

    A request may come twice without anybody's doing, and half an order is not to be taken back for that. Who
    sends neither key nor id has a wish of its own every time.
    """
    if key or not request_id:
        return key or ""
    return f"request {request_id} {blake2b(body, digest_size=16).hexdigest()}"


class CancelRoutes:
    """The routes by which an order is taken back, or some of it."""

    def __init__(self, wishes: KeyedWishes, desk: OrderDesk) -> None:
        self._wishes = wishes
        self._desk = desk

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        for path, endpoint, tag, told in (
            (f"{VERSION}/orders", self.cancel, "orders", "Take back an order, or some of it"),
            (
                f"{CONTROL}/orders",
                self.cancel_for,
                "control",
                "Take back an order, and say why",
            ),
        ):
            app.router.add_api_route(
                f"{path}/{{reference}}/cancel",
                endpoint,
                methods=["POST"],
                tags=[tag],
                status_code=202,
                summary=told,
                response_model=StatusShown,
                responses=documented(400, 404, 409, 413, 415, 422),
                route_class_override=JsonRoute,
            )

    async def cancel(
        self,
        request: Request,
        reference: ReferencePath,
        caller: Caller,
        wish: CancelOrder,
        key: OptionalKey = None,  # type: ignore[assignment]
        message_id: MessageHeader = None,  # type: ignore[assignment]
    ) -> Response:
        """Taken in as a wish; the order's `cancellation` tells what has become of it."""
        state = await owned(self._desk, reference, caller)
        known_by = known(key, message_id, await request.body())
        return await self._take_in(request, state, wish, known_by, message_id or f"cancel:{reference}")

    async def cancel_for(
        self,
        request: Request,
        reference: ReferencePath,
        wish: CancelByOperator,
        key: OptionalKey = None,  # type: ignore[assignment]
        message_id: MessageHeader = None,  # type: ignore[assignment]
    ) -> Response:
        """The same for an order of any channel; its buyer reads the reason."""
        state = await found(self._desk, reference)
        known_by = known(key, message_id, await request.body())
        message_id = message_id or f"operator-cancel:{reference}"
        return await self._take_in(request, state, wish, known_by, message_id, wish.reason)

    async def _take_in(
        self,
        request: Request,
        state: OrderState,
        wish: CancelOrder,
        key: str,
        message_id: str,
        why: str = "",
    ) -> Response:
        quantities = tuple((line.line, line.quantity) for line in wish.lines)
        return await self._wishes.take_in(
            state,
            ("cancel", key, await request.body()),
            ev.CancelRequested(quantities, why),
            message_id,
            lambda state: expect_cancellable(state, quantities),
            summary,
        )
