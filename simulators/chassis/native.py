"""FastAPI applications whose routes read and write their own bodies.

Every hop of a rehearsal passes such a route. The framework's parsing, dependency solving and telemetry would
cost more than all the rest of a hop, so they are left out; the routes still stand in the OpenAPI document.
"""

from collections.abc import Callable, Coroutine
from inspect import isawaitable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}


class NativeRoute(APIRoute):
    """A documented route that hands the request straight to its function."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the function itself."""
        endpoint: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return endpoint


def native_app(title: str, version: str, **described: Any) -> FastAPI:
    """Make an application of native routes; `described` is passed on to FastAPI."""
    app = FastAPI(title=title, version=version, redoc_url=None, telemetry=SILENT, **described)
    app.router.route_class = NativeRoute
    return app


class Answer(Response):
    """A whole answer whose headers are given as they go out; a length is added to them."""

    def __init__(self, body: bytes, status: int, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers = [(b"content-length", b"%d" % len(body)), *headers]


def header(request: Request, name: bytes) -> str:
    """Give a header by its name in lower case; absent is empty."""
    for key, value in request.scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return ""


def prefix(request: Request) -> str:
    """Give what stands before every path of a caller who names a world there; nothing for all others.

    Whatever leads a caller further, be it a link, a location or a description, begins with it.
    """
    found: str = request.scope.get("root_path", "")
    return found


async def whole_body(request: Request, most: int) -> bytes | None:
    """Read the body, or give nothing when it has more than `most` bytes.

    Raises:
        ClientDisconnect: the caller went away in the middle of it.
    """
    chunks: list[bytes] = []
    length, has_more = 0, True
    while has_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        length += len(chunk)
        if length > most:
            return None
        chunks.append(chunk)
        has_more = message.get("more_body", False)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def refusal(app: FastAPI, request: Request, error: HTTPException) -> Response:
    """Say no in the product's own words, whatever the reason."""
    handler = app.exception_handlers.get(HTTPException)
    if handler is None:
        return Answer(error.detail.encode(), error.status_code, ((b"content-type", b"text/plain"),))
    answered = handler(request, error)
    response = await answered if isawaitable(answered) else answered
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response
