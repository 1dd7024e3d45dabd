"""The experience API: place an order, look at it, take it back."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Header, Path, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from facade.api.answers import Accepted, OrderShown, PageShown, StatusShown, TrailShown
from facade.api.body import JSON, JsonRoute, read_json, sent_kind
from facade.api.intake import Intake
from facade.api.native import LookRoute
from facade.api.problem import KEY_LENGTH_MAX, ProblemError, documented
from facade.api.schemas import CancelOrder, NewOrder
from facade.api.views import OrderReader, standing, summary
from facade.messaging.store import Store
from facade.orders import events as ev
from facade.orders.cancelling import CANCELLABLE
from facade.orders.desk import OrderDesk
from facade.orders.state import OrderState

MESSAGE_ID_LENGTH_MAX = 120

Endpoint = Callable[..., Awaitable[Response]]
ReferencePath = Annotated[str, Path(max_length=40, description="the buyer's own reference")]
KeyHeader = Annotated[str, Header(alias="Idempotency-Key", max_length=KEY_LENGTH_MAX, min_length=1)]
MessageHeader = Annotated[str, Header(alias="X-Request-Id", max_length=MESSAGE_ID_LENGTH_MAX)]


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
        ProblemError: it is too late, another wish is still open, a line does not hold that much, or is
            named twice.
    """
    refuse_twice([line for line, _ in quantities])
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


def refuse_twice(lines: list[int]) -> None:
    """Let every line be named once: of two that go by one number, nobody can say which was meant.

    Raises:
        ProblemError: a line is named twice.
    """
    if len(set(lines)) < len(lines):
        twice = next(line for line in lines if lines.count(line) > 1)
        raise ProblemError(422, "line_named_twice", f"line {twice} is named twice", "body.lines")


class OrderRoutes:
    """The routes of the experience API."""

    def __init__(self, intake: Intake, desk: OrderDesk, reader: OrderReader, store: Store) -> None:
        self._intake = intake
        self._desk = desk
        self._reader = reader
        self._store = store

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application, the busiest first."""
        one = "/orders/{reference}"
        self._show(
            app, f"{one}/status", self.status, "Where an order stands, without asking any book", StatusShown
        )
        self._show(app, one, self.look, "Look at an order, with what the answering book says", OrderShown)
        page = "Where all orders stand, page by page, oldest first"
        self._show(app, "/orders", self.page, page, PageShown, APIRoute)
        self._show(
            app, f"{one}/trail", self.trail, "Everything that has happened to an order", list[TrailShown]
        )
        self._take(app, "/orders", self.place, "Place an order", Accepted, ())
        self._take(
            app, f"{one}/cancel", self.cancel, "Take back an order, or some of it", StatusShown, (404,)
        )

    @staticmethod
    def _show(
        app: FastAPI,
        path: str,
        endpoint: Endpoint,
        summary: str,
        shown: Any,
        kind: type[APIRoute] = LookRoute,
    ) -> None:
        app.router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            tags=["orders"],
            summary=summary,
            response_model=shown,
            responses=documented(404, 422),
            route_class_override=kind,
        )

    @staticmethod
    def _take(
        app: FastAPI, path: str, endpoint: Endpoint, summary: str, shown: Any, also: tuple[int, ...]
    ) -> None:
        app.router.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            tags=["orders"],
            status_code=202,
            summary=summary,
            response_model=shown,
            responses=documented(400, 409, 413, 415, 422, *also),
            route_class_override=JsonRoute,
        )

    async def place(
        self,
        request: Request,
        order: NewOrder,
        key: KeyHeader,
        message_id: MessageHeader = None,  # type: ignore[assignment]
    ) -> Response:
        """Acknowledged once the order is durable; the same key gives the same answer ever after."""
        refuse_twice([line.line for line in order.lines])
        return self._intake.accept(order.canonical(), key, await request.body(), message_id)

    async def place_plain(self, request: Request) -> Response | None:
        """Place an order that comes as it should; whatever is amiss is for `place` to say."""
        key = request.headers.get("idempotency-key", "")
        message_id = request.headers.get("x-request-id", "")
        lengths_fit = 0 < len(key) <= KEY_LENGTH_MAX and len(message_id) <= MESSAGE_ID_LENGTH_MAX
        if not lengths_fit or sent_kind(request) != JSON:
            return None
        try:
            order = NewOrder.model_validate(read_json(await request.body()))
        except ValueError:
            return None
        return await self.place(request, order, key, message_id)

    async def look(self, reference: ReferencePath) -> Response:
        """A book that is down leaves a gap that says so."""
        return _json(await self._reader.show(found(self._desk, reference)))

    async def status(self, reference: ReferencePath) -> Response:
        """What the façade itself knows."""
        return _json(summary(found(self._desk, reference)))

    async def page(
        self,
        after: Annotated[str, Query(max_length=40, description="the last reference of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 200,
    ) -> Response:
        """The last page is the one that is not full; asking after its end gives an empty one."""
        last = found(self._desk, after).order_id if after else ""
        states = self._store.page(last, limit)
        return _json({"orders": [standing(state) for state in states]})

    async def cancel(
        self,
        reference: ReferencePath,
        wish: CancelOrder,
        message_id: MessageHeader = None,  # type: ignore[assignment]
    ) -> Response:
        """Taken in as a wish; the order's `cancellation` tells what has become of it."""
        quantities = tuple((line.line, line.quantity) for line in wish.lines)
        state = found(self._desk, reference)
        state = request_cancellation(self._desk, state, quantities, message_id or f"cancel:{reference}")
        return _json(summary(state), 202)

    async def trail(self, reference: ReferencePath) -> Response:
        """Every event, with the message that brought it and the one that caused it."""
        state = found(self._desk, reference)
        return _json([entry._asdict() for entry in self._store.trail(state.order_id)])


def _json(document: object, status: int = 200) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")
