"""How every route lets a caller in, reads what it brought, answers, and says no."""

import hmac
from typing import Any, TypeVar

import orjson
from fastapi import Request, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from simulators.chassis.describing import methods_of
from simulators.chassis.documents import read
from simulators.chassis.native import Answer, header, prefix, whole_body
from simulators.chassis.queries import Parameter, Parameters, values
from simulators.chassis.reading import is_number
from simulators.threepl.errors import (
    MalformedRequestError,
    NotFoundError,
    RateLimitedError,
    RequestTooLargeError,
    ThreePlError,
    UnauthorizedError,
    ValidationFailedError,
)
from simulators.threepl.schemas.answers import read_cursor
from simulators.threepl.schemas.waves import receiving_refusal_status
from simulators.threepl.seed import TOKEN
from simulators.threepl.service import Provider

M = TypeVar("M", bound=BaseModel)
BODY_BYTES_MAX = 1_000_000
_SCHEME, _TOKEN = b"bearer ", TOKEN.encode()
_JSON = (b"content-type", b"application/json")
MEANINGS = {
    400: "The body is not JSON, or does not fit",
    401: "The personal access token is missing or unknown",
    404: "There is no such record",
    413: "The body is too large",
    422: "A field, inventory or status does not allow it",
    429: "The token has used up its calls",
}
LOOK = (401, 422, 429)
ONE = (401, 404, 429)
ACT = (401, 404, 422, 429)
ENTER = (400, 401, 413, 422, 429)
CHANGE = (400, 401, 404, 413, 422, 429)

OF_QUERY = Parameters(ValidationFailedError)
CURSOR = Parameter("Cursor", {"type": "string"}, read_cursor)


def entered(request: Request) -> Provider:
    """Give the provider to whoever holds the client's token and has calls left."""
    token = header(request, b"authorization").encode()
    if token[: len(_SCHEME)].lower() != _SCHEME or not hmac.compare_digest(token[len(_SCHEME) :], _TOKEN):
        raise UnauthorizedError("authorization: missing, or not a personal access token of this client")
    state = request.scope["state"]
    provider: Provider = state["service"]
    state["calls_left"] = provider.admit(f"{request.method} {request.scope['path']}")
    return provider


async def document(request: Request, model: type[M]) -> M:
    """Read the body as one of the product's documents."""
    body = await whole_body(request, BODY_BYTES_MAX)
    if body is None:
        raise RequestTooLargeError(f"body: at most {BODY_BYTES_MAX} bytes")
    return read(model, body, MalformedRequestError, ValidationFailedError)


def path_id(request: Request, kind: str) -> int:
    """Read the id in the path; what is no id is the id of nothing."""
    text: str = request.path_params[f"{kind}_id"]
    if not is_number(text):
        raise NotFoundError(kind, repr(text))
    return int(text)


def queried(request: Request, parameters: tuple[Parameter, ...]) -> list[Any]:
    """Read the query."""
    return values(parameters, request.query_params)


def wave_of(request: Request) -> str:
    """Give the wave that the caller speaks, which begins its path."""
    path: str = request.scope["path"]
    return path[1:8]


def address(request: Request, path: str) -> str:
    """Give the address of a path in the caller's own wave, as a page names it."""
    return f"{prefix(request)}/{wave_of(request)}{path}"


def answer(request: Request, content: object, status: int = 200) -> Response:
    """Answer with a document, and say how many calls are left."""
    left = b"%d" % request.scope["state"]["calls_left"]
    return Answer(orjson.dumps(content), status, (_JSON, (b"x-remaining-calls", left)))


def nothing(request: Request) -> Response:
    """Answer that it is done."""
    left = str(request.scope["state"]["calls_left"])
    return Response(status_code=204, headers={"x-remaining-calls": left})


async def refused(request: Request, error: Exception) -> Response:
    """Say no as this product does, with the status that its wave has for it."""
    assert isinstance(error, ThreePlError)
    status = error.status
    if request.method == "POST" and request.scope["path"].endswith("/receiving"):
        status = receiving_refusal_status(wave_of(request), status)
    headers = [_JSON]
    if isinstance(error, RateLimitedError):
        headers += [(b"x-retry-after", b"%d" % error.retry_after_s), (b"x-remaining-calls", b"0")]
    content = _refusal(status, error.code, error.message, list(error.errors))
    return Answer(orjson.dumps(content), status, tuple(headers))


async def no_such_route(request: Request, error: Exception) -> Response:
    """Say that there is nothing here, or not by that method: then which ones there are."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["allow"] = ", ".join(methods_of(request))
    content = _refusal(error.status_code, "http", str(error.detail), [])
    return Response(orjson.dumps(content), error.status_code, headers, "application/json")


def _refusal(status: int, code: str, message: str, errors: list[Any]) -> dict[str, Any]:
    return {"statusCode": status, "code": code, "message": message, "errors": errors}
