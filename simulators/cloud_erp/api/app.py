"""The routes, the ones every order passes first."""

from typing import Any

from fastapi import FastAPI
from starlette.convertors import register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from simulators.chassis.native import native_app
from simulators.cloud_erp.api import reads, sign_in, subscriptions, writes
from simulators.cloud_erp.api.answers import ERROR_SCHEMA, refusal
from simulators.cloud_erp.api.door import Word, enter, enter_later
from simulators.cloud_erp.errors import CloudErpError, MethodNotAllowedError, UnknownResourceError

register_url_convertor("word", Word())  # an entity set without a key, so that the hot routes can be first

ROOT = "/v2.0/{tenant}/{environment}/api/v2.0"
COMPANY = ROOT + "/companies({company})"

_NATIVE_ERROR = {"content": {"application/json": {"schema": ERROR_SCHEMA}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "What was asked cannot be done or cannot be read.", **_NATIVE_ERROR},
    401: {"description": "No valid bearer token.", **_NATIVE_ERROR},
    404: {"description": "No such company, entity set or record.", **_NATIVE_ERROR},
    405: {"description": "Not for this method.", **_NATIVE_ERROR},
    413: {"description": "The body is too large.", **_NATIVE_ERROR},
    429: {"description": "The quota is used up; there is no Retry-After.", **_NATIVE_ERROR},
}
_CHANGED: dict[int | str, dict[str, Any]] = {
    409: {"description": "The record has changed since it was read.", **_NATIVE_ERROR}
}


def api() -> FastAPI:
    """Make the native surface of this product."""
    app = native_app("Cloud ERP API", "2.0", redirect_slashes=False, responses=_REFUSALS)
    _sets(app)
    _records(app)
    _about(app)
    _subscriptions(app)
    app.add_exception_handler(HTTPException, _not_routed)
    return app


def _sets(app: FastAPI) -> None:
    @app.post(
        COMPANY + "/{entity_set:word}",
        summary="Enter a record, with its lines",
        openapi_extra=_described("entity_set", body=True),
        status_code=201,
    )
    async def create(request: Request) -> Response:
        return await enter(request, writes.create)

    @app.get(
        COMPANY + "/{entity_set:word}",
        summary="Read an entity set, page by page",
        openapi_extra=_described("entity_set"),
    )
    async def read_list(request: Request) -> Response:
        return await enter(request, reads.read_list)

    @app.post(
        COMPANY + "/{entity_set:word}({key})/{segment}",
        summary="Run an action bound to a sales order, or enter a line",
        openapi_extra=_described("entity_set", "key", "segment", body=True),
        responses={201: {"description": "The line entered."}, 204: {"description": "Done."}},
    )
    async def act(request: Request) -> Response:
        return await enter(request, writes.act)

    @app.get(
        COMPANY + "/{entity_set:word}({key})/{segment}",
        summary="Read what a record leads to",
        openapi_extra=_described("entity_set", "key", "segment"),
    )
    async def read_neighbours(request: Request) -> Response:
        return await enter(request, reads.read_neighbours)

    @app.get(COMPANY + "/$metadata", summary="Read the metadata", openapi_extra=_described())
    async def read_company_metadata(request: Request) -> Response:
        return await enter(request, reads.read_metadata)


def _records(app: FastAPI) -> None:
    @app.get(
        COMPANY + "/{entity_set:word}({key})",
        summary="Read one record",
        openapi_extra=_described("entity_set", "key"),
    )
    async def read_one(request: Request) -> Response:
        return await enter(request, reads.read_one)

    @app.patch(
        COMPANY + "/{entity_set:word}({key})",
        summary="Change a record that has been read",
        openapi_extra=_described("entity_set", "key", body=True),
        responses=_CHANGED,
    )
    async def change(request: Request) -> Response:
        return await enter(request, writes.change)

    @app.delete(
        COMPANY + "/{entity_set:word}({key})",
        summary="Delete a record that has been read",
        openapi_extra=_described("entity_set", "key"),
        status_code=204,
        responses=_CHANGED,
    )
    async def delete(request: Request) -> Response:
        return await enter(request, writes.delete)


def _about(app: FastAPI) -> None:
    @app.post(
        "/{tenant}/oauth2/v2.0/token",
        summary="Sign in with client credentials",
        openapi_extra={"parameters": [_parameter("tenant")], "security": []},
    )
    async def token(request: Request) -> Response:
        return await sign_in.token(request)

    @app.get(COMPANY, summary="Read the company", openapi_extra=_described())
    async def read_company(request: Request) -> Response:
        return await enter(request, reads.read_company)

    @app.get(COMPANY + "/", summary="Name the entity sets of the company", openapi_extra=_described())
    async def read_company_document(request: Request) -> Response:
        return await enter(request, reads.read_service_document)

    @app.get(ROOT, summary="Name the entity sets", openapi_extra=_described(company=False))
    async def read_service_document(request: Request) -> Response:
        return await enter(request, reads.read_service_document)

    @app.get(ROOT + "/$metadata", summary="Read the metadata", openapi_extra=_described(company=False))
    async def read_metadata(request: Request) -> Response:
        return await enter(request, reads.read_metadata)

    @app.get(ROOT + "/companies", summary="Read the companies", openapi_extra=_described(company=False))
    async def read_companies(request: Request) -> Response:
        return await enter(request, reads.read_companies)


def _subscriptions(app: FastAPI) -> None:
    @app.post(
        ROOT + "/subscriptions",
        summary="Ask to be told of changes",
        openapi_extra=_described(company=False, body=True),
        status_code=201,
    )
    async def subscribe(request: Request) -> Response:
        return await enter_later(request, subscriptions.create)

    @app.get(ROOT + "/subscriptions", summary="List subscriptions", openapi_extra=_described(company=False))
    async def list_subscriptions(request: Request) -> Response:
        return await enter(request, subscriptions.read_list)

    @app.get(
        ROOT + "/subscriptions({key})",
        summary="Read a subscription",
        openapi_extra=_described("key", company=False),
    )
    async def read_subscription(request: Request) -> Response:
        return await enter(request, subscriptions.read_one)

    @app.patch(
        ROOT + "/subscriptions({key})",
        summary="Let a subscription live three days more",
        openapi_extra=_described("key", company=False, body=True),
        responses=_CHANGED,
    )
    async def renew_subscription(request: Request) -> Response:
        return await enter_later(request, subscriptions.renew)

    @app.delete(
        ROOT + "/subscriptions({key})",
        summary="End a subscription",
        openapi_extra=_described("key", company=False),
        status_code=204,
        responses=_CHANGED,
    )
    async def unsubscribe(request: Request) -> Response:
        return await enter(request, subscriptions.delete)


async def _not_routed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    native: CloudErpError
    if error.status_code == 405:
        native = MethodNotAllowedError(f"{request.method} is not supported on '{request.url.path}'.")
    else:
        native = UnknownResourceError(f"No HTTP resource was found at '{request.url.path}'.")
    return refusal(request.scope["state"]["service"], native)


def _described(*names: str, company: bool = True, body: bool = False) -> dict[str, Any]:
    within = ("tenant", "environment", "company") if company else ("tenant", "environment")
    described: dict[str, Any] = {"parameters": [_parameter(name) for name in (*within, *names)]}
    if body:
        described["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    return described


def _parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
