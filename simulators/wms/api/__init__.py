"""The warehouse's REST face: parse, call, render, and say no in its own words."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from simulators.chassis.native import native_app
from simulators.wms.api import arrivals, floor, orders, stock, subscriptions
from simulators.wms.api.describing import described
from simulators.wms.api.serving import no_such_route, refused
from simulators.wms.errors import WmsError

OPERATIONS = (
    *orders.OPERATIONS,
    *floor.OPERATIONS,
    *stock.OPERATIONS,
    *arrivals.OPERATIONS,
    *subscriptions.OPERATIONS,
)


@cache
def api() -> FastAPI:
    """Make the stateless routes, the busiest first; one application serves every world."""
    app = native_app("Warehouse management", "1")
    for operation in OPERATIONS:
        app.add_api_route(
            operation.path,
            operation.route,
            methods=[operation.method],
            status_code=operation.status,
            summary=(operation.route.__doc__ or "").rstrip("."),
        )
    app.add_exception_handler(WmsError, refused)
    app.add_exception_handler(HTTPException, no_such_route)

    @cache
    def openapi() -> dict[str, Any]:
        return described(app, OPERATIONS)

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to give another document
    return app
