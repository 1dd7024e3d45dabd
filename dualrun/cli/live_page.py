"""The live page as an application: it asks a façade's control API anew for whoever looks."""

from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dualrun.cli.control_api import Ask, signed_in
from dualrun.cli.talk import err
from dualrun.clock import LiveClock
from dualrun.errors import UsageError
from dualrun.network.live import LiveWire, open_session
from dualrun.report.live import LOOKS, live_page

EVERY_S = 5
AUDIT_PAGE = 500
Draw = Callable[[], Awaitable[str]]


async def looked(ask: Ask) -> dict[str, Any]:
    """Ask for all that the page shows."""
    said = {name: await ask(path) for name, path in LOOKS.items()}
    lines: list[Any] = []
    while True:
        after = lines[-1]["number"] if lines else 0
        page = await ask(f"audit?after={after}&limit={AUDIT_PAGE}")
        lines += page
        if len(page) < AUDIT_PAGE:
            return {**said, "audit": lines}


def application(draw: Draw) -> Starlette:
    """Make the page an application; a façade that does not answer is said to be away."""

    async def page(_: Request) -> Response:
        try:
            return HTMLResponse(await draw(), headers={"cache-control": "no-store"})
        except UsageError as away:
            return PlainTextResponse(f"{away}\n", 503, {"refresh": str(EVERY_S)})

    return Starlette(routes=[Route("/", page)])


async def serve(facade: str, port: int, client: str) -> None:
    """Serve the page until Ctrl-C.

    Raises:
        UsageError: the façade does not answer or refuses, or the port is taken.
    """
    clock = LiveClock()
    async with open_session() as session:
        ask = await signed_in(LiveWire(session), facade, client)

        async def draw() -> str:
            return live_page(await looked(ask), facade, clock.now(), EVERY_S)

        await draw()  # what is wrong is said before anybody looks
        config = uvicorn.Config(
            application(draw), "127.0.0.1", port, log_level="warning", lifespan="off", access_log=False
        )
        err(f"http://127.0.0.1:{port}/ until Ctrl-C")
        try:
            await uvicorn.Server(config).serve()
        except SystemExit:
            raise UsageError(f"--port {port}: nobody can listen there") from None
