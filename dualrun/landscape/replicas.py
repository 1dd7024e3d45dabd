"""The replicas of a façade, as whoever started them sees them: kept going, and stopped together.

They accept from one socket that stays open here, so a caller who comes while one of them is away is served
by another, and one who comes while all are away waits.
"""

import asyncio
import contextlib
import json
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from dualrun.errors import DefectError, UsageError
from dualrun.landscape.replica import READY, Orders
from facade.messaging.database import Database

AGAIN_S, AGAIN_S_MAX = 0.2, 5.0
STOPS_WITHIN_S = 5.0

Say = Callable[[str], None]


class Replicas:
    """All replicas of one façade. Each one's process id stands in a file, for whoever wants to end it."""

    def __init__(
        self,
        orders: Orders,
        own: Mapping[str, socket.socket],
        shared: socket.socket,
        folder: Path,
        database: Database,
        say: Say,
    ) -> None:
        self._orders = orders
        self._own = own
        self._shared = shared
        self._folder = folder
        self._database = database
        self._say = say
        self._keeping: dict[str, asyncio.Task[None]] = {}
        self._beginning: asyncio.Task[None] | None = None

    def pid_file(self, name: str) -> Path:
        """Give where the process id of a replica stands."""
        return self._folder / f"{name}.pid"

    async def start(self) -> None:
        """Start all of them; returns when each knows its neighbours.

        Raises:
            DefectError: one of them ended before that.
        """
        if sys.platform == "win32":
            raise UsageError("--replicas: sockets cannot be handed to other processes here")
        self._folder.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        ready = {name: loop.create_future() for name in self._own}
        self._keeping = {name: loop.create_task(self._keep(name, ready[name])) for name in self._own}
        await asyncio.gather(*ready.values())

    async def stop(self) -> None:
        """Stop all of them."""
        if self._beginning is not None:
            self._beginning.cancel()
        for keeping in self._keeping.values():
            keeping.cancel()
        await asyncio.gather(*self._keeping.values(), return_exceptions=True)
        self._keeping = {}

    def begin_again(self, seed: int) -> None:
        """Stop them, empty the database, and start them for a world that has begun again."""
        self._beginning = asyncio.get_running_loop().create_task(self._begun_again(seed))

    async def _begun_again(self, seed: int) -> None:
        keeping, self._keeping = self._keeping, {}
        for one in keeping.values():
            one.cancel()
        await asyncio.gather(*keeping.values(), return_exceptions=True)
        self._orders = replace(self._orders, seed=seed)
        self._database.empty()
        await self.start()

    async def _keep(self, name: str, ready: asyncio.Future[None]) -> None:
        """Start a replica again whenever it ends."""
        wait_s = AGAIN_S
        while True:
            process = await self._begin(name)
            try:
                if await self._is_ready(process):
                    wait_s = AGAIN_S
                    if not ready.done():
                        ready.set_result(None)
                code = await process.wait()
            finally:
                await _ended(process)
                self.pid_file(name).unlink(missing_ok=True)
            if not ready.done():
                ready.set_exception(DefectError(f"{name} ended before it began, with code {code}"))
                return
            self._say(f"dualrun: {name} has ended with code {code}: it is started again")
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, AGAIN_S_MAX)

    async def _begin(self, name: str) -> asyncio.subprocess.Process:
        sockets = [self._shared.fileno(), self._own[name].fileno()]
        orders = replace(self._orders, name=name, sockets=sockets)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dualrun.landscape.replica"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=sockets,
            start_new_session=True,  # Ctrl-C is for us: we stop them in order
        )
        self.pid_file(name).write_text(f"{process.pid}\n")
        if process.stdin is not None:
            process.stdin.write(json.dumps(asdict(orders)).encode() + b"\n")
        return process

    async def _is_ready(self, process: asyncio.subprocess.Process) -> bool:
        if process.stdout is None:
            return False
        return (await process.stdout.readline()).decode().strip() == READY


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Ask a process to stop by ending its input; end it ourselves when it does not."""
    if process.returncode is not None:
        return
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOPS_WITHIN_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
