"""How this product answers: its JSON, its headers, its error bodies."""

from typing import Any

from starlette.responses import Response

from simulators.chassis.native import Answer
from simulators.cloud_erp.errors import CloudErpError, MethodNotAllowedError, TenantUnavailableError
from simulators.cloud_erp.schemas.entity import dumps
from simulators.cloud_erp.service.book import Book

JSON = "application/json; odata.metadata=minimal; odata.streaming=true"
VERSION = {"odata-version": "4.0"}
_HEADERS = ((b"odata-version", b"4.0"), (b"content-type", JSON.encode()))
BARE = "odata.metadata=none"
KEPT = ("@odata.nextLink", "@odata.deltaLink", "@odata.count")
STATUS = {
    "Authentication_InvalidCredentials": 401,
    "BadRequest_NotFound": 404,
    "BadRequest_MethodNotAllowed": 405,
    "Internal_CompanyNotFound": 404,
    "Internal_RecordNotFound": 404,
    "Internal_TenantUnavailable": 503,
    "Request_EntityChanged": 409,
    "RequestEntityTooLarge": 413,
    "BadRequest_UnsupportedMediaType": 415,
    "Application_TooManyRequests": 429,
    "BadRequest_DependencyFailed": 424,
}
"""Everything else is the caller's mistake: 400."""


def answer_of(
    accept: str, content: dict[str, Any], status: int = 200, etag: str = "", *more: tuple[bytes, bytes]
) -> Answer:
    """Answer as the caller accepts it: without what only a general client needs, if that is the wish."""
    if BARE not in accept:
        return answer(content, status, etag, *more)
    headers = ((b"odata-version", b"4.0"), (b"content-type", JSON.replace("minimal", "none").encode()))
    tag = ((b"etag", etag.encode()),) if etag else ()
    return Answer(dumps(_bare(content)), status, (*headers, *tag, *more))


def _bare(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _bare(value) for name, value in content.items() if name in KEPT or name[0] != "@"}
    return [_bare(each) for each in content] if isinstance(content, list) else content


def answer(content: Any, status: int = 200, etag: str = "", *more: tuple[bytes, bytes]) -> Answer:
    """Answer with JSON; a single record goes with its tag."""
    headers = (*_HEADERS, (b"etag", etag.encode())) if etag else _HEADERS
    return Answer(dumps(content), status, (*headers, *more) if more else headers)


def no_content() -> Response:
    """Answer that it is done and there is nothing to show."""
    return Response(status_code=204, headers=VERSION)


def refusal(book: Book, error: CloudErpError) -> Response:
    """Answer with a native error; its message ends in an id that support would ask for."""
    status = STATUS.get(error.code, 400)
    headers = dict(VERSION)
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if isinstance(error, TenantUnavailableError):
        headers["retry-after"] = str(error.retry_after_s)
    if isinstance(error, MethodNotAllowedError):
        headers["allow"] = ", ".join(error.allowed)
    message = f"{error.message}  CorrelationId:  {book.next_refusal()}."
    return Response(dumps({"error": {"code": error.code, "message": message}}), status, headers, JSON)
