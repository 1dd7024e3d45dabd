"""The routes: where the services are posted to, described and listed."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException

from simulators.chassis.native import NativeRoute, native_app
from simulators.legacy_erp.api.admission import (
    MessageTooLargeError,
    ServiceNotFoundError,
    answered,
    erp_of,
    read_message,
    refusal,
    turned_away,
)
from simulators.legacy_erp.api.operations import CODEUNIT_SERVICES, PAGE_SERVICES, Operation
from simulators.legacy_erp.errors import LegacyErpError, MalformedRequestError
from simulators.legacy_erp.schemas.soap import MEDIA_TYPE, envelope, open_envelope
from simulators.legacy_erp.schemas.wsdl import CODEUNIT, codeunit_wsdl, page_wsdl, services_list
from simulators.legacy_erp.service.views import PAGES

router = APIRouter(route_class=NativeRoute)
_XML: dict[str, Any] = {"text/xml": {"schema": {"type": "string"}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "A fault: the message is not one that the service describes", "content": _XML},
    401: {"description": "A fault: not signed in", "content": _XML},
    404: {"description": "A fault: no such instance, company or service", "content": _XML},
    413: {"description": "A fault: the message is too large", "content": _XML},
    500: {"description": "A fault: the application refused", "content": _XML},
    503: {"description": "A fault: the nightly batch is running", "content": _XML},
}
_DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The description", "content": _XML},
    **{status: _REFUSALS[status] for status in (401, 404, 503)},
}


def _told(*names: str, posts: bool = False) -> dict[str, Any]:
    """Describe path and message for the OpenAPI document: the routes read them by hand, for speed."""
    path = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
    message = {"requestBody": {"required": True, "content": _XML}} if posts else {}
    return {"parameters": path, **message}


@router.post(
    "/{instance}/WS/{company}/Page/{service}",
    summary="Call an operation of a page",
    responses={200: {"description": "The operation's result", "content": _XML}, **_REFUSALS},
    openapi_extra=_told("instance", "company", "service", posts=True),
)
async def call_page(request: Request) -> Response:
    """Read, create, change or delete records through a page."""
    return await _call(request, PAGE_SERVICES)


@router.post(
    "/{instance}/WS/{company}/Codeunit/{service}",
    summary="Call an operation of a codeunit",
    responses={200: {"description": "The operation's result", "content": _XML}, **_REFUSALS},
    openapi_extra=_told("instance", "company", "service", posts=True),
)
async def call_codeunit(request: Request) -> Response:
    """Post shipments and invoices, cancel orders."""
    return await _call(request, CODEUNIT_SERVICES)


@router.get(
    "/{instance}/WS/{company}/Page/{service}",
    summary="Describe a page as WSDL",
    responses=_DESCRIBED,
    openapi_extra=_told("instance", "company", "service"),
)
async def describe_page(request: Request) -> Response:
    """Give the WSDL of a page, with the address under which the caller found it."""
    refused = turned_away(request, erp_of(request))
    if refused is not None:
        return refused
    page = PAGES.get(request.path_params["service"])
    if page is None:
        return _no_service(request)
    return Response(page_wsdl(page, f"{_base(request)}/Page/{page.name}"), media_type=MEDIA_TYPE)


@router.get(
    "/{instance}/WS/{company}/Codeunit/{service}",
    summary="Describe a codeunit as WSDL",
    responses=_DESCRIBED,
    openapi_extra=_told("instance", "company", "service"),
)
async def describe_codeunit(request: Request) -> Response:
    """Give the WSDL of a codeunit, with the address under which the caller found it."""
    refused = turned_away(request, erp_of(request))
    if refused is not None:
        return refused
    if request.path_params["service"] != CODEUNIT:
        return _no_service(request)
    return Response(codeunit_wsdl(f"{_base(request)}/Codeunit/{CODEUNIT}"), media_type=MEDIA_TYPE)


@router.get(
    "/{instance}/WS/{company}/services",
    summary="List the services",
    responses=_DESCRIBED,
    openapi_extra=_told("instance", "company"),
)
async def list_services(request: Request) -> Response:
    """Name every page and codeunit with where it is described."""
    refused = turned_away(request, erp_of(request))
    return refused or Response(services_list(_base(request)), media_type=MEDIA_TYPE)


def create_api() -> FastAPI:
    """Make the stateless routes; the service comes with each request."""
    app = native_app("Legacy ERP", "9", description="SOAP page services of an on-premises back office.")
    app.router.routes.extend(router.routes)  # one level of routing less than including it

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        reason = f"{request.method} {request.url.path}: {error.detail}."
        answer = refusal(ServiceNotFoundError(reason), error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    return app


async def _call(request: Request, services: Mapping[str, Mapping[str, tuple[str, Operation]]]) -> Response:
    erp = erp_of(request)
    refused = turned_away(request, erp)
    if refused is not None:
        return refused
    operations = services.get(request.path_params["service"])
    if operations is None:
        return _no_service(request)
    try:
        asked = open_envelope(await read_message(request))
        result = operations.get(asked.tag)
        if result is None:
            raise MalformedRequestError(f"The service has no operation {asked.tag}.")
        opening, act = result
        async with erp.workers:
            answer = act(erp, asked)
    except MalformedRequestError as error:
        return refusal(error, 400)
    except MessageTooLargeError as error:
        return refusal(error, 413)
    except LegacyErpError as error:
        return refusal(error, 500)
    closing = opening[: opening.index(" ")]
    return answered(envelope(f"<{opening}>{answer}</{closing}>"))


def _no_service(request: Request) -> Response:
    name = request.path_params["service"]
    return refusal(ServiceNotFoundError(f"There is no service '{name}'."), 404)


def _base(request: Request) -> str:
    where = request.path_params
    host = request.headers.get("host", "localhost")
    return f"{request.url.scheme}://{host}/{where['instance']}/WS/{where['company']}"
