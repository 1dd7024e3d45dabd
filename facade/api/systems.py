"""Which neighbours can be reached, and how the façade holds back from those that cannot?"""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.responses import Response
from pydantic import BaseModel

from facade.api.places import CONTROL
from facade.ports import Clock
from facade.way_out.breaker import BreakerState
from facade.way_out.guard import Guard


class SystemShown(BaseModel):
    """The way to one system. An incident is the time from when it was left in peace until it answered.

    `backlog` is what found it away and still waits; `longest_catch_up_s` how long it took at most, from when
    the system was back, until the last of that was answered.
    """

    system: str
    breaker: BreakerState
    retried_in_s: float
    incidents: int
    mean_time_to_recover_s: float | None
    backlog: int
    longest_catch_up_s: float
    calls_under_way: int
    calls_waiting: int
    calls_turned_away: int
    retries_left: int
    retries_refused: int


class SystemRoutes:
    """The route that shows the way to every system."""

    def __init__(self, guards: Mapping[str, Guard], clock: Clock) -> None:
        self._guards = guards
        self._clock = clock

    def install(self, app: FastAPI) -> None:
        """Put the route on the application."""
        app.add_api_route(
            f"{CONTROL}/systems",
            self.systems,
            methods=["GET"],
            tags=["control"],
            summary="Which systems answer, and which are left in peace",
            response_model=list[SystemShown],
        )

    async def systems(self) -> Response:
        """One row for every system the façade calls, by name."""
        now_s = self._clock.monotonic()
        shown = [_shown(guard, now_s) for _, guard in sorted(self._guards.items())]
        return Response(orjson.dumps(shown), media_type="application/json")


def _shown(guard: Guard, now_s: float) -> dict[str, Any]:
    breaker, bulkhead, budget = guard.breaker, guard.bulkhead, guard.budget
    return {
        "system": guard.system,
        "breaker": breaker.state,
        "retried_in_s": breaker.wait_s(now_s),
        "incidents": breaker.incidents,
        "mean_time_to_recover_s": breaker.down_s / breaker.incidents if breaker.incidents else None,
        "backlog": len(guard.backlog),
        "longest_catch_up_s": guard.catch_up_s,
        "calls_under_way": bulkhead.in_use,
        "calls_waiting": bulkhead.waiting,
        "calls_turned_away": bulkhead.turned_away,
        "retries_left": int(budget.left),
        "retries_refused": budget.refused,
    }
