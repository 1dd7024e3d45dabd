"""The warehouse's REST face: parse, call, render, and say no in its own words."""

import hmac
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.native import Answer, header, native_app, whole_body
from simulators.chassis.reading import Document, is_number
from simulators.wms.errors import (
    InsufficientStockError,
    InvalidApiKeyError,
    InvalidRequestError,
    OrderAlreadyCancelledError,
    OrderAlreadyPickedError,
    OrderAlreadyReleasedError,
    OrderNotFoundError,
    RequestTooLargeError,
    SubscriptionNotFoundError,
    UnknownArticleError,
    WmsError,
)
from simulators.wms.schemas import (
    article_document,
    order_document,
    order_status,
    read_document,
    read_limit,
    read_order,
    read_receipt,
    read_subscription,
    stock_document,
    subscription_document,
)
from simulators.wms.seed import API_KEY
from simulators.wms.service import Warehouse

BODY_BYTES_MAX = 1_000_000
_KEY = API_KEY.encode()
JSON = ((b"content-type", b"application/json"),)

STATUS: Mapping[type[WmsError], int] = {
    InvalidRequestError: 400,
    UnknownArticleError: 400,
    InvalidApiKeyError: 401,
    OrderNotFoundError: 404,
    SubscriptionNotFoundError: 404,
    InsufficientStockError: 409,
    OrderAlreadyReleasedError: 409,
    OrderAlreadyPickedError: 409,
    OrderAlreadyCancelledError: 409,
    RequestTooLargeError: 413,
}


async def create_order(request: Request) -> Response:
    """Allocate stock to a new order."""
    warehouse = _entered(request)
    return _answer(order_status(warehouse.create_order(read_order(await _document(request)))), 201)


async def release_order(request: Request) -> Response:
    """Let an order join the next wave."""
    return _answer(order_status(_entered(request).release_order(_order_id(request))))


async def cancel_order(request: Request) -> Response:
    """Take an order back."""
    return _answer(order_status(_entered(request).cancel_order(_order_id(request))))


async def get_order(request: Request) -> Response:
    """Show one order."""
    return _answer(order_document(_entered(request).order(_order_id(request))))


async def find_orders(request: Request) -> Response:
    """Show every order under one goods owner order number, oldest first."""
    warehouse = _entered(request)
    number = request.query_params.get("goodsOwnerOrderNumber")
    if not number:
        raise InvalidRequestError("goodsOwnerOrderNumber: name the number to look for")
    return _answer([order_document(order) for order in warehouse.orders_numbered(number)])


async def get_stock(request: Request) -> Response:
    """Show a page of stock."""
    warehouse = _entered(request)
    stocks, further = warehouse.stock_from(*_page(request))
    return _answer({"stock": [stock_document(stock) for stock in stocks], "nextArticleNumber": further})


async def get_articles(request: Request) -> Response:
    """Show a page of the register."""
    warehouse = _entered(request)
    articles, further = warehouse.articles_from(*_page(request))
    return _answer({"articles": [article_document(a) for a in articles], "nextArticleNumber": further})


async def post_receipt(request: Request) -> Response:
    """Put what has arrived on the shelves."""
    warehouse = _entered(request)
    reference, quantities = read_receipt(await _document(request))
    receipt_id = warehouse.receive(reference, quantities)
    return _answer({"receiptId": receipt_id, "goodsOwnerReference": reference}, 201)


async def subscribe(request: Request) -> Response:
    """Begin to tell a subscriber of status changes."""
    warehouse = _entered(request)
    subscription = warehouse.subscribe(*read_subscription(await _document(request)))
    return _answer(subscription_document(subscription), 201)


async def get_subscriptions(request: Request) -> Response:
    """Show who is told."""
    return _answer({"subscriptions": [subscription_document(s) for s in _entered(request).subscriptions()]})


async def unsubscribe(request: Request) -> Response:
    """Tell a subscriber nothing more."""
    warehouse = _entered(request)
    text = request.path_params["subscription_id"]
    if not is_number(text):
        raise SubscriptionNotFoundError(f"there is no webhook subscription {text[:40]!r}")
    warehouse.unsubscribe(int(text))
    return Response(status_code=204)


def api() -> FastAPI:
    """Make the stateless routes, the busiest first."""
    app = native_app("Warehouse management", "1")
    root = "/api/v1"
    routes: tuple[tuple[str, str, Any, tuple[int, ...]], ...] = (
        ("POST", f"{root}/orders", create_order, (400, 401, 409, 413)),
        ("POST", f"{root}/orders/{{order_id}}/release", release_order, (401, 404, 409)),
        ("POST", f"{root}/orders/{{order_id}}/cancel", cancel_order, (401, 404, 409)),
        ("GET", f"{root}/orders/{{order_id}}", get_order, (401, 404)),
        ("GET", f"{root}/orders", find_orders, (400, 401)),
        ("GET", f"{root}/stock", get_stock, (400, 401)),
        ("GET", f"{root}/articles", get_articles, (400, 401)),
        ("POST", f"{root}/receipts", post_receipt, (400, 401, 413)),
        ("POST", f"{root}/webhookSubscriptions", subscribe, (400, 401, 413)),
        ("GET", f"{root}/webhookSubscriptions", get_subscriptions, (401,)),
        ("DELETE", f"{root}/webhookSubscriptions/{{subscription_id}}", unsubscribe, (401, 404)),
    )
    for method, path, route, refusals in routes:
        app.add_api_route(
            path,
            route,
            methods=[method],
            summary=(route.__doc__ or "").rstrip("."),
            responses={status: {"description": REFUSALS[status]} for status in refusals},
        )
    app.add_exception_handler(WmsError, _refused)
    app.add_exception_handler(HTTPException, _no_such_route)
    return app


REFUSALS = {
    400: "The request cannot be read, or names an unknown article",
    401: "The API key is missing or wrong",
    404: "There is no such record",
    409: "Stock or status does not allow it",
    413: "The body is too large",
}


def _entered(request: Request) -> Warehouse:
    """Give the warehouse to whoever holds the goods owner's key."""
    key = header(request, b"x-api-key")
    if not hmac.compare_digest(key.encode(), _KEY):
        raise InvalidApiKeyError("x-api-key: missing, or not a key of this goods owner")
    warehouse: Warehouse = request.scope["state"]["service"]
    return warehouse


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


def _page(request: Request) -> tuple[str, int]:
    query = request.query_params
    return query.get("articleNumberFrom", ""), read_limit(query.get("maxArticlesToGet"))


def _answer(content: object, status: int = 200) -> Response:
    return Answer(orjson.dumps(content), status, JSON)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, WmsError)
    content = {"errorCode": error.code, "message": error.message, "details": list(error.details)}
    return _answer(content, STATUS[type(error)])


async def _no_such_route(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    content = {"errorCode": f"HTTP_{error.status_code}", "message": error.detail, "details": []}
    return Response(orjson.dumps(content), error.status_code, error.headers, "application/json")
