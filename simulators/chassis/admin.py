"""The control plane of one running system, under `/__admin` on its own port."""

from typing import Protocol

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from simulators.chassis.simulator import Simulator
from simulators.chassis.world import World


class Controllable(Protocol):
    """What the control plane can see and do."""

    simulator: Simulator
    world: World
    requests_served: int

    def reset(self) -> None:
        """Begin again from the master data."""

    def start(self) -> None:
        """Let what happens by itself begin."""


def admin_app(system: Controllable) -> FastAPI:
    """Make the routes that observe and reset `system`."""
    app = FastAPI(openapi_url=None)

    @app.get("/__admin/health", summary="Is it up, and what is it?")
    async def health() -> JSONResponse:
        return JSONResponse(
            {
                "status": "ok",
                "system": system.simulator.name,
                "title": system.simulator.title,
                "world": system.world.name,
                "now": system.world.clock.now().isoformat(),
                "requests": system.requests_served,
            }
        )

    @app.post("/__admin/reset", summary="Begin again from the master data")
    async def reset() -> JSONResponse:
        system.reset()
        system.start()
        return JSONResponse({"status": "ok"})

    return app
