"""How the control plane reads a body: no more than a megabyte of it, and strictly JSON."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.convertors import StringConvertor, register_url_convertor

from simulators.chassis.control.asked import RefusalError
from simulators.chassis.native import whole_body
from simulators.chassis.reading import strict_json
from simulators.chassis.served import coding_of

PREFIX = "/__admin"
BODY_BYTES_MAX = 1_000_000
Message = dict[str, Any]


class StrictRoute(APIRoute):
    """A route of the framework's, in front of which NaN, depth, size and names given twice are refused."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the framework's own way, with the body read beforehand."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            if coding := coding_of(request.scope):
                raise RefusalError(415, f"Content-Encoding {coding}: send the body as it is")
            body = await whole_body(request, BODY_BYTES_MAX)
            if body is None:
                raise RefusalError(413, f"body: at most {BODY_BYTES_MAX} bytes")
            if body:
                strict_json(body, _unreadable)

            async def again() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await handle(Request(request.scope, again))

        return strictly


def control_router() -> APIRouter:
    """Make a router whose bodies are read strictly."""
    return APIRouter(prefix=PREFIX, route_class=StrictRoute)


class _FaultId(StringConvertor):
    """The id of a rule: not the name of something else that stands under `/faults`."""

    regex = "(?!(?:kinds|ledger)$)[^/]+"


register_url_convertor("fault_id", _FaultId())


def _unreadable(why: str) -> RefusalError:
    return RefusalError(400, why)
