"""The façade as its callers meet it: one port, and behind it a façade for each world that calls on it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dualrun.clock import LiveClock
from dualrun.errors import UsageError
from dualrun.landscape.integration import facade_settings, live_integration
from dualrun.landscape.keeping import events, opened
from dualrun.landscape.log_file import log_to
from dualrun.landscape.place import FACADE, Place
from dualrun.landscape.unkept import WithoutOutbox
from dualrun.landscape.vitals import Vitals
from dualrun.network.outward import OutwardWire, resolve
from dualrun.streams import Streams
from facade.api.problem import problem
from facade.app import EventLayer, Facade, Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.database import Database
from facade.messaging.memory import MemoryStore
from facade.messaging.store import Store
from facade.observability.spans import Take
from simulators.chassis.named_world import NamedWorld, WorldError
from simulators.chassis.native import Answer
from simulators.chassis.ports import Wire
from simulators.chassis.served import coding_of, world_name
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
    database: Database | None = None
    vitals: Vitals = field(default_factory=lambda: Vitals(LiveClock()))
    spans: Take | None = None

    async def make(self, world: str, *, is_first: bool = True) -> Facade:
        """Put a façade together that knows the world's systems and their codes.

        The first of the default world goes on from what the state folder holds; later ones begin anew.
        """
        named = self.worlds.used(world)
        urls = {name: self.urls[name] for name in named.systems}
        master = next(iter(named.systems.values())).running.world.master
        store, layer = await self._kept(goes_on=is_first) if world == DEFAULT else (MemoryStore(), None)
        integration = live_integration(self.place.token)
        around = Surroundings(
            self.wire_of(world),
            self.worlds.clock,
            Streams(named.seed).child(FACADE),
            store,
            Parity(),
            self.on_defect,
            layer,
            OutwardWire(self.closing, integration.targets),
            resolve,
            log=log_to(self.place.keeping.log, self.closing),
            spans=self.spans if world == DEFAULT else None,
            vitals=self.vitals.families,
        )
        return create_app(facade_settings(master, urls, self.urls[FACADE], integration), around)

    def begin_again(self) -> None:
        """Let go of what the default world's façade has kept: its systems know nothing of it any more.

        It is gone before the one who asked has an answer, so that a kill right after brings nothing back.
        """
        if self.database is not None:
            self.database.empty()
        else:
            self._unlink()

    async def _kept(self, *, goes_on: bool) -> tuple[Store, EventLayer | None]:
        """Open the database, or the file that stands in for one, and the way of its events."""
        broker = self.place.keeping.broker
        found = self.database or self._file(goes_on=goes_on)
        store = await opened(found, FACADE, publishes=bool(broker), through=self.vitals.timed)
        self.closing.push_async_callback(store.leave)
        used: Any = store if self.place.keeping.is_lasting else WithoutOutbox(store)
        return used, events(store, broker, self.closing)

    def _file(self, *, goes_on: bool) -> Database:
        """Give the file on disk, an empty one unless there is state to go on from.

        Nobody else uses the folder: it is named after the port, and the port is ours by now.
        """
        folder = self._folder
        database = folder / STATE_FILES[0]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if self.place.state is None or not goes_on:
                self._unlink()
            database.touch()
        except OSError as error:
            raise UsageError(f"{folder}: the façade cannot write there: {error.strerror}") from None
        return Database(f"sqlite:///{database}")

    def _unlink(self) -> None:
        for file in STATE_FILES:
            (self._folder / file).unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self.place.state or self.place.folder


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
        if coding := coding_of(scope):
            detail = f"Content-Encoding {coding}: send the body as it is"
            await problem(415, "packed_body", detail, "header.Content-Encoding")(scope, receive, send)
            return
        facade = await self.join(name)
        await facade.app(scope, receive, send)

    async def join(self, name: str) -> Facade:
        """Give the façade of a world, introduced to every system there."""
        joining = self._facades.get(name)
        if joining is None:
            joining = asyncio.get_running_loop().create_task(self._introduced(name, is_first=True))
            self._facades[name] = joining
        return await asyncio.shield(joining)

    async def _introduced(self, name: str, *, is_first: bool) -> Facade:
        facade = await self._maker.make(name, is_first=is_first)
        facade.start()
        await facade.introduced()
        return facade

    def begin_again(self, world: NamedWorld) -> None:
        """Let go of what a façade knew of a world; the default world's begins again at once."""
        joining = self._facades.pop(world.name, None)
        if joining is not None:
            _end(joining)
        if world.name == DEFAULT:
            self._maker.begin_again()
        if world.name == DEFAULT and joining is not None:
            anew = self._introduced(DEFAULT, is_first=False)
            self._facades[DEFAULT] = asyncio.get_running_loop().create_task(anew)

    def stop(self) -> None:
        """End the work of all façades."""
        for joining in self._facades.values():
            _end(joining)


def _end(joining: asyncio.Task[Facade]) -> None:
    if joining.done() and not joining.cancelled() and joining.exception() is None:
        joining.result().stop()
    else:
        joining.cancel()
