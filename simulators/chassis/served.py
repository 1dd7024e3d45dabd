"""One system as its callers meet it: a port behind which every world has its own copy.

A request names its world by a header, or by a path prefix where a client cannot set headers. What is under
`/__admin` goes to the control plane.
"""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException

from simulators.chassis.logged import refuse, serve_plainly
from simulators.chassis.named_world import WorldError
from simulators.chassis.native import Answer
from simulators.chassis.struck import FAULT_HEADER, PLAIN, Struck
from simulators.chassis.switch import Receive, Scope, Send
from simulators.chassis.worlds import DEFAULT, Worlds

WORLD_HEADER = b"x-dualrun-world"
WORLD_PREFIX = "/__world/"
ADMIN_PREFIX = "/__admin"
CODING_SHOWN = 40

Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class ServedSystem:
    """The ASGI application on a system's port."""

    def __init__(self, name: str, worlds: Worlds, control: Asgi) -> None:
        self.name = name
        self.worlds = worlds
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in the world it names."""
        if scope["type"] != "http":
            return
        try:
            world = self.worlds.used(world_name(scope))
        except WorldError as error:
            await Answer(f"{error}\n".encode(), 400, PLAIN)(scope, receive, send)
            return
        if scope["path"].startswith(ADMIN_PREFIX):
            scope["state"] = {"worlds": self.worlds, "world": world, "system": self.name}
            await self._control(scope, receive, send)
            return
        inhabitant = world.systems[self.name]
        if coding := coding_of(scope):
            packed = HTTPException(415, f"Content-Encoding {coding}: send the body as it is")
            await refuse(world, inhabitant, scope, receive, send, packed)
            return
        asked_fault = next((v for k, v in scope["headers"] if k == FAULT_HEADER), None)
        if inhabitant.faults or asked_fault is not None:
            await Struck(self.name, world, inhabitant, asked_fault).serve(scope, receive, send)
        else:
            await serve_plainly(world, inhabitant, scope, receive, send)


def coding_of(scope: Scope) -> str:
    """Give how a body is packed, or nothing if it is not: none is unpacked, for a small one may be huge."""
    for name, value in scope["headers"]:
        if name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
            coding: str = value.decode("latin-1")[:CODING_SHOWN]
            return coding
    return ""


def world_name(scope: Scope) -> str:
    """Find the world a request names, and take the prefix off its path."""
    path: str = scope["path"]
    if path.startswith(WORLD_PREFIX):
        name, _, rest = path.removeprefix(WORLD_PREFIX).partition("/")
        scope["root_path"] = scope.get("root_path", "") + WORLD_PREFIX + name
        scope["path"] = f"/{rest}"
        return name
    for key, value in scope["headers"]:
        if key == WORLD_HEADER:
            named: str = value.decode("latin-1")
            return named
    return DEFAULT


class ControlPort:
    """The ASGI application on a port of its own: the control plane over all systems at once."""

    def __init__(self, worlds: Worlds, control: Asgi) -> None:
        self._worlds = worlds
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in the world it names."""
        if scope["type"] != "http":
            return
        try:
            world = self._worlds.used(world_name(scope))
        except WorldError as error:
            await Answer(f"{error}\n".encode(), 400, PLAIN)(scope, receive, send)
            return
        scope["state"] = {"worlds": self._worlds, "world": world, "system": None}
        await self._control(scope, receive, send)
