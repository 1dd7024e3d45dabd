"""Held orders: what was refused is tried again once somebody has seen to it."""

from typing import Annotated

import orjson
from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from facade.api.answers import StatusShown
from facade.api.orders import found
from facade.api.places import CONTROL
from facade.api.problem import ProblemError, documented
from facade.api.views import summary
from facade.orders import events as ev
from facade.orders.desk import OrderDesk
from facade.orders.state import Status

ReferencePath = Annotated[str, Path(max_length=40, description="the buyer's own reference")]


class HoldRoutes:
    """The routes by which an operator lets a held order go on."""

    def __init__(self, desk: OrderDesk) -> None:
        self._desk = desk

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.add_api_route(
            f"{CONTROL}/orders/{{reference}}/release",
            self.release,
            methods=["POST"],
            tags=["control"],
            status_code=202,
            summary="Let a held order go on: what was refused is asked for again",
            response_model=StatusShown,
            responses=documented(404, 409, 422),
        )

    async def release(self, reference: ReferencePath, request: Request) -> Response:
        """Only an order that is on hold can be released."""
        state = await found(self._desk, reference)
        if state.status is not Status.ON_HOLD:
            raise ProblemError(409, "not_on_hold", f"the order is {state.status}", "path.reference")
        message_id = request.headers.get("x-request-id", f"release:{reference}:{state.version}")
        after = await self._desk.apply(state.order_id, ev.HoldReleased(), message_id)
        return Response(orjson.dumps(summary(after)), 202, media_type="application/json")
