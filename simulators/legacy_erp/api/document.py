"""How the routes stand in the OpenAPI document: they read path and message by hand, for speed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI

from simulators.legacy_erp.api.admission import INSTANCE
from simulators.legacy_erp.domain.files import FOLDERS, NAME
from simulators.legacy_erp.store import MAIN, SECOND

Responses = dict[int | str, dict[str, Any]]
XML_BODY: Mapping[str, Any] = {"text/xml": {"schema": {"type": "string"}}}
BYTES_BODY: Mapping[str, Any] = {
    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
}
_MEANINGS = {
    400: "the message is not one that the service describes, or no file may be called so",
    401: "not signed in",
    403: "only the system writes here",
    404: "no such instance, company, service or file",
    413: "the message is too large",
    500: "the application refused",
    503: "the nightly batch is running, or every session is taken",
}
_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "instance": {"enum": [INSTANCE]},
    "company": {"enum": [MAIN, SECOND]},
    "folder": {"enum": list(FOLDERS)},
    "name": {"pattern": f"^{NAME}$"},
}


def refusals(*statuses: int) -> Responses:
    """Describe the faults that a route may answer with."""
    return {
        status: {"description": f"A fault: {_MEANINGS[status]}", "content": XML_BODY} for status in statuses
    }


def told(*names: str, services: Sequence[str] = (), body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Describe the parts of a path, of which `service` is one of `services`, and what a route is sent."""
    shapes = {**_SHAPES, "service": {"enum": list(services)}}
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", **shapes[name]}}
        for name in names
    ]
    is_message = body is XML_BODY  # a file may be empty
    content = {"requestBody": {"required": is_message, "content": body}} if body else {}
    return {"parameters": path, "security": [{"account": []}], **content}


def with_sign_in(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Make the document of an application say how its callers sign in."""
    plain = app.openapi

    def document() -> dict[str, Any]:
        written = plain()
        schemes = {"account": {"type": "http", "scheme": "basic"}}
        written.setdefault("components", {})["securitySchemes"] = schemes
        return written

    return document
