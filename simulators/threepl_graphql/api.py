"""The house's two doors: one for tokens, one for everything else."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.describing import methods_of
from simulators.chassis.native import Answer, header, native_app, whole_body
from simulators.chassis.reading import Reader, parsed
from simulators.threepl_graphql.domain.account import TOKEN_LIFE
from simulators.threepl_graphql.errors import (
    MediaTypeError,
    MutationByGetError,
    NotPersistedError,
    QueryRefusedError,
    UnauthorizedError,
)
from simulators.threepl_graphql.schemas.described import (
    ANSWER,
    ERRORS,
    GRANT,
    IN_ADDRESS,
    QUERY,
    REFRESH,
    REFUSALS,
    SIGN_IN,
    described,
    with_sign_in,
)
from simulators.threepl_graphql.service import FulfilmentHouse

BODY_BYTES_MAX = 1_000_000
JSON = ((b"content-type", b"application/json"),)
NATIVE = ((b"content-type", b"application/graphql-response+json; charset=utf-8"),)
READ = Reader(QueryRefusedError)


class BodyTooLargeError(Exception):
    """The body is larger than this product takes."""


async def query(request: Request) -> Response:
    """Carry out one GraphQL query or mutation."""
    from simulators.threepl_graphql.schemas.engine import answer  # it takes long to load
    from simulators.threepl_graphql.schemas.over_http import RESPONSE_JSON, answered_as, got, posted

    house = _house(request)
    house.access.check(header(request, b"authorization"))
    if request.method == "GET":
        asked = got(request.scope["query_string"].decode("latin-1"))
    else:
        asked = posted(header(request, b"content-type"), await _body(request))
    is_native = answered_as(header(request, b"accept")) == RESPONSE_JSON
    try:
        content: object = answer(house, asked)
    except QueryRefusedError as error:
        status = 400 if is_native else 200
        return _answer({"errors": list(error.found)}, status, NATIVE if is_native else JSON)
    return _answer(content, 200, NATIVE if is_native else JSON)


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
            responses={200: described("Carried out, or refused in its errors", answered), **REFUSALS},
            openapi_extra={
                "requestBody": {"required": True, "content": {"application/json": {"schema": body}}}
            },
        )
    app.add_api_route(
        "/graphql",
        query,
        methods=["GET"],
        summary="Carry out one GraphQL query that stands in the address",
        responses={
            200: described("Carried out, or refused in its errors", ANSWER),
            405: described("It is a mutation: send those by POST", ERRORS),
            **{status: REFUSALS[status] for status in (400, 401)},
        },
        openapi_extra={"parameters": IN_ADDRESS},
    )
    with_sign_in(app)
    app.add_exception_handler(UnauthorizedError, _unauthorized)
    app.add_exception_handler(QueryRefusedError, _refused)
    app.add_exception_handler(BodyTooLargeError, _too_large)
    app.add_exception_handler(MediaTypeError, _not_json)
    app.add_exception_handler(MutationByGetError, _changes_by_get)
    app.add_exception_handler(NotPersistedError, _not_persisted)
    app.add_exception_handler(HTTPException, _no_such_route)
    return app


def _house(request: Request) -> FulfilmentHouse:
    house: FulfilmentHouse = request.scope["state"]["service"]
    return house


async def _document(request: Request) -> Mapping[str, Any]:
    return parsed(await _body(request), QueryRefusedError)


async def _body(request: Request) -> bytes:
    body = await whole_body(request, BODY_BYTES_MAX)
    if body is None:
        raise BodyTooLargeError
    return body


def _granted(token: str) -> dict[str, Any]:
    expires_in = int(TOKEN_LIFE.total_seconds())
    scope = "openid profile offline_access"
    return {"access_token": token, "expires_in": expires_in, "scope": scope, "token_type": "Bearer"}


def _answer(content: object, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = JSON) -> Response:
    return Answer(orjson.dumps(content), status, headers)


async def _unauthorized(_: Request, error: Exception) -> Response:
    assert isinstance(error, UnauthorizedError)
    return _answer({"code": error.code, "description": error.description}, 401)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, QueryRefusedError)
    return _answer({"errors": [{"message": error.message}]}, 400)


async def _too_large(_: Request, error: Exception) -> Response:
    return _answer({"errors": [{"message": f"body: at most {BODY_BYTES_MAX} bytes"}]}, 413)


async def _not_json(_: Request, error: Exception) -> Response:
    return _answer({"errors": [{"message": f"content-type: must be application/json, found {error}"}]}, 415)


async def _changes_by_get(_: Request, error: Exception) -> Response:
    message = "query: GET carries out queries alone; send mutations by POST"
    return _answer({"errors": [{"message": message}]}, 405, (*JSON, (b"allow", b"POST")))


async def _not_persisted(_: Request, error: Exception) -> Response:
    code = {"code": "PERSISTED_QUERY_NOT_SUPPORTED"}
    return _answer({"errors": [{"message": "PersistedQueryNotSupported", "extensions": code}]})


async def _no_such_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    content = {"errors": [{"message": str(error.detail)}]}
    allowed = {"allow": ", ".join(methods_of(request))} if error.status_code == 405 else None
    return Response(orjson.dumps(content), error.status_code, allowed, "application/json")
