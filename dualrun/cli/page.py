"""`dualrun page`: the report's own parts, live, for any façade that answers."""

import asyncio
from typing import Annotated

import typer

FacadeOption = Annotated[str, typer.Option("--facade", help="The façade to look at.")]
PortOption = Annotated[int, typer.Option("--port", help="Where the page is, on loopback.", min=1, max=65_535)]
ClientOption = Annotated[
    str, typer.Option("--client", help="Who asks, as client=secret; it reads the control API.")
]


def command(
    facade: FacadeOption = "http://127.0.0.1:8200",
    port: PortOption = 8299,
    client: ClientOption = "operator=operator-secret",
) -> int:
    """Show a live page: stage ladder, gates, backlog, mismatches, anew every few seconds."""
    from dualrun.cli.live_page import serve

    asyncio.run(serve(facade.rstrip("/"), port, client))
    return 0
