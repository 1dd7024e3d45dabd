"""Writes that one book has and the other has not got: the copies that wait, and those it has refused.

What waits drains in order, an order's after one another; what was refused stands until it is asked for again.
Somebody can look at them, and no stage advances over old ones: what is not repaired would be left behind.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from facade.messaging.store import Store
from facade.orders.commands import Do, Lane
from facade.orders.copying import still_refused
from facade.orders.desk import BOUND
from facade.orders.handlers import OTHER
from facade.orders.state import OrderState
from facade.ports import Clock
from facade.routing.capability import CAPABILITIES, ORDERS
from facade.routing.policy import Policy
from facade.routing.stage import Side

OLDEST_MAX_S = 4 * 3600.0
OWN: Mapping[str, str] = {
    Do.MIRROR_INVOICE: "invoicing",
    Do.MIRROR_PURCHASE: "purchasing",
    Do.MIRROR_WITHDRAWAL: "purchasing",
}
"""By command, the capability whose document it copies; all others belong to orders."""


class Repair(NamedTuple):
    """One write that a book has not got: it waits, or the book has refused it and says why."""

    reference: str
    cohort: str
    book: Side
    command: str
    attempts: int
    since_s: float
    age_s: float
    reason: str = ""


class RepairQueue:
    """The copies that are still to be made."""

    def __init__(self, store: Store, clock: Clock, oldest_max_s: float = OLDEST_MAX_S) -> None:
        self._store = store
        self._clock = clock
        self.oldest_max_s = oldest_max_s

    async def all(self) -> list[Repair]:
        """Give what waits and what was refused, oldest first."""
        return sorted([*await self._waiting(), *await self._refused()], key=lambda one: -one.age_s)

    def hindrance(self, repairs: Sequence[Repair], capability: str, cohort: str, policy: Policy) -> str:
        """Say which of all repairs keep a capability of a cohort from advancing; nothing when none does."""
        behind = [one for one in repairs if one.cohort == cohort]
        return self._told(cohort, [one for one in behind if _is_stepped_over(one, capability, policy)])

    async def backlog(self, cohort: str) -> str:
        """Say what waits too long; what was refused is no backlog, for no waiting brings it."""
        behind = sorted(await self._waiting(), key=lambda one: -one.age_s)
        return self._told(cohort, [one for one in behind if one.cohort == cohort])

    def _told(self, cohort: str, behind: list[Repair]) -> str:
        old = [one for one in behind if one.age_s >= self.oldest_max_s]
        if not old:
            return ""
        oldest = old[0]
        why = f": {oldest.reason}" if oldest.reason else ""
        return (
            f"{len(old)} writes of {cohort} wait longer than {self.oldest_max_s:.0f} s for the other book, "
            f"the oldest, {oldest.command} of {oldest.reference}, for {oldest.age_s:.0f} s{why}"
        )

    async def _waiting(self) -> list[Repair]:
        found = []
        for row in await self._store.unsent():
            if row.lane == Lane.MIRROR:
                state = await self._store.load(row.aggregate_id)
                if state is not None:
                    found.append(self._repair(state, row.do, row.written_s, attempts=row.attempts))
        return found

    async def _refused(self) -> list[Repair]:
        return [
            self._repair(state, one.command, one.since_s, reason=one.reason)
            async for state in self._store.aggregates()
            for one in still_refused(state)
        ]

    def _repair(
        self, state: OrderState, command: str, since_s: float, *, attempts: int = 1, reason: str = ""
    ) -> Repair:
        route, age_s = state.route, self._clock.now().timestamp() - since_s
        book = OTHER[route.authoritative]
        return Repair(state.order_id, route.cohort, book, command, attempts, since_s, age_s, reason)


def _is_stepped_over(one: Repair, capability: str, policy: Policy) -> bool:
    """Say whether a capability would leave a write behind: one of its own, or of what takes its stage.

    What waits for the very stage that lets it through is not behind.
    """
    own = OWN.get(one.command, ORDERS)
    bound = BOUND.get(one.command)
    if bound is not None and not policy.takes(bound, one.cohort, one.book):
        return False
    if policy.is_apart(own, one.cohort):
        return capability == own
    return capability in (own, ORDERS, CAPABILITIES[own].follows)
