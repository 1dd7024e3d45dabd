"""The routes: where the services are posted to, described and listed."""

from collections.abc import Callable, Collection, Mapping

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from simulators.chassis.native import Answer, NativeRoute, native_app, prefix
from simulators.legacy_erp.api.admission import (
    XML,
    ServiceNotFoundError,
    admitted,
    check_locks,
    check_sessions,
    erp_of,
    headers_of,
    read_message,
    refusal,
)
from simulators.legacy_erp.api.codeunits import CODEUNIT_SERVICES
from simulators.legacy_erp.api.document import XML_BODY, Responses, refusals, told, with_sign_in
from simulators.legacy_erp.api.files import router as files
from simulators.legacy_erp.api.operation import Operation
from simulators.legacy_erp.api.pages import PAGE_SERVICES
from simulators.legacy_erp.errors import LegacyErpError, MalformedRequestError
from simulators.legacy_erp.schemas.forms import CODEUNITS
from simulators.legacy_erp.schemas.soap import MEDIA_TYPE, envelope, open_envelope
from simulators.legacy_erp.schemas.wsdl import codeunit_wsdl, page_wsdl, services_list
from simulators.legacy_erp.service.catalogue import PAGES

router = APIRouter(route_class=NativeRoute)
_CALLED: Responses = {
    200: {"description": "The operation's result", "content": XML_BODY},
    **refusals(400, 401, 404, 413, 500, 503),
}
_DESCRIBED: Responses = {
    200: {"description": "The description", "content": XML_BODY},
    **refusals(401, 404, 503),
}
_ADDRESS = ("instance", "company", "service")


@router.post(
    "/{instance}/WS/{company}/Page/{service}",
    summary="Call an operation of a page",
    responses=_CALLED,
    openapi_extra=told(*_ADDRESS, services=tuple(PAGES), body=XML_BODY),
)
async def call_page(request: Request) -> Response:
    """Read, create, change or delete records through a page."""
    return await _call(request, PAGE_SERVICES)


@router.post(
    "/{instance}/WS/{company}/Codeunit/{service}",
    summary="Call an operation of a codeunit",
    responses=_CALLED,
    openapi_extra=told(*_ADDRESS, services=tuple(CODEUNITS), body=XML_BODY),
)
async def call_codeunit(request: Request) -> Response:
    """Post shipments and invoices, cancel orders."""
    return await _call(request, CODEUNIT_SERVICES)


@router.get(
    "/{instance}/WS/{company}/Page/{service}",
    summary="Describe a page as WSDL",
    responses=_DESCRIBED,
    openapi_extra=told(*_ADDRESS, services=tuple(PAGES)),
)
async def describe_page(request: Request) -> Response:
    """Give the WSDL of a page, with the address under which the caller found it."""
    return _described(request, "Page", PAGES, lambda name, at: page_wsdl(PAGES[name], at))


@router.get(
    "/{instance}/WS/{company}/Codeunit/{service}",
    summary="Describe a codeunit as WSDL",
    responses=_DESCRIBED,
    openapi_extra=told(*_ADDRESS, services=tuple(CODEUNITS)),
)
async def describe_codeunit(request: Request) -> Response:
    """Give the WSDL of a codeunit, with the address under which the caller found it."""
    return _described(request, "Codeunit", CODEUNITS, codeunit_wsdl)


@router.get(
    "/{instance}/WS/{company}/services",
    summary="List the services",
    responses=_DESCRIBED,
    openapi_extra=told("instance", "company"),
)
async def list_services(request: Request) -> Response:
    """Name every page and codeunit with where it is described."""
    try:
        admitted(request, erp_of(request), headers_of(request))
    except LegacyErpError as error:
        return refusal(error)
    return Response(services_list(_base(request)), media_type=MEDIA_TYPE)


def create_api() -> FastAPI:
    """Make the stateless routes; the service comes with each request."""
    app = native_app("Legacy ERP", "9", description="SOAP page services of an on-premises back office.")
    app.router.routes.extend([*router.routes, *files.routes])  # one level of routing less than including it

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        reason = f"{request.method} {request.url.path}: {error.detail}."
        answer = refusal(ServiceNotFoundError(reason), error.status_code)
        answer.headers.update(error.headers or {})
        if error.status_code == 405:
            answer.headers["allow"] = ", ".join(_methods(app, request.url.path))
        return answer

    app.openapi = with_sign_in(app)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    return app


def _methods(app: FastAPI, path: str) -> list[str]:
    found = [route for route in app.router.routes if isinstance(route, APIRoute)]
    return sorted({method for one in found if one.path_regex.match(path) for method in one.methods or ()})


async def _call(request: Request, services: Mapping[str, Mapping[str, Operation]]) -> Response:
    erp, headers = erp_of(request), headers_of(request)
    try:
        company = admitted(request, erp, headers)
        operations = services.get(request.scope["path_params"]["service"])
        if operations is None:
            raise _no_service(request)
        asked = open_envelope(await read_message(request, headers))
        operation = operations.get(asked.tag)
        if operation is None:
            raise MalformedRequestError(f"The service has no operation {asked.tag}.")
        check_sessions(erp)
        if operation.writes:
            check_locks(request, company, headers)
        async with erp.workers:
            answer = operation.act(company, asked)
    except LegacyErpError as error:
        return refusal(error)
    return Answer(envelope(f"{operation.opening}{answer}{operation.closing}"), 200, XML)


def _described(
    request: Request, kind: str, known: Collection[str], wsdl: Callable[[str, str], str]
) -> Response:
    name = request.path_params["service"]
    try:
        admitted(request, erp_of(request), headers_of(request))
        if name not in known:
            raise _no_service(request)
    except LegacyErpError as error:
        return refusal(error)
    return Response(wsdl(name, f"{_base(request)}/{kind}/{name}"), media_type=MEDIA_TYPE)


def _no_service(request: Request) -> ServiceNotFoundError:
    return ServiceNotFoundError(f"There is no service '{request.path_params['service']}'.")


def _base(request: Request) -> str:
    where = request.path_params
    host = request.headers.get("host", "localhost")
    return f"{request.url.scheme}://{host}{prefix(request)}/{where['instance']}/WS/{where['company']}"
