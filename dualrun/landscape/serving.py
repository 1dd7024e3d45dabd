"""How an application of ours is served on a port of this machine."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from dualrun.errors import DefectError, UsageError
from dualrun.landscape.protocol import GuardedProtocol, WhileHeard

PORT_MAX = 32767
"""Above it ports belong to the clients of other processes."""
STOP_AFTER_S = 1
LOOK_EVERY_S = 0.005
BACKLOG = 1024


class Server(uvicorn.Server):
    """A server among others: the process's signals are not its own."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Servers:
    """All servers of one process, begun one by one and ended together."""

    def __init__(self) -> None:
        self._running: list[tuple[Server, asyncio.Task[None]]] = []

    async def serve(self, app: Any, bound: socket.socket, lifespan: str = "off") -> None:
        """Serve an application on a bound socket; returns when it answers."""
        config = uvicorn.Config(
            WhileHeard(app),
            http=GuardedProtocol,
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan=lifespan,  # type: ignore[arg-type]
            timeout_graceful_shutdown=STOP_AFTER_S,
        )
        server = Server(config)
        serving = asyncio.get_running_loop().create_task(server.serve([bound]))
        self._running.append((server, serving))
        while not server.started:
            if serving.done():
                raise DefectError(f"the server on port {bound.getsockname()[1]} ended before it began")
            await asyncio.sleep(LOOK_EVERY_S)

    async def stop(self) -> None:
        """Stop taking calls and wait until the last one is answered."""
        for server, _ in self._running:
            server.should_exit = True
        await asyncio.gather(*(serving for _, serving in self._running), return_exceptions=True)


def ports_from(base_port: int, names: Iterable[str]) -> dict[str, int]:
    """Give each name its port, from `base_port` on.

    Raises:
        UsageError: the ports would leave the range that servers may use.
    """
    listed = tuple(names)
    last = PORT_MAX - len(listed) + 1
    if not 1024 <= base_port <= last:
        raise UsageError(f"--base-port {base_port}: choose one from 1024 to {last}")
    return {name: base_port + offset for offset, name in enumerate(listed)}


def bind(host: str, name: str, port: int) -> socket.socket:
    """Take a port for a system.

    Raises:
        UsageError: somebody else has it, or the host is none of this machine's.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            said = f"port {port} for {name} is in use on {host}: choose others with --base-port"
            raise UsageError(said) from None
        raise UsageError(f"port {port} for {name}: {os.strerror(error.errno or 0)} on {host}") from None
    bound.setblocking(False)
    return bound
