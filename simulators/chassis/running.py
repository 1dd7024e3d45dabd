"""One system at work in one world: its service over a store, its agenda attended to, its native surface.

It is plain ASGI because every hop of a rehearsal passes through it: it hands the request its service and
marks the answer.
"""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from fastapi import Response

from simulators.chassis.attendant import Attendant
from simulators.chassis.load import Gate
from simulators.chassis.simulator import Service, Simulator, Store
from simulators.chassis.switch import NativeSwitch, Receive, Scope, Send
from simulators.chassis.world import World


class RunningSystem:
    """One simulator opened in one world; itself an ASGI application.

    `api` may be shared: the routes keep nothing. Without a `store` to begin from, the system is filled from
    the world's master data.
    """

    def __init__(
        self,
        simulator: Simulator,
        world: World,
        api: NativeSwitch | None = None,
        store: Store | None = None,
    ) -> None:
        self.simulator = simulator
        self.world = world
        self.api = api or NativeSwitch(simulator.api())
        self.requests_served = 0
        self._marks = [
            (b"x-dualrun-system", simulator.name.encode()),
            (b"x-dualrun-world", world.name.encode()),
        ]
        self.on_settled: Callable[[], None] = _nobody
        """Called after each change is whole and before anybody is told: the moment to make it durable."""
        self.service: Any = None
        self.store: Store
        self._open(store)

    def _open(self, store: Store | None) -> None:
        self.store = store or self.simulator.store()
        service: Service = self.simulator.open(self.world, self.store)
        if store is None:
            self.simulator.populate(service, self.world.master)
        self.service = service
        load = self.simulator.loads.get(self.world.load)
        self.gate = None if load is None else Gate(load, self.world.clock)
        jobs = self.simulator.jobs(service)
        self.attendant = Attendant(self.world, self.store.agenda, service.acts, jobs, self._settle)

    def _settle(self) -> None:
        self.on_settled()

    def busy(self) -> Mapping[str, float]:
        """Say how busy its workers are, where it has any."""
        return self.simulator.busy(self.service) if self.gate is None else self.gate.now()

    def reset(self, store: Store | None = None) -> None:
        """Begin again, from `store` or from the master data; what was under way is forgotten."""
        self.stop()
        self._open(store)

    def reopen(self) -> None:
        """Open the service anew over the same store, as after a change in how the world is set."""
        self.stop()
        self.store.agenda.resume()
        self._open(self.store)
        self.start()

    def start(self) -> None:
        """Let what happens by itself begin to happen."""
        self.attendant.start()
        self.on_settled()

    def stop(self) -> None:
        """End what happens by itself."""
        self.attendant.stop()
        self.world.stop()

    async def answer(self, scope: Scope, receive: Receive) -> Response | None:
        """Answer the short way, or give nothing where only the framework's way is left; see `pass_on`."""
        self.requests_served += 1
        scope["state"] = {"service": self.service}
        response = await self.api.respond(scope, receive)
        self.on_settled()
        if response is not None:
            response.raw_headers.extend(self.marks())
        return response

    async def pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the framework's way."""
        marks = self.marks()

        async def marked(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.on_settled()
                message["headers"] = [*message.get("headers", ()), *marks]
            await send(message)

        await self.api.app(scope, receive, marked)

    def marks(self) -> list[tuple[bytes, bytes]]:
        """Give the headers that say who answers, where, and which request it was."""
        request_id = b"%s-%d" % (self._marks[0][1], self.requests_served)
        return [*self._marks, (b"x-dualrun-request-id", request_id)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request on the native surface."""
        if scope["type"] != "http":
            await self.api.app(scope, receive, send)
            return
        response = await self.answer(scope, receive)
        if response is not None:
            await response(scope, receive, send)
        else:
            await self.pass_on(scope, receive, send)


def _nobody() -> None:
    return None
