"""How every route lets a caller in, reads what it brought, answers, and says no."""

import hmac
from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.describing import methods_of
from simulators.chassis.native import Answer, header, whole_body
from simulators.chassis.queries import Parameter, values
from simulators.chassis.reading import is_number
from simulators.wms.errors import (
    InvalidApiKeyError,
    InvalidRequestError,
    NotFoundError,
    PreconditionFailedError,
    PreconditionRequiredError,
    RequestTooLargeError,
    WmsError,
)
from simulators.wms.schemas.base import Document, read
from simulators.wms.seed import API_KEY
from simulators.wms.service import Warehouse

M = TypeVar("M", bound=Document)
BODY_BYTES_MAX = 1_000_000
_KEY = API_KEY.encode()
_JSON = (b"content-type", b"application/json")
JSON = (_JSON,)


def entered(request: Request) -> Warehouse:
    """Give the warehouse to whoever holds the goods owner's key."""
    key = header(request, b"x-api-key")
    if not hmac.compare_digest(key.encode(), _KEY):
        raise InvalidApiKeyError("x-api-key: missing, or not a key of this goods owner")
    warehouse: Warehouse = request.scope["state"]["service"]
    return warehouse


async def document(request: Request, model: type[M]) -> M:
    """Read the body as one of the product's documents."""
    body = await whole_body(request, BODY_BYTES_MAX)
    if body is None:
        raise RequestTooLargeError(f"body: at most {BODY_BYTES_MAX} bytes")
    return read(model, body)


def path_id(request: Request, kind: str) -> int:
    """Read the id in the path; what is no id is the id of nothing."""
    text: str = request.path_params[f"{kind}_id"]
    if not is_number(text):
        raise NotFoundError(kind, text)
    return int(text)


def queried(request: Request, parameters: tuple[Parameter, ...]) -> list[Any]:
    """Read the query."""
    return values(parameters, request.query_params)


def must_match(request: Request, version: int) -> None:
    """Refuse a change of another version than the caller has read.

    Raises:
        PreconditionRequiredError: the caller does not say of which.
        PreconditionFailedError: somebody was faster.
    """
    wanted = header(request, b"if-match")
    if not wanted:
        raise PreconditionRequiredError("if-match: give the etag of what you have read, or *")
    if wanted != "*" and tag(version) not in [each.strip() for each in wanted.split(",")]:
        raise PreconditionFailedError(f"if-match: it is {tag(version)} by now")


def tag(version: int) -> str:
    """Write a version as an entity tag."""
    return f'"{version}"'


def answer(content: object, status: int = 200) -> Response:
    """Answer with a document."""
    return Answer(orjson.dumps(content), status, JSON)


def tagged(content: object, version: int, status: int = 200) -> Response:
    """Answer with a document and its entity tag."""
    return Answer(orjson.dumps(content), status, (_JSON, (b"etag", b'"%d"' % version)))


def nothing() -> Response:
    """Answer that it is done."""
    return Response(status_code=204)


async def refused(_: Request, error: Exception) -> Response:
    """Say no as this product does."""
    assert isinstance(error, WmsError)
    return answer(refusal(error.code, error.message, error.details), error.status)


async def no_such_route(request: Request, error: Exception) -> Response:
    """Say that there is nothing here, or not by that method: then which ones there are."""
    assert isinstance(error, HTTPException)
    content = refusal(f"HTTP_{error.status_code}", str(error.detail), ())
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["allow"] = ", ".join(methods_of(request))
    return Response(orjson.dumps(content), error.status_code, headers, "application/json")


def refusal(code: str, message: str, details: Any) -> Mapping[str, Any]:
    """Write a refusal."""
    return {"errorCode": code, "message": message, "details": list(details)}


def must_name_something(named: object) -> None:
    """Refuse a change that changes nothing.

    Raises:
        InvalidRequestError: nothing was named.
    """
    if not named:
        raise InvalidRequestError("body: name what is to change")
