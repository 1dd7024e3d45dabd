"""From a request to an answer: who asks, what the body says, and how it is said natively."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

import orjson
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.native import Answer, header, whole_body
from simulators.commerce.api.asking import ANYONE, STAFF, Ask, Route, only
from simulators.commerce.api.table import SWITCHBOARD
from simulators.commerce.domain.access import INTEGRATION, Caller
from simulators.commerce.domain.signing import is_signed
from simulators.commerce.errors import (
    CommerceError,
    InvalidInputError,
    NotAllowedError,
    NotSignedInError,
    TooLargeError,
)
from simulators.commerce.schemas.fields import read_body, read_document
from simulators.commerce.schemas.projection import projected, wanted_of
from simulators.commerce.service.shop import Shop

BODY_BYTES_MAX = 1_000_000
JSON = ((b"content-type", b"application/json"),)
NOBODY = Caller("")
_BEGINNINGS = ("rest/V1/", "rest/default/V1/", "rest/all/V1/", "V1/")
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def endpoint(route: Route) -> Endpoint:
    """Make what serves one route."""

    async def serve(request: Request) -> Response:
        ask = asked(route, request, request.path_params)
        if route.body is not None:
            ask.body = read_body(route.body, read_document(await body_of(request)))
        return answered(route, ask)

    serve.__doc__ = route.handler.__doc__
    return serve


def asked(route: Route, request: Request, path: Mapping[str, str]) -> Ask:
    """Read who asks for what; the body comes later.

    Raises:
        NotSignedInError: nobody the shop knows.
        NotAllowedError: somebody who may not.
    """
    scope = request.scope
    shop: Shop = scope["state"]["service"]
    caller = NOBODY if route.who == ANYONE else signed_in(shop, request)
    if caller.customer_id and route.who == STAFF:
        raise NotAllowedError(request.url.path)
    return Ask(shop, caller, path, request.query_params.multi_items() if scope["query_string"] else ())


def answered(route: Route, ask: Ask) -> Response:
    """Do what is asked, and write it natively.

    Raises:
        CommerceError: the shop's no.
    """
    given = route.handler(ask)
    if ask.query and route.method == "GET" and (fields := only(ask.query, "fields")) is not None:
        given = projected(given, wanted_of(fields))
    return Answer(orjson.dumps(given), 200, JSON)


def signed_in(shop: Shop, request: Request) -> Caller:
    """Give whoever asks.

    Raises:
        NotSignedInError: no bearer token, or one that opens nothing; no signature, or a wrong one.
    """
    scheme, _, word = header(request, b"authorization").partition(" ")
    caller = shop.access.caller(word.strip()) if scheme.lower() == "bearer" else None
    if scheme.lower() == "oauth" and _signs(word, request):
        caller = INTEGRATION
    if caller is None:
        raise NotSignedInError("%resources needs a valid bearer token.", resources=request.url.path[:200])
    return caller


def _signs(words: str, request: Request) -> bool:
    """Tell whether an OAuth header signs this call, under the address that the client has used."""
    scope = request.scope
    path = scope.get("raw_path", b"").partition(b"?")[0].decode("ascii", "replace") or quote(scope["path"])
    host = (header(request, b"host") or request.url.netloc).lower()
    standard = {"http": ":80", "https": ":443"}.get(scope["scheme"], "")
    url = f"{scope['scheme']}://{host.removesuffix(standard) if standard else host}{path}"
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return is_signed(words, request.method, url, query)


async def body_of(request: Request) -> bytes:
    """Read the whole body.

    Raises:
        TooLargeError: it is larger than the shop reads.
    """
    declared = header(request, b"content-length") or "0"
    if declared.isdecimal() and len(declared) < 10 and int(declared) <= BODY_BYTES_MAX:
        raw = await whole_body(request, BODY_BYTES_MAX)
        if raw is not None:
            return raw
    raise TooLargeError("A body holds at most %most bytes.", most=BODY_BYTES_MAX)


async def refused(_: Request, error: Exception) -> Response:
    """Say no natively."""
    assert isinstance(error, CommerceError)
    document: dict[str, Any] = {"message": error.message, "parameters": error.parameters}
    if error.code:
        document["code"] = error.code
    if isinstance(error, InvalidInputError) and error.others:
        document["errors"] = [
            {"message": each.message, "parameters": each.parameters} for each in (error, *error.others)
        ]
    return Answer(orjson.dumps(document), error.status, JSON)


async def no_route(request: Request, error: Exception) -> Response:
    """Say natively that there is nothing under a path, or not for that method, or whatever else was said."""
    assert isinstance(error, HTTPException)
    if error.status_code not in (404, 405):
        return Answer(orjson.dumps({"message": str(error.detail)}), error.status_code, JSON)
    methods = SWITCHBOARD.methods(_behind_version(request.url.path))
    return nothing_there(request, methods if error.status_code == 405 else ())


def nothing_there(request: Request, methods: Iterable[str]) -> Response:
    """Answer 405 with what would go, or 404 when nothing would."""
    allowed = ", ".join(methods)
    parameters = {"method": request.method, "path": request.url.path[:200]}
    body = orjson.dumps({"message": "Nothing answers %method %path.", "parameters": parameters})
    named = ((b"allow", allowed.encode()),) if allowed else ()
    return Answer(body, 405 if allowed else 404, (*JSON, *named))


def _behind_version(path: str) -> str:
    trimmed = path.removeprefix("/")
    for beginning in _BEGINNINGS:
        if trimmed.startswith(beginning):
            return trimmed.removeprefix(beginning)
    return trimmed
