"""A system at work in one world: its ASGI shell, its jobs, its control plane.

The shell is plain ASGI because every hop of a rehearsal passes through it: it hands the request its
service, marks the answer, and keeps `/__admin` apart from the native surface.
"""

from collections.abc import MutableMapping
from typing import Any

from simulators.chassis.admin import admin_app
from simulators.chassis.attendant import Attendant
from simulators.chassis.simulator import Simulator
from simulators.chassis.switch import NativeSwitch, Receive, Scope, Send
from simulators.chassis.world import World


class RunningSystem:
    """One simulator opened in one world; itself an ASGI application."""

    def __init__(self, simulator: Simulator, world: World) -> None:
        self.simulator = simulator
        self.world = world
        self.api = NativeSwitch(simulator.api())
        self.admin = admin_app(self)
        self.service: Any = None
        self.requests_served = 0
        self._attendant: Attendant | None = None
        self._marks = [
            (b"x-dualrun-system", simulator.name.encode()),
            (b"x-dualrun-world", world.name.encode()),
        ]
        self.reset()

    def reset(self) -> None:
        """Begin again from the master data: empty journal, opening stock, no open work."""
        self.stop()
        store = self.simulator.store()
        self.service = self.simulator.open(self.world, store)
        self.simulator.populate(self.service, self.world.master)
        jobs = self.simulator.jobs(self.service)
        self._attendant = Attendant(self.world, store.agenda, self.service.acts, jobs)
        self.requests_served = 0

    def start(self) -> None:
        """Let what happens by itself begin to happen."""
        assert self._attendant is not None
        self._attendant.start()

    def stop(self) -> None:
        """End what happens by itself."""
        if self._attendant is not None:
            self._attendant.stop()
        self.world.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, natively or at the control plane."""
        if scope["type"] != "http":
            await self.api.app(scope, receive, send)
            return
        if scope["path"].startswith("/__admin"):
            await self.admin(scope, receive, send)
            return
        self.requests_served += 1
        request_id = f"{self.simulator.name}-{self.requests_served}".encode()
        marks = (*self._marks, (b"x-dualrun-request-id", request_id))
        scope["state"] = {"service": self.service}
        response = await self.api.respond(scope, receive)
        if response is not None:
            response.raw_headers.extend(marks)
            await response(scope, receive, send)
            return

        async def marked(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *marks]
            await send(message)

        await self.api.app(scope, receive, marked)
