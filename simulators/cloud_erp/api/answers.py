"""How this product answers: its JSON, its headers, its error bodies."""

from typing import Any

from starlette.responses import Response

from simulators.chassis.native import Answer
from simulators.cloud_erp.errors import CloudErpError
from simulators.cloud_erp.schemas.entity import dumps
from simulators.cloud_erp.service.book import Book

JSON = "application/json; odata.metadata=minimal; odata.streaming=true"
VERSION = {"odata-version": "4.0"}
_HEADERS = ((b"odata-version", b"4.0"), (b"content-type", JSON.encode()))
STATUS = {
    "Authentication_InvalidCredentials": 401,
    "BadRequest_NotFound": 404,
    "BadRequest_MethodNotAllowed": 405,
    "Internal_CompanyNotFound": 404,
    "Internal_RecordNotFound": 404,
    "Request_EntityChanged": 409,
    "RequestEntityTooLarge": 413,
    "Application_TooManyRequests": 429,
}
"""Everything else is the caller's mistake: 400."""

ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}


def answer(content: Any, status: int = 200, etag: str = "") -> Response:
    """Answer with JSON; a single record goes with its tag."""
    headers = (*_HEADERS, (b"etag", etag.encode())) if etag else _HEADERS
    return Answer(dumps(content), status, headers)


def no_content() -> Response:
    """Answer that it is done and there is nothing to show."""
    return Response(status_code=204, headers=VERSION)


def refusal(book: Book, error: CloudErpError) -> Response:
    """Answer with a native error; its message ends in an id that support would ask for."""
    book.refusals += 1
    correlation = book.world.ids.uuid(book.world.system, "refusal", book.refusals)
    status = STATUS.get(error.code, 400)
    headers = dict(VERSION)
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    body = {"error": {"code": error.code, "message": f"{error.message}  CorrelationId:  {correlation}."}}
    return Response(dumps(body), status, headers, JSON)
