"""What is measured, for machines and for people: `/metrics` and `/slas`."""

from collections.abc import Callable, Iterable, Mapping

import orjson
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel

from facade.messaging.store import Store
from facade.observability.exposition import CONTENT_TYPE, Family, rendered
from facade.observability.measures import Measures
from facade.ports import Clock
from facade.way_out.guard import Guard


class SlaShown(BaseModel):
    """One promise towards one channel and partner: the target, and how many orders were within it."""

    sla: str
    channel: str
    partner: str
    target_s: float
    share: float
    counted: int
    within: int
    within_share: float
    worst_s: float
    is_met: bool


class MeasuredRoutes:
    """The routes that show what this process has measured since it began."""

    def __init__(
        self,
        measures: Measures,
        store: Store,
        clock: Clock,
        guards: Mapping[str, Guard],
        vitals: Callable[[], Iterable[Family]],
    ) -> None:
        self._measures = measures
        self._store = store
        self._clock = clock
        self._guards = guards
        self._vitals = vitals

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.add_api_route(
            "/metrics",
            self.metrics,
            methods=["GET"],
            tags=["control"],
            summary="Technical and business measures, as Prometheus reads them",
            response_class=PlainTextResponse,
        )
        app.add_api_route(
            "/slas",
            self.slas,
            methods=["GET"],
            tags=["control"],
            summary="Every promise to the business, kept or broken, by channel and partner",
            response_model=list[SlaShown],
        )

    async def metrics(self) -> Response:
        """Counted since this process began, as Prometheus expects it."""
        level = await self._store.level()
        text = self._measures.text(level, self._clock.now().timestamp(), self._guards)
        return Response(text + rendered(self._vitals()), headers={"content-type": CONTENT_TYPE})

    async def slas(self) -> Response:
        """Only of what was measured; a promise nobody has called on is not listed."""
        shown = [standing._asdict() for standing in self._measures.promises.standings()]
        named = [{"sla": one.pop("measure"), **one} for one in shown]
        return Response(orjson.dumps(named), media_type="application/json")
