"""The routes, the ones every order passes first.

One route serves all entity sets alike; the OpenAPI document says what each of them is (see `document`).
"""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.convertors import register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from simulators.chassis.native import native_app
from simulators.cloud_erp.api import actions, batch, reads, sign_in, subscriptions, writes
from simulators.cloud_erp.api.answers import refusal
from simulators.cloud_erp.api.document import openapi
from simulators.cloud_erp.api.door import Word, enter, enter_later
from simulators.cloud_erp.api.methods import allowed_methods
from simulators.cloud_erp.api.operations import REFUSALS
from simulators.cloud_erp.errors import (
    CloudErpError,
    MethodNotAllowedError,
    UnknownResourceError,
    UnsupportedMediaTypeError,
)
from simulators.cloud_erp.schemas.catalogue import EDITIONS

register_url_convertor("word", Word())  # an entity set without a key, so that the hot routes can be first

ROOT = "/v2.0/{tenant}/{environment}/api/v2.0"
COMPANY = ROOT + "/companies({company})"


def api() -> FastAPI:
    """Make the native surface of this product."""
    app = native_app("Cloud ERP API", "2.0", redirect_slashes=False, responses=REFUSALS)
    _sets(app)
    _records(app)
    _about(app)
    _subscriptions(app)
    _without_tenant(app)
    app.add_exception_handler(HTTPException, _not_routed)
    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to give another document
    return app


def _sets(app: FastAPI) -> None:
    @app.post(COMPANY + "/{entity_set:word}", summary="Enter a record, with its lines")
    async def create(request: Request) -> Response:
        return await enter(request, writes.create)

    @app.get(COMPANY + "/{entity_set:word}", summary="Read an entity set, page by page")
    async def read_list(request: Request) -> Response:
        return await enter(request, reads.read_list)

    @app.post(COMPANY + "/{entity_set:word}({key})/{segment}", summary="Run a bound action, or enter a line")
    async def act(request: Request) -> Response:
        return await enter(request, actions.act)

    @app.get(COMPANY + "/{entity_set:word}({key})/{segment}", summary="Read what a record leads to")
    async def read_neighbours(request: Request) -> Response:
        return await enter(request, reads.read_neighbours)

    @app.get(COMPANY + "/$metadata", summary="Read the metadata")
    async def read_company_metadata(request: Request) -> Response:
        return await enter(request, reads.read_metadata)


def _records(app: FastAPI) -> None:
    @app.get(COMPANY + "/{entity_set:word}({key})", summary="Read one record")
    async def read_one(request: Request) -> Response:
        return await enter(request, reads.read_one)

    @app.patch(COMPANY + "/{entity_set:word}({key})", summary="Change a record that has been read")
    async def change(request: Request) -> Response:
        return await enter(request, writes.change)

    @app.delete(COMPANY + "/{entity_set:word}({key})", summary="Delete a record that has been read")
    async def delete(request: Request) -> Response:
        return await enter(request, writes.delete)


def _about(app: FastAPI) -> None:
    @app.post("/{tenant}/oauth2/v2.0/token", summary="Sign in with client credentials")
    async def token(request: Request) -> Response:
        return await sign_in.token(request)

    @app.get(COMPANY, summary="Read the company")
    async def read_company(request: Request) -> Response:
        return await enter(request, reads.read_company)

    @app.get(COMPANY + "/", summary="Name the entity sets", include_in_schema=False)
    async def read_company_document(request: Request) -> Response:
        return await enter(request, reads.read_service_document)

    @app.get(ROOT, summary="Name the entity sets")
    async def read_service_document(request: Request) -> Response:
        return await enter(request, reads.read_service_document)

    @app.get(ROOT + "/$metadata", summary="Read the metadata")
    async def read_metadata(request: Request) -> Response:
        return await enter(request, reads.read_metadata)

    @app.get(ROOT + "/companies", summary="Read the companies")
    async def read_companies(request: Request) -> Response:
        return await enter(request, reads.read_companies)

    @app.post(ROOT + "/$batch", summary="Send several calls in one")
    async def send_batch(request: Request) -> Response:
        return await enter(request, batch.serve)

    @app.post(COMPANY + "/$batch", summary="Send several calls to one company", include_in_schema=False)
    async def send_company_batch(request: Request) -> Response:
        return await enter(request, batch.serve)

    @app.get(COMPANY + "/{entity_set:word}/$count", summary="Count the records of an entity set")
    async def count(request: Request) -> Response:
        return await enter(request, reads.count)


def _subscriptions(app: FastAPI) -> None:
    @app.post(ROOT + "/subscriptions", summary="Ask to be told of changes")
    async def subscribe(request: Request) -> Response:
        return await enter_later(request, subscriptions.create)

    @app.get(ROOT + "/subscriptions", summary="List subscriptions")
    async def list_subscriptions(request: Request) -> Response:
        return await enter(request, subscriptions.read_list)

    @app.get(ROOT + "/subscriptions({key})", summary="Read a subscription")
    async def read_subscription(request: Request) -> Response:
        return await enter(request, subscriptions.read_one)

    @app.patch(ROOT + "/subscriptions({key})", summary="Let a subscription live three days more")
    async def renew_subscription(request: Request) -> Response:
        return await enter_later(request, subscriptions.renew)

    @app.delete(ROOT + "/subscriptions({key})", summary="End a subscription")
    async def unsubscribe(request: Request) -> Response:
        return await enter(request, subscriptions.delete)


def _without_tenant(app: FastAPI) -> None:
    """Serve every address without the tenant as well: the token says which one is meant."""
    for route in [each for each in app.router.routes if isinstance(each, APIRoute)]:
        if route.path.startswith(ROOT):
            path = ROOT.replace("/{tenant}", "") + route.path.removeprefix(ROOT)
            app.add_api_route(
                path, route.endpoint, methods=sorted(route.methods or ()), include_in_schema=False
            )


async def _not_routed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    native: CloudErpError
    if error.status_code == 405:
        message = f"{request.method} is not supported on '{request.url.path}'."
        native = MethodNotAllowedError(message, _allowed(request))
    elif error.status_code == 415:
        native = UnsupportedMediaTypeError(str(error.detail))
    else:
        native = UnknownResourceError(f"No HTTP resource was found at '{request.url.path}'.")
    return refusal(request.scope["state"]["service"], native)


def _allowed(request: Request) -> tuple[str, ...]:
    """Give the methods that an address takes, in all routes that match it."""
    methods: dict[str, None] = {}
    for route in request.app.router.routes:
        found = route.path_regex.match(request.url.path) if isinstance(route, APIRoute) else None
        if found is None:
            continue
        path: dict[str, Any] = found.groupdict()
        edition = EDITIONS.get(path.get("environment", "").lower())
        table = edition.sets.get(path["entity_set"]) if edition and "entity_set" in path else None
        if table is not None:
            return allowed_methods(table, has_key="key" in path, segment=path.get("segment", ""))
        methods |= dict.fromkeys(sorted(route.methods))
    return tuple(methods)
