"""A back office on a real socket, for clients that know nothing of us: prints its port, then serves."""

import asyncio
import socket
import sys

import uvicorn

from dualrun.clock import LiveClock
from tests.simulators.legacy_erp.back_office import BackOffice


async def serve() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    office = BackOffice(clock=LiveClock())
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(office.system, log_level="error", lifespan="off")
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(serve())
