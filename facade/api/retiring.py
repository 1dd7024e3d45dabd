"""What is still alive of a migration that should be over: what was built to be thrown away is."""

from collections import Counter

from fastapi import FastAPI
from pydantic import BaseModel

from facade.api.control import ControlDesk
from facade.api.places import CONTROL
from facade.availability.stock_picture import StockPicture
from facade.dual_run.comparison import RULES
from facade.dual_run.rules import unkempt
from facade.messaging.store import Store
from facade.orders.repair_queue import RepairQueue
from facade.orders.state import TERMINAL
from facade.ports import Clock
from facade.routing.stage import Side, Stage


class LeftOver(BaseModel):
    """One thing that is still there: a route, a rule, a copy, an order or a purchase of the old book."""

    kind: str
    what: str


class RetireShown(BaseModel):
    """Whether the old book can be switched off, and what speaks against it."""

    may_retire: bool
    left: list[LeftOver]


class RetireRoutes:
    """The route of the retire check."""

    def __init__(
        self, control: ControlDesk, repairs: RepairQueue, store: Store, picture: StockPicture, clock: Clock
    ) -> None:
        self._control = control
        self._repairs = repairs
        self._store = store
        self._picture = picture
        self._clock = clock

    def install(self, app: FastAPI) -> None:
        """Put the route on the application."""
        app.add_api_route(
            f"{CONTROL}/retire",
            self.check,
            methods=["GET"],
            tags=["control"],
            summary="What is still alive of the migration: may the old book be switched off?",
            response_model=RetireShown,
        )

    async def check(self) -> RetireShown:
        """Routes, rules, copies, repairs; orders that the old book still posts, goods that it waits for."""
        left = [*self._routing(), *self._rules(), *await self._orders(), *self._purchases()]
        repairs = await self._repairs.all()
        waiting = sum(not one.reason for one in repairs)
        if waiting:
            left.append(LeftOver(kind="repair", what=f"{waiting} writes wait for the other book"))
        if len(repairs) > waiting:
            refused = f"{len(repairs) - waiting} writes were refused by the other book"
            left.append(LeftOver(kind="repair", what=refused))
        return RetireShown(may_retire=not left, left=left)

    def _routing(self) -> list[LeftOver]:
        policy = self._control.policy
        capabilities = dict.fromkeys(("orders", *(capability for capability, _ in policy.stages)))
        return [
            LeftOver(kind="routing", what=f"{capability} of {name} stands at {stage}")
            for capability in capabilities
            for name in policy.cohort_names
            if (stage := policy.stage(capability, name)) is not Stage.COMPLETE
        ]

    def _rules(self) -> list[LeftOver]:
        hits, today = self._control.parity.rule_hits, self._clock.now().date()
        return [LeftOver(kind="rule", what=what) for what in unkempt(RULES, hits, today)]

    def _purchases(self) -> list[LeftOver]:
        awaited = self._picture.awaited(Side.OLD)
        told = f"goods of {awaited} items are on their way that the old book has ordered"
        return [LeftOver(kind="purchase", what=told)] if awaited else []

    async def _orders(self) -> list[LeftOver]:
        found: Counter[str] = Counter()
        async for state in self._store.aggregates():
            if state.status in TERMINAL:
                continue
            found["old"] += state.route.authoritative is Side.OLD
            found["copied"] += state.route.mirror is not None
        told = {
            "old": f"{found['old']} open orders are posted in the old book",
            "copied": f"{found['copied']} open orders are still copied",
        }
        return [LeftOver(kind="order", what=told[name]) for name in told if found[name]]
