"""FastAPI applications whose routes read and write their own bodies.

Every hop of a rehearsal passes such a route. The framework's parsing, dependency solving and telemetry would
cost more than all the rest of a hop, so they are left out; the routes still stand in the OpenAPI document.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig

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
