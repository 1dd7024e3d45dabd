"""The house's two doors: one for tokens, one for everything else."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.native import Answer, header, native_app, whole_body
from simulators.chassis.reading import Reader, parsed
from simulators.threepl_graphql.domain.account import TOKEN_LIFE
from simulators.threepl_graphql.errors import QueryRefusedError, UnauthorizedError
from simulators.threepl_graphql.service import FulfilmentHouse

BODY_BYTES_MAX = 1_000_000
QUERY_LENGTH_MAX = 100_000
JSON = ((b"content-type", b"application/json"),)
READ = Reader(QueryRefusedError)


class BodyTooLargeError(Exception):
    """The body is larger than this product takes."""


async def query(request: Request) -> Response:
    """Carry out one GraphQL query or mutation."""
    from simulators.threepl_graphql.schemas.engine import Asked, answer  # it takes long to load

    house = _house(request)
    house.access.check(header(request, b"authorization"))
    document = await _document(request)
    text = READ.text(document, "query", longest=QUERY_LENGTH_MAX)
    variables = READ.inner(document, "variables") if document.get("variables") is not None else {}
    name = READ.text(document, "operationName") if document.get("operationName") is not None else None
    return _answer(answer(house, Asked(text, variables, name)))


async def sign_in(request: Request) -> Response:
    """Give tokens to whoever knows the password."""
    house, document = _house(request), await _document(request)
    username, password = READ.text(document, "username"), READ.text(document, "password")
    token = house.access.sign_in(username, password)
    return _answer({**_granted(token), "refresh_token": house.access.refresh_token})


async def refresh(request: Request) -> Response:
    """Give a new access token for the refresh token."""
    house, document = _house(request), await _document(request)
    return _answer(_granted(house.access.refresh(READ.text(document, "refresh_token", longest=500))))


def api() -> FastAPI:
    """Make the stateless routes."""
    app = native_app("Fulfilment house", "1")
    for path, route, body, answered in (
        ("/graphql", query, QUERY, ANSWER),
        ("/auth/token", sign_in, SIGN_IN, GRANT),
        ("/auth/refresh", refresh, REFRESH, GRANT),
    ):
        app.add_api_route(
            path,
            route,
            methods=["POST"],
            summary=(route.__doc__ or "").rstrip("."),
            responses={200: _described("Carried out, or refused in its errors", answered), **REFUSALS},
            openapi_extra={
                "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}
            },
        )
    app.add_exception_handler(UnauthorizedError, _unauthorized)
    app.add_exception_handler(QueryRefusedError, _refused)
    app.add_exception_handler(BodyTooLargeError, _too_large)
    app.add_exception_handler(HTTPException, _no_such_route)
    return app


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _described(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


ERRORS = _object(
    ("errors",), errors={"type": "array", "items": _object(("message",), message={"type": "string"})}
)
WORDS = _object(("code", "description"), code={"type": "string"}, description={"type": "string"})
QUERY = _object(
    ("query",),
    query=_text(QUERY_LENGTH_MAX),
    variables={"type": "object", "nullable": True},
    operationName=_text(100),
)
ANSWER = _object(("data",), data={"type": "object", "nullable": True}, errors=ERRORS["properties"]["errors"])
SIGN_IN = _object(("username", "password"), username=_text(100), password=_text(100))
REFRESH = _object(("refresh_token",), refresh_token=_text(500))
GRANT = _object(
    ("access_token", "expires_in", "token_type"),
    access_token={"type": "string"},
    expires_in={"type": "integer"},
    token_type={"type": "string"},
)
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: _described("The body is no query that can be carried out", ERRORS),
    401: _described("The token, or what it is asked for with, is missing, unknown or expired", WORDS),
    413: _described("The body is too large", ERRORS),
}


def _house(request: Request) -> FulfilmentHouse:
    house: FulfilmentHouse = request.scope["state"]["service"]
    return house


async def _document(request: Request) -> Mapping[str, Any]:
    body = await whole_body(request, BODY_BYTES_MAX)
    if body is None:
        raise BodyTooLargeError
    return parsed(body, QueryRefusedError)


def _granted(token: str) -> dict[str, Any]:
    expires_in = int(TOKEN_LIFE.total_seconds())
    scope = "openid profile offline_access"
    return {"access_token": token, "expires_in": expires_in, "scope": scope, "token_type": "Bearer"}


def _answer(content: object, status: int = 200) -> Response:
    return Answer(orjson.dumps(content), status, JSON)


async def _unauthorized(_: Request, error: Exception) -> Response:
    assert isinstance(error, UnauthorizedError)
    return _answer({"code": error.code, "description": error.description}, 401)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, QueryRefusedError)
    return _answer({"errors": [{"message": error.message}]}, 400)


async def _too_large(_: Request, error: Exception) -> Response:
    return _answer({"errors": [{"message": f"body: at most {BODY_BYTES_MAX} bytes"}]}, 413)


async def _no_such_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    content = {"errors": [{"message": str(error.detail)}]}
    return Response(orjson.dumps(content), error.status_code, error.headers, "application/json")
