"""How the façade says no: RFC 9457 problem documents, from one table."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from facade.errors import StoreUnavailableError

TYPE_ROOT = "https://dualrun.example/problems/"
KEY_LENGTH_MAX = 255
KEY_MISSING = (
    "idempotency_key_missing",
    f"send the header with 1 to {KEY_LENGTH_MAX} characters, the same on every retry",
    "header.Idempotency-Key",
)
KEY_REUSED = (
    "idempotency_key_reused",
    "this key was used for a different request; a new request needs a new key",
    "header.Idempotency-Key",
)


class Problem(BaseModel):
    """A refusal that says what, where and what to do."""

    type: str
    title: str
    status: int
    detail: str
    where: str | None = None


class ProblemError(Exception):
    """Raised by a route to answer with a problem."""

    def __init__(
        self,
        status: int,
        name: str,
        detail: str,
        where: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.name = name
        self.detail = detail
        self.where = where
        self.headers = headers

    def answer(self) -> Response:
        """Make the answer."""
        return problem(self.status, self.name, self.detail, self.where, self.headers)


def problem(
    status: int, name: str, detail: str, where: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Make the answer."""
    document: dict[str, Any] = {
        "type": f"{TYPE_ROOT}{name}",
        "title": name.replace("_", " "),
        "status": status,
        "detail": _sayable(detail),
    }
    if where:
        document["where"] = _sayable(where)
    return Response(
        orjson.dumps(document), status, dict(headers or {}), media_type="application/problem+json"
    )


def store_away() -> Response:
    """Say that nothing can be taken in now, and when to come back; why is not the caller's business."""
    detail = "the façade's database does not answer; ask again, with the same key if you sent one"
    return problem(503, "store_unavailable", detail, headers={"Retry-After": "1"})


def _sayable(text: str) -> str:
    """Give text that any JSON reader takes: what was sent may hold half a character."""
    return text.encode("utf-8", "replace").decode()


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Give the `responses` entry of a route that may answer with these problems."""
    schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "A problem document", "content": schema} for status in statuses}


def first_mistake(errors: Sequence[Any]) -> tuple[str, str]:
    """Give where the first mistake is and what it is, without echoing what was sent."""
    if not errors:
        return "body", "the request does not fit the schema"
    place = ".".join(str(part) for part in errors[0]["loc"])
    return place, str(errors[0]["msg"])


def install(app: FastAPI) -> None:
    """Let every error of the app come out as a problem document, and its own document say what that is."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault(Problem.__name__, Problem.model_json_schema())
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to give another document

    @app.exception_handler(ProblemError)
    async def refused(_: Request, error: ProblemError) -> Response:
        return error.answer()

    @app.exception_handler(StoreUnavailableError)
    async def away(_: Request, __: StoreUnavailableError) -> Response:
        return store_away()

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        mistakes = error.errors()
        where, what = first_mistake(mistakes)
        if where == KEY_MISSING[2]:
            return problem(400, *KEY_MISSING)
        if mistakes and mistakes[0]["type"] == "json_invalid":
            reason = mistakes[0].get("ctx", {}).get("error", "")
            return problem(400, "malformed_body", f"the body is not JSON: {reason}", where)
        return problem(422, "invalid_request", what, where)

    @app.exception_handler(HTTPException)
    async def native(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            allowed = ", ".join(_methods(app, request))
            detail = f"{request.method} is not offered here; {allowed} is"
            return problem(405, "method_not_allowed", detail, request.url.path, {"Allow": allowed})
        name = {400: "malformed_body", 404: "not_found"}.get(error.status_code, "refused")
        return problem(error.status_code, name, str(error.detail), request.url.path)

    @app.exception_handler(Exception)
    async def broken(request: Request, _: Exception) -> Response:
        detail = "something of ours broke; ask again, with the same key if you sent one"
        return problem(500, "defect", detail, request.url.path)


def _methods(app: FastAPI, request: Request) -> list[str]:
    """Give every method that some route offers at this path, in a fixed order."""
    offered: dict[str, None] = {}
    for route in app.router.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            offered |= dict.fromkeys(sorted(getattr(route, "methods", None) or ()))
    return sorted(offered)
