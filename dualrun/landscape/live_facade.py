"""The façade as its callers meet it: one port, and behind it a façade for each world that calls on it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from dualrun.errors import UsageError
from dualrun.landscape.integration import Integration, facade_settings
from dualrun.landscape.place import FACADE, Place
from dualrun.streams import Streams
from facade.app import Facade, Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.memory import MemoryStore
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import Store
from facade.orders.codec import dump_state, read_state
from simulators.chassis.named_world import NamedWorld, WorldError
from simulators.chassis.native import Answer
from simulators.chassis.ports import Wire
from simulators.chassis.served import world_name
from simulators.chassis.worlds import DEFAULT, Worlds

STATE_FILES = ("facade.sqlite3", "facade.sqlite3-wal", "facade.sqlite3-shm")
"""The façade's store, and what a killed process leaves beside it."""
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_PLAIN = ((b"content-type", b"text/plain; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class FacadeMaker:
    """Makes a façade for a world, with an empty store: on disk for the default world, else in memory."""

    worlds: Worlds
    urls: Mapping[str, str]
    wire_of: Callable[[str], Wire]
    place: Place
    on_defect: Callable[[str, BaseException], None]
    closing: AsyncExitStack

    def make(self, world: str) -> Facade:
        """Put a façade together that knows the world's systems and their codes."""
        named = self.worlds.used(world)
        urls = {name: self.urls[name] for name in named.systems}
        master = next(iter(named.systems.values())).running.world.master
        around = Surroundings(
            self.wire_of(world),
            self.worlds.clock,
            Streams(named.seed).child(FACADE),
            self._store() if world == DEFAULT else MemoryStore(),
            Parity(),
            self.on_defect,
        )
        return create_app(facade_settings(master, urls, self.urls[FACADE], Integration()), around)

    def _store(self) -> Store:
        """Open the store on disk, an empty one unless there is state to go on from.

        Nobody else uses the folder: it is named after the port, and the port is ours by now.
        """
        folder = self.place.state or self.place.folder
        database = folder / STATE_FILES[0]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if self.place.state is None:
                for file in STATE_FILES:
                    (folder / file).unlink(missing_ok=True)
            database.touch()
        except OSError as error:
            raise UsageError(f"{folder}: the façade cannot write there: {error.strerror}") from None
        store = SqliteStore(database, dump_state, read_state)
        self.closing.callback(store.close)
        return store


class ServedFacade:
    """The ASGI application on the façade's port.

    A façade joins a world when somebody first calls it there: there may be hundreds of worlds in which nobody
    ever does. When a world begins again, its façade begins again with an empty store.
    """

    def __init__(self, worlds: Worlds, maker: FacadeMaker) -> None:
        self._worlds = worlds
        self._maker = maker
        self._facades: dict[str, asyncio.Task[Facade]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request in the world it names."""
        if scope["type"] != "http":
            return
        name = world_name(scope)
        try:
            self._worlds.used(name)
        except WorldError as error:
            await Answer(f"{error}\n".encode(), 400, _PLAIN)(scope, receive, send)
            return
        facade = await self.join(name)
        await facade.app(scope, receive, send)

    async def join(self, name: str) -> Facade:
        """Give the façade of a world, introduced to every system there."""
        joining = self._facades.get(name)
        if joining is None:
            joining = asyncio.get_running_loop().create_task(self._introduced(name))
            self._facades[name] = joining
        return await asyncio.shield(joining)

    async def _introduced(self, name: str) -> Facade:
        facade = self._maker.make(name)
        facade.start()
        await facade.introduced()
        return facade

    def begin_again(self, world: NamedWorld) -> None:
        """Let go of what a façade knew of a world; the default world's begins again at once."""
        joining = self._facades.pop(world.name, None)
        if joining is None:
            return
        _end(joining)
        if world.name == DEFAULT:
            self._facades[DEFAULT] = asyncio.get_running_loop().create_task(self._introduced(DEFAULT))

    def stop(self) -> None:
        """End the work of all façades."""
        for joining in self._facades.values():
            _end(joining)


def _end(joining: asyncio.Task[Facade]) -> None:
    if joining.done() and not joining.cancelled() and joining.exception() is None:
        joining.result().stop()
    else:
        joining.cancel()
