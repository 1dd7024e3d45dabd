"""The control plane as an ASGI application; one serves all ports, told by each request where it was asked."""

import hmac
import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse

from simulators.chassis.control import faults, requests, state, time
from simulators.chassis.control.asked import (
    instant,
    system_of,
    systems_of,
    world_of,
    worlds_of,
)
from simulators.chassis.control.reading import PREFIX, control_router
from simulators.chassis.control.refusals import REFUSALS, install
from simulators.chassis.native import SILENT, prefix
from simulators.chassis.switch import Receive, Scope, Send

TOKEN_HEADER = b"x-dualrun-admin-token"
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
LINKS = ("url", "docs", "health")
Address = Mapping[str, Any]
"""Where one system answers: its `name`, `url` and whatever else a caller must know of it."""

router = control_router()
ROUTERS = (router, state.router, time.router, faults.router, requests.router)


def control_app(version: str, token: str = "", addresses: Sequence[Address] = ()) -> Asgi:
    """Make the control plane; with a `token`, whoever does not give it may only ask for its health."""
    app = FastAPI(
        title="dualrun control plane",
        version=version,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=SILENT,
    )
    app.state.addresses = addresses
    for routes in ROUTERS:
        app.include_router(routes, responses=REFUSALS)
    install(app, [route for routes in ROUTERS for route in routes.routes], f"{PREFIX}/docs")
    return _Guarded(app, token) if token else app


@router.get("/health", summary="Is it up, and what is it?")
async def health(request: Request) -> dict[str, Any]:
    """Say who answers, in which world, and how it is."""
    world, here = world_of(request), system_of(request)
    simulator = worlds_of(request).simulators.get(here or "")
    return {
        "status": "ok",
        "system": here or "landscape",
        "title": simulator.title if simulator else "all systems",
        "version": request.app.version,
        "world": world.name,
        "seed": world.seed,
        "now": instant(world.clock.now()),
        "requests": sum(each.running.requests_served for each in systems_of(request).values()),
    }


@router.get("/version", summary="Which version is this?")
async def version(request: Request) -> dict[str, str]:
    """Say which version runs."""
    return {"version": request.app.version}


@router.get("/systems", summary="Where does everything answer, and who may sign in?")
async def systems(request: Request) -> list[dict[str, Any]]:
    """Give the addresses as the caller reaches them: by the host name used, and in the world of the prefix.

    The host that is bound may mean nothing to a caller.
    """
    return [_reached_by(request, one) for one in request.app.state.addresses]


@router.get("/docs", summary="This list", response_class=HTMLResponse)
async def docs(request: Request) -> HTMLResponse:
    """Show every route of the control plane on a page that needs no network."""
    return HTMLResponse(_page(request.app))


def _reached_by(request: Request, address: Address) -> dict[str, Any]:
    bound, host = urlsplit(address["url"]), request.url.hostname
    here = f"{bound.scheme}://{host or bound.hostname}:{bound.port}{prefix(request)}"
    return {
        name: here + value.removeprefix(address["url"]) if name in LINKS else value
        for name, value in address.items()
    }


class _Guarded:
    """Lets nobody in without the token, but tells everybody whether it is well."""

    def __init__(self, app: Asgi, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given: Mapping[bytes, bytes] = dict(scope.get("headers", ()))
        is_known = hmac.compare_digest(given.get(TOKEN_HEADER, b""), self._token)
        if scope["type"] == "http" and not is_known and scope["path"] != f"{PREFIX}/health":
            said = {"error": f"{TOKEN_HEADER.decode()}: missing or wrong"}
            await JSONResponse(said, 401)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _page(app: FastAPI) -> str:
    rows = "".join(
        f"<tr><td>{method.upper()}</td><td><code>{html.escape(path)}</code></td>"
        f"<td>{html.escape(operation['summary'])}</td></tr>"
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    )
    return (
        "<!doctype html><meta charset=utf-8><title>dualrun control plane</title>"
        "<style>body{font:15px system-ui;margin:2rem}td{padding:.2rem 1rem .2rem 0}</style>"
        "<h1>Control plane</h1><p>A header <code>X-Dualrun-World</code> names the world that is meant. "
        f"Bodies: <a href='openapi.json'>OpenAPI</a>.</p><table>{rows}</table>"
    )
