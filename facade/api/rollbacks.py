"""The way back over the control API: what it would meet, going it, and how far it is."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from facade.api.body import JsonRoute
from facade.api.control import ControlDesk
from facade.api.hindering import expect_cohort
from facade.api.places import CONTROL
from facade.api.problem import ProblemError, documented
from facade.api.schemas import MoveStage, RollBack
from facade.errors import StaleStepError
from facade.orders.desk import CAPABILITY
from facade.orders.logbook import Logbook
from facade.orders.rolling_back import OnlyNew, RollbackDesk
from facade.ports import Clock
from facade.routing.stage import Stage, is_forward


class NoReturnShown(BaseModel):
    """The first event that cannot be undone and that the old book knows nothing of."""

    at: str
    event: str
    reference: str


class AheadShown(BaseModel):
    """What a way back of a cohort would meet now: documents that only the new book has, and their money."""

    cohort: str
    stage: Stage
    orders: int
    shipments: int
    invoices: int
    money: dict[str, str]
    point_of_no_return: NoReturnShown | None = None


class RollbackShown(BaseModel):
    """A way back: from where to where, why, what only the new book had, and how much is copied by now.

    `copied` counts the orders that the old book has with all their documents, `waiting` the copies on their
    way; `refused` names the orders of which it has refused something, which are not brought back.
    """

    capability: str
    cohort: str
    stage_from: Stage
    stage_to: Stage
    reason: str
    asked_at: str
    only_new: AheadShown
    references: list[str]
    copied: int
    waiting: int
    refused: list[str] = []


class RollbacksShown(BaseModel):
    """Every way back so far, and what the next one of each cohort would meet."""

    rollbacks: list[RollbackShown]
    ahead: list[AheadShown]


class RollbackRoutes:
    """The routes of the way back."""

    def __init__(self, control: ControlDesk, rollbacks: RollbackDesk, logbook: Logbook, clock: Clock) -> None:
        self._control = control
        self._rollbacks = rollbacks
        self._logbook = logbook
        self._clock = clock

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.add_api_route(
            f"{CONTROL}/rollbacks",
            self.shown,
            methods=["GET"],
            tags=["control"],
            summary="What a way back would meet, and how far those gone so far are",
            response_model=RollbacksShown,
        )
        app.router.add_api_route(
            f"{CONTROL}/rollbacks",
            self.roll_back,
            methods=["POST"],
            tags=["control"],
            summary="Go back: new orders to the old book, and a copy there of what only the new one has",
            response_model=RollbackShown,
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    async def shown(self) -> RollbacksShown:
        """The point of no return is read from what has happened, not from the plan."""
        cohorts = self._control.policy.cohort_names
        ahead = [_ahead(name, self._stage(name), await self._rollbacks.ahead(name)) for name in cohorts]
        return RollbacksShown(
            rollbacks=[await self._told(document) for document in self._logbook.noted()], ahead=ahead
        )

    async def roll_back(self, wish: RollBack) -> RollbackShown:
        """Never gated. Asked again, it goes on; the answer comes when every copy is asked for, for good."""
        expect_cohort(self._control.policy, wish.cohort, "move_refused")
        to, current, begun = Stage(wish.to), self._stage(wish.cohort), self._begun(wish.cohort)
        if is_forward(current, to):
            detail = f"{wish.cohort} stands at {current}: {to} is not on its way back"
            raise ProblemError(409, "move_refused", detail, "body.to")
        if current is not to:
            await self._control.move(MoveStage(capability="orders", cohort=wish.cohort, to=to))
        if current is not to or not begun or begun[-1]["stage_to"] != to:
            await self._begin(wish, current)
        await self._rollbacks.copy(wish.cohort)
        return await self._told(self._begun(wish.cohort)[-1])

    def _begun(self, cohort: str) -> list[dict[str, Any]]:
        return [document for document in self._logbook.noted() if document["cohort"] == cohort]

    async def _begin(self, wish: RollBack, current: Stage) -> None:
        only_new = await self._rollbacks.ahead(wish.cohort)
        document = {
            "capability": CAPABILITY,
            "cohort": wish.cohort,
            "stage_from": current,
            "stage_to": wish.to,
            "reason": wish.reason,
            "asked_at": self._clock.now().isoformat(),
            "only_new": _ahead(wish.cohort, current, only_new).model_dump(),
            "references": only_new.references,
        }
        try:
            await self._logbook.note(document)
        except StaleStepError:
            detail = "another replica has just begun a way back: look again"
            raise ProblemError(409, "move_refused", detail, "body.to") from None

    async def _told(self, document: dict[str, Any]) -> RollbackShown:
        far = await self._rollbacks.standing(document["references"])
        return RollbackShown(**document, copied=far.copied, waiting=far.waiting, refused=list(far.refused))

    def _stage(self, cohort: str) -> Stage:
        return self._control.policy.stage(CAPABILITY, cohort)


def _ahead(cohort: str, stage: Stage, found: OnlyNew) -> AheadShown:
    first = found.no_return
    return AheadShown(
        cohort=cohort,
        stage=stage,
        orders=found.orders,
        shipments=found.shipments,
        invoices=found.invoices,
        money={currency: str(total) for currency, total in found.money.items()},
        point_of_no_return=NoReturnShown(
            at=first.at.isoformat(), event=first.event, reference=first.reference
        )
        if first is not None
        else None,
    )
