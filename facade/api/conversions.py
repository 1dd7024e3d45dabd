"""Conversions over the control API: open orders move to the book where new ones go, and how far they are."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from facade.api.body import JsonRoute
from facade.api.hindering import expect_cohort
from facade.api.places import CONTROL
from facade.api.problem import ProblemError, documented
from facade.api.schemas import ConvertOpen
from facade.errors import StaleStepError
from facade.orders.converting import ConversionDesk, Open
from facade.orders.desk import PolicyHolder
from facade.orders.logbook import Logbook
from facade.ports import Clock
from facade.routing.stage import Side, Stage


class OpenShown(BaseModel):
    """What a conversion of a cohort would meet now: the orders it would move, and why others stay."""

    cohort: str
    stage: Stage
    to: Side
    orders: int
    staying: dict[str, int]


class ConversionShown(BaseModel):
    """A conversion: where to, why, which orders were asked, and what has become of them by now."""

    cohort: str
    stage: Stage
    to: Side
    policy_version: int
    reason: str
    asked_at: str
    references: list[str]
    staying: dict[str, int]
    converted: list[str]
    refused: dict[str, str]
    waiting: int


class ConversionsShown(BaseModel):
    """Every conversion so far, and what the next one of each cohort would meet."""

    conversions: list[ConversionShown]
    ahead: list[OpenShown]


class ConversionRoutes:
    """The routes of conversions."""

    def __init__(
        self, policy: PolicyHolder, conversions: ConversionDesk, logbook: Logbook, clock: Clock
    ) -> None:
        self._policy = policy
        self._conversions = conversions
        self._logbook = logbook
        self._clock = clock

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.add_api_route(
            f"{CONTROL}/conversions",
            self.shown,
            methods=["GET"],
            tags=["control"],
            summary="Which open orders could change their book, and what became of those that were asked to",
            response_model=ConversionsShown,
        )
        app.router.add_api_route(
            f"{CONTROL}/conversions",
            self.convert,
            methods=["POST"],
            tags=["control"],
            summary="Move the open orders of a cohort to the book where its new orders go",
            response_model=ConversionShown,
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    async def shown(self) -> ConversionsShown:
        """An order that has left its site stays where it is, whoever asks."""
        names = self._policy.current.cohort_names
        return ConversionsShown(
            conversions=[await self._told(document) for document in self._logbook.noted()],
            ahead=[_open(await self._conversions.ahead(name)) for name in names],
        )

    async def convert(self, wish: ConvertOpen) -> ConversionShown:
        """The answer comes when every order has been asked, for good; asked again, those that stayed are."""
        expect_cohort(self._policy.current, wish.cohort, "conversion_refused")
        found = await self._conversions.ahead(wish.cohort)
        document = {
            **_open(found).model_dump(exclude={"orders"}),
            "policy_version": found.to.policy_version,
            "reason": wish.reason,
            "asked_at": self._clock.now().isoformat(),
            "references": found.orders,
        }
        try:
            await self._logbook.note(document)
        except StaleStepError:
            detail = "another replica has just begun a conversion: look again"
            raise ProblemError(409, "conversion_refused", detail, "body.cohort") from None
        await self._conversions.convert(found)
        return await self._told(document)

    async def _told(self, document: dict[str, Any]) -> ConversionShown:
        orders, version = document["references"], document["policy_version"]
        progress = await self._conversions.progress(orders, version)
        return ConversionShown(**document, **progress._asdict())


def _open(found: Open) -> OpenShown:
    route = found.to
    return OpenShown(
        cohort=route.cohort,
        stage=route.stage,
        to=route.authoritative,
        orders=len(found.orders),
        staying=found.staying,
    )
