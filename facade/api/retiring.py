"""What is still alive of a migration that should be over, and what only lies about?

Alive is what still decides, copies or compares: a route, a comparator, an open order of the old book or with
a copy, a write that waits, a rule that still explains differences. A rule with nothing left to explain is
litter: to be deleted, and in nobody's way.
"""

from collections.abc import Sequence

from fastapi import FastAPI
from pydantic import BaseModel

from facade.api.control import ControlDesk
from facade.api.places import CONTROL
from facade.availability.stock_picture import StockPicture
from facade.dual_run.comparison import RULES
from facade.dual_run.rules import sorted_out
from facade.messaging.store import Store
from facade.orders.repair_queue import RepairQueue
from facade.orders.state import TERMINAL
from facade.ports import Clock
from facade.routing.capability import CAPABILITIES, ORDERS
from facade.routing.stage import Side, Stage

NAMED_MAX = 3


class LeftOver(BaseModel):
    """One thing still there: a route, a comparator, a rule, a repair, an order, goods on their way."""

    kind: str
    what: str


class RetireShown(BaseModel):
    """Whether the old book can be switched off, and what speaks against it."""

    may_retire: bool
    left: list[LeftOver]
    litter: list[LeftOver]
    """What may be deleted, and hinders nobody."""


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
        """Routes, comparators, rules, repairs; orders the old book posts or copies, goods it waits for."""
        orders, comparators = await self._orders(), self._comparators()
        left = [*self._routing(), *comparators, *orders, *self._purchases(), *await self._writes()]
        hits, today = self._control.parity.rule_hits, self._clock.now().date()
        rules = sorted_out(RULES, hits, today, compares=bool(comparators or orders))
        left += [LeftOver(kind="rule", what=what) for what in rules.alive]
        litter = [LeftOver(kind="rule", what=what) for what in rules.litter]
        return RetireShown(may_retire=not left, left=left, litter=litter)

    async def _writes(self) -> list[LeftOver]:
        refused = [bool(one.reason) for one in await self._repairs.all()]
        told = {
            "{} writes wait for the other book": refused.count(False),
            "{} writes were refused by the other book": refused.count(True),
        }
        return [LeftOver(kind="repair", what=what.format(count)) for what, count in told.items() if count]

    def _stages(self) -> list[tuple[str, str, Stage]]:
        policy = self._control.policy
        capabilities = dict.fromkeys((ORDERS, *(capability for capability, _ in policy.stages)))
        return [
            (capability, name, policy.stage(capability, name))
            for capability in capabilities
            for name in policy.cohort_names
        ]

    def _routing(self) -> list[LeftOver]:
        return [
            LeftOver(kind="routing", what=f"{capability} of {name} stands at {stage}")
            for capability, name, stage in self._stages()
            if stage is not Stage.COMPLETE
        ]

    def _comparators(self) -> list[LeftOver]:
        told = "{} of {} compares {}: move it to complete"
        return [
            LeftOver(kind="comparator", what=told.format(name, cohort, CAPABILITIES[name].compared))
            for name, cohort, stage in self._stages()
            if CAPABILITIES[name].compares_at(stage)
        ]

    def _purchases(self) -> list[LeftOver]:
        awaited = self._picture.awaited(Side.OLD)
        told = f"goods of {awaited} items are on their way that the old book has ordered"
        return [LeftOver(kind="purchase", what=told)] if awaited else []

    async def _orders(self) -> list[LeftOver]:
        old: list[str] = []
        copied: list[str] = []
        async for state in self._store.aggregates():
            if state.status in TERMINAL:
                continue
            if state.route.authoritative is Side.OLD:
                old.append(state.order.external_ref)
            if state.route.mirror is not None:
                copied.append(state.order.external_ref)
        told = [("are posted in the old book", old), ("are still copied", copied)]
        return [
            LeftOver(kind="order", what=f"{len(orders)} open orders {what}: {_named(orders)}")
            for what, orders in told
            if orders
        ]


def _named(orders: Sequence[str]) -> str:
    """Name the first few of many, and what helps."""
    more = f" and {len(orders) - NAMED_MAX} more" if len(orders) > NAMED_MAX else ""
    return f"convert {', '.join(orders[:NAMED_MAX])}{more}, or let them end"
