"""Paths that begin otherwise: with a store code, as the cloud edition has them, or for later.

All lead to the routes of the table. Calls for later are taken in now, and carried out by the same routes.
"""

from collections.abc import Sequence
from hashlib import md5
from typing import Any

import orjson
from fastapi import Request, Response

from simulators.chassis.native import Answer
from simulators.commerce.api.answering import JSON, answered, asked, body_of, nothing_there, signed_in
from simulators.commerce.api.asking import ANYONE, Ask, Route
from simulators.commerce.api.table import SWITCHBOARD
from simulators.commerce.domain.access import INTEGRATION
from simulators.commerce.domain.bulk import Operation
from simulators.commerce.errors import InvalidInputError, NoSuchEntityError, NotAllowedError
from simulators.commerce.schemas.fields import read_body, read_document, read_documents
from simulators.commerce.schemas.hooks import native_accepted
from simulators.commerce.service.shop import Shop

STORE_CODES = ("default", "all")
OPERATIONS_MAX = 1000
LATER_METHODS = ("POST", "PUT", "DELETE")
OTHERWISE = ("/rest/{store_code}/V1/{resource:path}", "/V1/{resource:path}")
ONE_LATER = ("/rest/{store_code}/async/V1/{resource:path}", "/V1/async/{resource:path}")
MANY_LATER = ("/rest/{store_code}/async/bulk/V1/{resource:path}", "/V1/async/bulk/{resource:path}")


async def otherwise(request: Request) -> Response:
    """Serve a route of the table under another beginning."""
    _expect_store(request)
    resource = request.path_params["resource"].rstrip("/")
    found = SWITCHBOARD.find(request.method, resource)
    if found is None:
        return nothing_there(request, SWITCHBOARD.methods(resource))
    route, path = found
    ask = asked(route, request, path)
    if route.body is not None:
        ask.body = read_body(route.body, read_document(await body_of(request)))
    return answered(route, ask)


async def one_later(request: Request) -> Response:
    """Take one call for later."""
    return await _taken(request, is_many=False)


async def many_later(request: Request) -> Response:
    """Take a list of calls for later; `by` words in the path name what stands in each."""
    return await _taken(request, is_many=True)


async def _taken(request: Request, *, is_many: bool) -> Response:
    _expect_store(request)
    shop: Shop = request.scope["state"]["service"]
    caller = signed_in(shop, request)
    if not caller.is_staff:
        raise NotAllowedError(request.url.path)
    resource: str = request.path_params["resource"].rstrip("/")
    raw = await body_of(request)
    documents = read_documents(raw) if is_many else [read_document(raw)]
    if not 0 < len(documents) <= OPERATIONS_MAX:
        raise InvalidInputError("A bulk call holds 1 to %most calls.", most=OPERATIONS_MAX)
    calls = [_call(request.method, resource, dict(document)) for document in documents]
    shown = [md5(body, usedforsecurity=False).hexdigest() for _, _, body in calls]
    bulk = shop.bulks.put(caller.name, f"{request.method} {resource}"[:200], calls)
    return Answer(orjson.dumps(native_accepted(bulk, shown)), 202, JSON)


def _call(method: str, resource: str, document: dict[str, Any]) -> tuple[str, str, bytes]:
    """Fix one call: `orders/byOrderId/hold` takes the order's id out of the body.

    Raises:
        NoSuchEntityError: no route goes that way, or a body does not name what the path asks for.
    """
    parts = [_filled(part, document) for part in resource.split("/")]
    path = "/".join(parts)
    found = SWITCHBOARD.find(method, path)
    if found is None or found[0].who == ANYONE:
        raise NoSuchEntityError("resource", resource[:100])
    return method, path, orjson.dumps(document)


def _filled(part: str, document: dict[str, Any]) -> str:
    if not (part.startswith("by") and part[2:3].isupper()):
        return part
    for name in (part[2:3].lower() + part[3:], part[2:]):
        value = _anywhere(document, name)
        if value is not None:
            return value
    raise NoSuchEntityError(part[2:3].lower() + part[3:], "")


def _anywhere(document: dict[str, Any], name: str) -> str | None:
    """Find a scalar in the document itself, or in one of the objects in it."""
    inner = [value for value in document.values() if isinstance(value, dict)]
    for place in (document, *inner):
        value = place.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and "/" not in str(value):
            return str(value)
    return None


def perform(shop: Shop, operation: Operation) -> bytes:
    """Carry out a call that was handed over, and give its answer's body.

    Raises:
        CommerceError: the shop's no.
    """
    route, path = _found(operation)
    ask = Ask(shop, INTEGRATION, path)
    if route.body is not None:
        ask.body = read_body(route.body, read_document(operation.body))
    return orjson.dumps(route.handler(ask))


def _found(operation: Operation) -> tuple[Route, dict[str, str]]:
    found = SWITCHBOARD.find(operation.method, operation.path)
    if found is None:
        raise NoSuchEntityError("resource", operation.path)
    return found


def _expect_store(request: Request, codes: Sequence[str] = STORE_CODES) -> None:
    code = request.path_params.get("store_code", "all")
    if code not in codes:
        raise NoSuchEntityError("store_code", code)
