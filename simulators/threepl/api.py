"""The provider's REST face: parse, call, render, and say no in its own words."""

import hmac
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.native import Answer, header, native_app, whole_body
from simulators.chassis.reading import Document, is_number
from simulators.threepl.errors import (
    InsufficientInventoryError,
    MalformedRequestError,
    OrderAlreadyCancelledError,
    OrderAlreadyPickedError,
    OrderAlreadyReleasedError,
    OrderNotFoundError,
    RateLimitedError,
    RequestTooLargeError,
    ThreePlError,
    UnauthorizedError,
    ValidationFailedError,
    WebhookNotFoundError,
)
from simulators.threepl.events import shipment_document
from simulators.threepl.schemas import (
    cursor,
    inventory_document,
    order_document,
    order_summary,
    read_cursor,
    read_document,
    read_number,
    read_order,
    read_receiving,
    read_webhook,
    webhook_document,
)
from simulators.threepl.seed import TOKEN
from simulators.threepl.service import Provider

ROOT = "/2026-01"
BODY_BYTES_MAX = 1_000_000
_BEARER = f"Bearer {TOKEN}".encode()
JSON = ((b"content-type", b"application/json"),)

STATUS: Mapping[type[ThreePlError], int] = {
    MalformedRequestError: 400,
    UnauthorizedError: 401,
    OrderNotFoundError: 404,
    WebhookNotFoundError: 404,
    RequestTooLargeError: 413,
    ValidationFailedError: 422,
    InsufficientInventoryError: 422,
    OrderAlreadyReleasedError: 422,
    OrderAlreadyPickedError: 422,
    OrderAlreadyCancelledError: 422,
    RateLimitedError: 429,
}


async def create_order(request: Request) -> Response:
    """Create an order, on hold or not."""
    provider = _entered(request)
    return _answer(order_summary(provider.create_order(read_order(await _document(request)))), 201)


async def release_order(request: Request) -> Response:
    """End an order's hold."""
    return _answer(order_summary(_entered(request).release_order(_order_id(request))))


async def cancel_order(request: Request) -> Response:
    """Take an order back."""
    return _answer(order_summary(_entered(request).cancel_order(_order_id(request))))


async def get_shipments(request: Request) -> Response:
    """Show an order's shipments."""
    return _answer([shipment_document(_entered(request).order(_order_id(request)))])


async def get_order(request: Request) -> Response:
    """Show one order."""
    return _answer(order_document(_entered(request).order(_order_id(request))))


async def get_orders(request: Request) -> Response:
    """Show a page of orders, of one reference or of all."""
    provider, query = _entered(request), request.query_params
    page = read_number(query.get("Page"), "Page", 1, 1_000_000)
    limit = read_number(query.get("Limit"), "Limit", 50, 250)
    return _answer([order_document(o) for o in provider.orders(query.get("ReferenceIds", ""), page, limit)])


async def get_inventory(request: Request) -> Response:
    """Show a page of inventory levels."""
    provider, query = _entered(request), request.query_params
    limit = read_number(query.get("RecordsPerPage"), "RecordsPerPage", 50, 250)
    items, further = provider.inventory_from(read_cursor(query.get("Cursor")), limit)
    following = (
        None if further is None else f"{ROOT}/inventory-level?Cursor={cursor(further)}&RecordsPerPage={limit}"
    )
    return _answer({"items": [inventory_document(*item) for item in items], "next": following, "prev": None})


async def post_receiving(request: Request) -> Response:
    """Put what has arrived in its bins."""
    provider = _entered(request)
    reference, quantities = read_receiving(await _document(request))
    receiving_id = provider.receive(reference, quantities)
    return _answer({"id": receiving_id, "purchase_order_number": reference, "status": "Completed"}, 201)


async def subscribe(request: Request) -> Response:
    """Begin to tell a subscriber of some topics."""
    provider = _entered(request)
    asked = read_webhook(await _document(request))
    webhook = provider.subscribe(asked.url, asked.topics, asked.secret, asked.description)
    return _answer({**webhook_document(webhook), "secret": webhook.secret}, 201)


async def get_webhooks(request: Request) -> Response:
    """Show who is told."""
    items = [webhook_document(webhook) for webhook in _entered(request).webhooks()]
    return _answer({"items": items, "next": None, "prev": None})


async def unsubscribe(request: Request) -> Response:
    """Tell a subscriber nothing more."""
    provider = _entered(request)
    text = request.path_params["webhook_id"]
    if not is_number(text):
        raise WebhookNotFoundError(f"there is no webhook {text[:40]!r}")
    provider.unsubscribe(int(text))
    return Response(status_code=204)


def api() -> FastAPI:
    """Make the stateless routes, the busiest first."""
    app = native_app("Logistics provider", "2026-01")
    routes: tuple[tuple[str, str, Any, tuple[int, ...]], ...] = (
        ("POST", "/order", create_order, (400, 401, 413, 422, 429)),
        ("POST", "/order/{order_id}:release", release_order, (401, 404, 422, 429)),
        ("POST", "/order/{order_id}:cancel", cancel_order, (401, 404, 422, 429)),
        ("GET", "/order/{order_id}/shipment", get_shipments, (401, 404, 429)),
        ("GET", "/order/{order_id}", get_order, (401, 404, 429)),
        ("GET", "/order", get_orders, (401, 422, 429)),
        ("GET", "/inventory-level", get_inventory, (401, 422, 429)),
        ("POST", "/receiving", post_receiving, (400, 401, 413, 422, 429)),
        ("POST", "/webhook", subscribe, (400, 401, 413, 422, 429)),
        ("GET", "/webhook", get_webhooks, (401, 429)),
        ("DELETE", "/webhook/{webhook_id}", unsubscribe, (401, 404, 429)),
    )
    for method, path, route, refusals in routes:
        app.add_api_route(
            ROOT + path,
            route,
            methods=[method],
            summary=(route.__doc__ or "").rstrip("."),
            responses={status: {"description": REFUSALS[status]} for status in refusals},
        )
    app.add_exception_handler(ThreePlError, _refused)
    app.add_exception_handler(HTTPException, _no_such_route)
    return app


REFUSALS = {
    400: "The body is not JSON",
    401: "The personal access token is missing or unknown",
    404: "There is no such record",
    413: "The body is too large",
    422: "A field, inventory or status does not allow it",
    429: "The token has used up its calls",
}


def _entered(request: Request) -> Provider:
    """Give the provider to whoever holds the client's token and has calls left."""
    token = header(request, b"authorization")
    if not hmac.compare_digest(token.encode(), _BEARER):
        raise UnauthorizedError("authorization: missing, or not a personal access token of this client")
    provider: Provider = request.scope["state"]["service"]
    provider.admit(f"{request.method} {request.scope['path']}")
    return provider


async def _document(request: Request) -> Document:
    body = await whole_body(request, BODY_BYTES_MAX)
    if body is None:
        raise RequestTooLargeError(f"body: at most {BODY_BYTES_MAX} bytes")
    return read_document(body)


def _order_id(request: Request) -> int:
    text: str = request.path_params["order_id"]
    if not is_number(text):
        raise OrderNotFoundError(f"there is no order {text[:40]!r}")
    return int(text)


def _answer(content: object, status: int = 200) -> Response:
    return Answer(orjson.dumps(content), status, JSON)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ThreePlError)
    status = STATUS[type(error)]
    content = {
        "statusCode": status,
        "code": error.code,
        "message": error.message,
        "errors": list(error.errors),
    }
    answer = _answer(content, status)
    if isinstance(error, RateLimitedError):
        answer.headers["x-retry-after"] = str(error.retry_after_s)
        answer.headers["x-remaining-calls"] = "0"
    return answer


async def _no_such_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    content = {"statusCode": error.status_code, "code": "http", "message": error.detail, "errors": []}
    return Response(orjson.dumps(content), error.status_code, error.headers, "application/json")
