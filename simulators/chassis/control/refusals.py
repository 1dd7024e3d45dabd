"""How the control plane says no: always `{"error": "what is wrong, and where"}`."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match

from simulators.chassis.control.asked import RefusalError
from simulators.chassis.named_world import WorldError

WRONG_METHOD = 405


class Refusal(BaseModel):
    """Why not."""

    error: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": meaning, "model": Refusal}
    for status, meaning in {
        400: "The body is no JSON, or no world has such a name",
        401: "The token is missing or wrong",
        404: "There is none of that name",
        408: "It has not happened in the time",
        409: "It cannot be done as things stand",
        413: "The body is too large",
        415: "The body is packed",
        422: "Something in it does not fit; says what",
    }.items()
}
"""What any route may answer instead, for the OpenAPI document."""


def install(app: FastAPI, routes: Sequence[BaseRoute], seen_at: str) -> None:
    """Let an application with these routes refuse in these words; they are listed at `seen_at`."""

    async def no_such_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = dict(error.headers or {})
        if error.status_code == WRONG_METHOD:
            headers["allow"] = ", ".join(_methods(routes, request))
        return JSONResponse({"error": f"{error.detail}; see {seen_at}"}, error.status_code, headers)

    app.add_exception_handler(RefusalError, _refused)
    app.add_exception_handler(WorldError, _impossible)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, no_such_route)


def _methods(routes: Sequence[BaseRoute], request: Request) -> list[str]:
    """Give the methods that the path of a request has."""
    scope = {**request.scope, "path_params": {}}
    fitting = [route for route in routes if route.matches(scope)[0] is not Match.NONE]
    return sorted({method for route in fitting for method in getattr(route, "methods", None) or ()})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusalError)
    return JSONResponse({"error": str(error)}, error.status)


async def _impossible(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 409)


async def _unreadable(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return JSONResponse({"error": f"{where}: {first['msg']}"}, 422)
