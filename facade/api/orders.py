"""The experience API: place an order, look at it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Header, Path, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from facade.api.access import VERSION, Grant
from facade.api.answers import Accepted, OrderShown, PageShown, StatusShown, TrailShown
from facade.api.body import JSON, JsonRoute, read_json, sent_kind
from facade.api.edge import Caller, caller_of
from facade.api.intake import Intake
from facade.api.native import LookRoute
from facade.api.problem import KEY_LENGTH_MAX, ProblemError, documented
from facade.api.schemas import NewOrder
from facade.api.views import OrderReader, standing, summary
from facade.messaging.store import Store
from facade.observability.following import Follower
from facade.orders.desk import OrderDesk
from facade.orders.state import OrderState

MESSAGE_ID_LENGTH_MAX = 120
PAGE_MAX = 200

Endpoint = Callable[..., Awaitable[Response]]
ReferencePath = Annotated[str, Path(max_length=40, description="the buyer's own reference")]
KeyHeader = Annotated[str, Header(alias="Idempotency-Key", max_length=KEY_LENGTH_MAX, min_length=1)]
MessageHeader = Annotated[str, Header(alias="X-Request-Id", max_length=MESSAGE_ID_LENGTH_MAX)]


async def found(desk: OrderDesk, reference: str) -> OrderState:
    """Give the order of that reference.

    Raises:
        ProblemError: there is none.
    """
    state = await desk.load(reference)
    if state is None:
        raise _unknown(reference)
    return state


async def owned(desk: OrderDesk, reference: str, caller: Grant) -> OrderState:
    """Give the caller's order of that reference; somebody else's is as unknown as one that never was.

    Raises:
        ProblemError: there is none.
    """
    state = await found(desk, reference)
    if not caller.owns(state.order.channel):
        raise _unknown(reference)
    return state


def _unknown(reference: str) -> ProblemError:
    return ProblemError(404, "order_unknown", f"no order has the reference {reference!r}", "path.reference")


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

    def __init__(
        self, intake: Intake, desk: OrderDesk, reader: OrderReader, store: Store, follower: Follower
    ) -> None:
        self._intake = intake
        self._desk = desk
        self._reader = reader
        self._store = store
        self._follower = follower

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application, the busiest first."""
        every, one = f"{VERSION}/orders", f"{VERSION}/orders/{{reference}}"
        self._show(
            app, f"{one}/status", self.status, "Where an order stands, without asking any book", StatusShown
        )
        self._show(app, one, self.look, "Look at an order, with what the answering book says", OrderShown)
        page = "Where all orders stand, page by page, oldest first"
        self._show(app, every, self.page, page, PageShown, APIRoute)
        self._show(
            app, f"{one}/trail", self.trail, "Everything that has happened to an order", list[TrailShown]
        )
        self._take(app, every, self.place, "Place an order", Accepted, ())

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
        if not caller_of(request).owns(order.channel):
            detail = f"the token is not for the channel {order.channel!r}"
            raise ProblemError(403, "channel_not_yours", detail, "body.channel")
        refuse_twice([line.line for line in order.lines])
        return await self._intake.accept_alone(order.canonical(), key, await request.body(), message_id)

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

    async def look(self, reference: ReferencePath, caller: Caller) -> Response:
        """A book that is down leaves a gap that says so."""
        return _json(await self._reader.show(await owned(self._desk, reference, caller)))

    async def status(self, reference: ReferencePath, caller: Caller) -> Response:
        """What the façade itself knows."""
        return _json(summary(await owned(self._desk, reference, caller)))

    async def page(
        self,
        caller: Caller,
        after: Annotated[str, Query(max_length=40, description="the last reference of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_MAX,
    ) -> Response:
        """The last page is the one that is not full; asking after its end gives an empty one."""
        last = (await owned(self._desk, after, caller)).order_id if after else ""
        own: list[OrderState] = []
        size = limit if caller.owns_all else PAGE_MAX
        while len(own) < limit:
            states = await self._store.page(last, size)
            own += [state for state in states if caller.owns(state.order.channel)]
            if len(states) < size:
                break
            last = states[-1].order_id
        return _json({"orders": [standing(state) for state in own[:limit]]})

    async def trail(self, reference: ReferencePath, caller: Caller) -> Response:
        """Every event, call, attempt and state, from all systems, with what brought and what caused it."""
        state = await owned(self._desk, reference, caller)
        return _json(await self._follower.follow(state))


def _json(document: object, status: int = 200) -> Response:
    return Response(orjson.dumps(document), status, media_type="application/json")
