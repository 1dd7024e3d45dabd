"""The shop's REST routes, with and without a store code in the path."""

from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.native import Answer, header, native_app, whole_body
from simulators.commerce import errors, events
from simulators.commerce.schemas import bodies
from simulators.commerce.schemas.criteria import native_page, query_of
from simulators.commerce.service import search
from simulators.commerce.service.shop import Shop

BODY_BYTES_MAX = 1_000_000
JSON = ((b"content-type", b"application/json"),)
STORE_CODES = ("default", "all")
Route = Callable[[Request, Shop], Coroutine[Any, Any, Response]]
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


async def place_order(request: Request, shop: Shop) -> Response:
    """Take an order in."""
    order = shop.place(bodies.new_order_of(await _body(request)))
    return _json(events.native_order(order))


async def comment(request: Request, shop: Shop) -> Response:
    """Show a status to the buyer."""
    order_id = _id(request, "order")
    status, words = bodies.comment_of(await _body(request))
    shop.tell_status(order_id, status, words)
    return _json(True)


async def ship(request: Request, shop: Shop) -> Response:
    """Show a shipment to the buyer."""
    body = await _body(request)
    order = shop.order(_id(request, "order"))
    reference, quantities, tracks = bodies.shipment_of(body, order)
    return _json(str(shop.tell_shipment(order.id, reference, quantities, tracks)))


async def invoice(request: Request, shop: Shop) -> Response:
    """Show an invoice to the buyer."""
    body = await _body(request)
    order = shop.order(_id(request, "order"))
    reference, quantities, amounts = bodies.invoice_of(body, order)
    return _json(str(shop.tell_invoice(order.id, reference, quantities, amounts)))


async def read_order(request: Request, shop: Shop) -> Response:
    """Give one order."""
    return _json(events.native_order(shop.order(_id(request, "order"))))


async def cancel(request: Request, shop: Shop) -> Response:
    """Ask for an order, or quantities of it, to be taken back."""
    body = await _body(request)
    order = shop.order(_id(request, "order"))
    return _json({"status": shop.cancel(order.id, bodies.quantities_of(body, order))})


async def search_orders(request: Request, shop: Shop) -> Response:
    """Give the orders that match."""
    query = query_of(request.query_params.multi_items(), search.ORDER_FIELDS)
    found, total = search.find_orders(shop.store, query)
    return _json(native_page(query, [events.native_order(order) for order in found], total))


async def search_shipments(request: Request, shop: Shop) -> Response:
    """Give the shipments that match."""
    query = query_of(request.query_params.multi_items(), search.SHIPMENT_FIELDS)
    found, total = search.find(shop.store.shipments.values(), query, search.SHIPMENT_FIELDS)
    return _json(native_page(query, [events.native_shipment(shipment) for shipment in found], total))


async def search_invoices(request: Request, shop: Shop) -> Response:
    """Give the invoices that match."""
    query = query_of(request.query_params.multi_items(), search.INVOICE_FIELDS)
    found, total = search.find(shop.store.invoices.values(), query, search.INVOICE_FIELDS)
    return _json(native_page(query, [events.native_invoice(invoice) for invoice in found], total))


async def read_product(request: Request, shop: Shop) -> Response:
    """Give one product, priced for `?company=` where that is asked."""
    product = shop.product(request.path_params["sku"])
    asked = request.query_params.get("company")
    if asked is None:
        return _json(bodies.native_product(product, None))
    company = shop.company(_number("company", asked))
    return _json(bodies.native_product(product, shop.store.price_of_each(company.id, product)))


async def read_company(request: Request, shop: Shop) -> Response:
    """Give one company."""
    return _json(bodies.native_company(shop.company(_id(request, "company"))))


async def subscribe(request: Request, shop: Shop) -> Response:
    """Say a hook to a URL from now on; the same hook again moves it."""
    shop.subscribe(*bodies.subscription_of(await _body(request)))
    return _json(True)


async def sign_in(request: Request) -> Response:
    """Give a bearer token."""
    shop: Shop = request.scope["state"]["service"]
    return _json(shop.sign_in(*bodies.sign_in_of(await _body(request))))


# The busiest come first: routes are tried in this order.
ROUTES: tuple[tuple[str, str, Route, str], ...] = (
    ("POST", "/orders", place_order, "Place an order"),
    ("POST", "/orders/{id}/comments", comment, "Show a status to the buyer"),
    ("POST", "/order/{id}/ship", ship, "Show a shipment to the buyer"),
    ("POST", "/order/{id}/invoice", invoice, "Show an invoice to the buyer"),
    ("GET", "/orders/{id}", read_order, "Read an order"),
    ("POST", "/orders/{id}/cancel", cancel, "Ask to cancel an order or quantities of it"),
    ("GET", "/orders", search_orders, "Search orders"),
    ("GET", "/shipments", search_shipments, "Search shipments"),
    ("GET", "/invoices", search_invoices, "Search invoices"),
    ("GET", "/products/{sku}", read_product, "Read a product"),
    ("GET", "/company/{id}", read_company, "Read a company"),
    ("POST", "/webhooks/subscribe", subscribe, "Say a hook to a URL"),
)


def create_api() -> FastAPI:
    """Make the routes; they hold no state, the service comes with each request."""
    app = native_app("Commerce: a B2B shop in the shape of Adobe Commerce", "2.4")
    for prefix in ("/rest/V1", "/rest/{store_code}/V1"):
        is_shown = "{" not in prefix
        for method, path, route, summary in ROUTES:
            _add(app, method, prefix + path, _signed_in(route), summary, is_shown)
        _add(app, "POST", prefix + "/integration/admin/token", sign_in, "Sign in for four hours", is_shown)
    app.add_exception_handler(errors.CommerceError, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    return app


def _add(app: FastAPI, method: str, path: str, endpoint: Endpoint, summary: str, is_shown: bool) -> None:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names
    ]
    extra: dict[str, Any] = {"parameters": parameters}
    if method == "POST":
        extra["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    app.add_api_route(
        path,
        endpoint,
        methods=[method],
        summary=summary,
        name=summary,
        response_class=Response,
        responses={
            400: {"description": "The request is not understood, or cannot be done"},
            401: {"description": "Not signed in"},
            404: {"description": "No such record"},
            413: {"description": "The body is too large"},
        },
        openapi_extra=extra,
        include_in_schema=is_shown,
    )


def _signed_in(route: Route) -> Endpoint:
    async def checked(request: Request) -> Response:
        shop: Shop = request.scope["state"]["service"]
        if (store_code := request.path_params.get("store_code", "all")) not in STORE_CODES:
            raise errors.NoSuchEntityError("store", store_code)
        scheme, _, token = header(request, b"authorization").partition(" ")
        if scheme.lower() != "bearer" or not shop.is_signed_in(token.strip()):
            raise errors.NotSignedInError("%resource needs a valid bearer token.", resource=request.url.path)
        return await route(request, shop)

    checked.__doc__ = route.__doc__
    return checked


async def _body(request: Request) -> bodies.Body:
    declared = header(request, b"content-length") or "0"
    if declared.isdecimal() and len(declared) < 10 and int(declared) <= BODY_BYTES_MAX:
        raw = await whole_body(request, BODY_BYTES_MAX)
        if raw is not None:
            return bodies.read_object(raw)
    raise errors.TooLargeError("A body holds at most %most bytes.", most=BODY_BYTES_MAX)


def _id(request: Request, kind: str) -> int:
    return _number(kind, request.path_params["id"])


def _number(kind: str, text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 18:
        return int(text)
    raise errors.NoSuchEntityError(kind, text)


def _json(value: object) -> Response:
    return Answer(orjson.dumps(value), 200, JSON)


_STATUS_OF: dict[type[Exception], int] = {
    errors.InvalidInputError: 400,
    errors.NotSignedInError: 401,
    errors.NoSuchEntityError: 404,
    errors.TooLargeError: 413,
}


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.CommerceError)
    body = orjson.dumps({"message": error.message, "parameters": dict(error.parameters)})
    return Response(body, _STATUS_OF[type(error)], media_type="application/json")


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    parameters = {"method": request.method, "path": request.url.path[:200]}
    body = orjson.dumps({"message": "Nothing answers %method %path.", "parameters": parameters})
    return Response(body, error.status_code, headers=error.headers, media_type="application/json")
