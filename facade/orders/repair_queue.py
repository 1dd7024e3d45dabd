"""Writes that one book has and the other has not got yet: the rows that wait in the lane of the copies.

They drain in order, an order's after one another. Somebody can look at them, and no stage advances over old
ones: what is not repaired would be left behind.
"""

from typing import NamedTuple

from facade.messaging.store import OutboxRow, Store
from facade.orders.commands import Lane
from facade.ports import Clock

OLDEST_MAX_S = 4 * 3600.0


class Waiting(NamedTuple):
    """One write that waits."""

    row: OutboxRow
    cohort: str
    age_s: float


class RepairQueue:
    """The copies that are still to be made."""

    def __init__(self, store: Store, clock: Clock, oldest_max_s: float = OLDEST_MAX_S) -> None:
        self._store = store
        self._clock = clock
        self.oldest_max_s = oldest_max_s

    async def waiting(self, older_than_s: float = 0.0) -> list[Waiting]:
        """Give what waits longer than that, oldest first."""
        now_s = self._clock.now().timestamp()
        found = []
        for row in await self._store.unsent():
            age_s = now_s - row.written_s
            if row.lane == Lane.MIRROR and age_s >= older_than_s:
                state = await self._store.load(row.aggregate_id)
                found.append(Waiting(row, state.route.cohort if state is not None else "", age_s))
        return sorted(found, key=lambda one: -one.age_s)

    async def hindrance(self, cohort: str) -> str:
        """Say what keeps a cohort from advancing; nothing when nothing does."""
        old = [one for one in await self.waiting(self.oldest_max_s) if one.cohort == cohort]
        if not old:
            return ""
        oldest = old[0]
        return (
            f"{len(old)} writes of {cohort} wait longer than {self.oldest_max_s:.0f} s for the other book, "
            f"the oldest, {oldest.row.do} of {oldest.row.aggregate_id}, for {oldest.age_s:.0f} s"
        )
