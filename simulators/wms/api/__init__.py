"""The warehouse's REST face: parse, call, render, and say no in its own words."""

from functools import cache

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from simulators.chassis.describing import install
from simulators.chassis.native import native_app
from simulators.wms.api import arrivals, floor, orders, stock, subscriptions
from simulators.wms.api.describing import MANNER
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
    install(app, OPERATIONS, MANNER)
    app.add_exception_handler(WmsError, refused)
    app.add_exception_handler(HTTPException, no_such_route)
    return app
