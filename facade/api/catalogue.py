"""The service catalogue: who answers for each route, in which layer it is, and what its callers may expect.

The entries are data beside the routes. A route that no entry covers is a defect that a test finds, so nothing
is served that nobody owns.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import orjson
from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict
from starlette.routing import BaseRoute

from facade.api.access import VERSION, needed
from facade.api.versions import DEPRECATED_AT, SUNSET_AT, UNVERSIONED

Layer = Literal["system", "process", "experience"]


class Sla(BaseModel):
    """What callers may expect, over a month."""

    model_config = ConfigDict(frozen=True)

    availability_percent: float
    latency_p99_ms: int
    support: str


class RouteShown(BaseModel):
    """One route, and the scope that it wants; none where anybody may call or the caller signs."""

    method: str
    path: str
    summary: str
    scope: str


class AliasShown(BaseModel):
    """An address from before versions, and until when it is served."""

    path: str
    deprecated_at: str
    sunset_at: str


class ServiceShown(BaseModel):
    """One service: its owner, its layer, its promise, and its routes."""

    name: str
    owner: str
    layer: Layer
    sla: Sla
    routes: list[RouteShown]
    alias: AliasShown | None


ROUND_THE_CLOCK = Sla(availability_percent=99.9, latency_p99_ms=500, support="24x7")
OFFICE_HOURS = Sla(availability_percent=99.5, latency_p99_ms=1000, support="weekdays 08:00-18:00")
ALWAYS_THERE = Sla(availability_percent=99.95, latency_p99_ms=250, support="24x7")

SERVICES: Sequence[tuple[str, str, str, Layer, Sla]] = (
    (f"{VERSION}/orders", "orders", "channel integration", "experience", ROUND_THE_CLOCK),
    (f"{VERSION}/availability", "availability", "channel integration", "experience", ALWAYS_THERE),
    (f"{VERSION}/prices", "prices", "channel integration", "experience", ALWAYS_THERE),
    (f"{VERSION}/webhooks", "webhooks", "channel integration", "experience", OFFICE_HOURS),
    (f"{VERSION}/control", "migration control", "migration office", "process", OFFICE_HOURS),
    ("/intake/commerce", "shop intake", "commerce team", "system", ROUND_THE_CLOCK),
    ("/intake", "site intake", "logistics integration", "system", ROUND_THE_CLOCK),
    ("/oauth2", "access", "platform security", "system", ALWAYS_THERE),
    ("/metrics", "measures", "operations", "system", ROUND_THE_CLOCK),
    ("/slas", "promises", "operations", "process", OFFICE_HOURS),
    ("/services", "catalogue", "platform", "system", OFFICE_HOURS),
    ("/asyncapi.json", "event catalogue", "platform", "system", OFFICE_HOURS),
)
"""By the beginning of an address: service, owner, layer and promise; the first that fits is meant."""


def service_of(path: str) -> str:
    """Give the service that an address belongs to, "" when nobody answers for it."""
    return next((name for root, name, *_ in SERVICES if path.startswith(root)), "")


def catalogue(routes: Iterable[BaseRoute]) -> list[ServiceShown]:
    """Describe every service with those of the routes that are its own."""
    known = [route for route in routes if isinstance(route, APIRoute) and route.include_in_schema]
    shown = []
    for root, name, owner, layer, sla in SERVICES:
        own = [
            RouteShown(
                method=method,
                path=route.path,
                summary=route.summary or "",
                scope=needed(method, route.path),
            )
            for route in known
            for method in sorted(route.methods or ())
            if service_of(route.path) == name
        ]
        entry = ServiceShown(name=name, owner=owner, layer=layer, sla=sla, routes=own, alias=_alias(root))
        shown.append(entry)
    return shown


def _alias(root: str) -> AliasShown | None:
    old = root.removeprefix(VERSION)
    if old == root or old not in UNVERSIONED:
        return None
    return AliasShown(path=old, deprecated_at=DEPRECATED_AT.isoformat(), sunset_at=SUNSET_AT.isoformat())


class CatalogueRoutes:
    """The route of the catalogue."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def install(self) -> None:
        """Put the route on the application; what is put there later is in the catalogue too."""
        self._app.add_api_route(
            "/services",
            self.services,
            methods=["GET"],
            tags=["about"],
            summary="Every service: its owner, layer, promise and routes",
            response_model=list[ServiceShown],
        )

    async def services(self) -> Response:
        """The same for everybody: it says what there is, not what is in it."""
        shown = [entry.model_dump() for entry in catalogue(self._app.router.routes)]
        return Response(orjson.dumps(shown), media_type="application/json")
