"""Routes that come often, marked so that a request can reach their function past all parsing."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig

from facade.api.limits import Message, Scope
from facade.api.problem import documented

SILENT: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}
"""The framework's own telemetry costs every request and is exported by nobody here."""

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class WholeRequest(Request):
    """A request whose body has been read; whoever asks to receive it gets it again."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        super().__init__(scope, again)
        self._whole = body

    async def body(self) -> bytes:
        """Give the body."""
        return self._whole


class NativeRoute(APIRoute):
    """A documented route that hands the request straight to its function, past all parsing."""

    def get_route_handler(self) -> Endpoint:
        """Give the function itself."""
        endpoint: Endpoint = self.endpoint
        return endpoint


class LookRoute(APIRoute):
    """A declared route to read of one order, whose function needs its reference and nothing else."""


@dataclass(frozen=True, slots=True)
class NativeDoc:
    """What the OpenAPI document says of a native route: how it answers, and what it is sent."""

    summary: str
    status: int
    refusals: tuple[int, ...]
    body: dict[str, Any] = field(default_factory=lambda: {"type": "object"})


def add_native(app: FastAPI, path: str, endpoint: Endpoint, doc: NativeDoc) -> None:
    """Put a native POST route on the application and into its OpenAPI document."""
    body = {"content": {"application/json": {"schema": doc.body}}, "required": True}
    app.router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        name=path.rpartition("/")[2],
        tags=["intake"],
        status_code=doc.status,
        summary=doc.summary,
        response_class=Response,
        responses=documented(*doc.refusals),
        openapi_extra={"requestBody": body},
        route_class_override=NativeRoute,
    )
