"""A conversion as an operation: what is open is brought to where new orders go, and only there.

The orders that can be moved are written down, with how many stay and why; then each is asked to move, by
itself. Asked again, it finds those that could not be moved before.
"""

from collections import Counter
from typing import NamedTuple

from facade.messaging.store import Store
from facade.orders import events as ev
from facade.orders.conversion_notes import is_out_of_place, why_not
from facade.orders.desk import CAPABILITY, OrderDesk, PolicyHolder
from facade.orders.state import TERMINAL, Conversion, OrderState
from facade.routing.policy import Route


class Open(NamedTuple):
    """The open orders of a cohort that are in the other book, or copied there for no reason any more.

    Some can be moved; of the others, how many cannot, and why.
    """

    to: Route
    orders: tuple[str, ...]
    staying: dict[str, int]


class Progress(NamedTuple):
    """What has become of the orders that were asked to move."""

    converted: tuple[str, ...]
    refused: dict[str, str]
    waiting: int


class ConversionDesk:
    """Knows which orders could move, asks them to, and how far they are."""

    def __init__(self, store: Store, desk: OrderDesk, policy: PolicyHolder) -> None:
        self._store = store
        self._desk = desk
        self._policy = policy

    async def ahead(self, cohort: str) -> Open:
        """Say which orders a conversion of a cohort would move, in the order in which they came."""
        policy = self._policy.current
        to = Route(CAPABILITY, cohort, policy.stage(CAPABILITY, cohort), policy.version)
        orders: list[str] = []
        staying: Counter[str] = Counter()
        async for state in self._store.aggregates():
            if state.route.cohort != cohort or state.status in TERMINAL or not is_out_of_place(state, to):
                continue
            obstacle = why_not(state, to)
            if obstacle:
                staying[obstacle] += 1
            else:
                orders.append(state.order_id)
        return Open(to, tuple(orders), dict(sorted(staying.items())))

    async def convert(self, found: Open) -> None:
        """Ask every order that was found to move, caused by what brought it."""
        for order_id in found.orders:
            if self._policy.current.version != found.to.policy_version:
                return  # a stage has moved meanwhile: what was found is no longer what is wanted
            state = await self._desk.load(order_id)
            if state is not None and not why_not(state, found.to):
                await self._desk.apply(order_id, ev.ConversionRequested(found.to), state.accepted_by)

    async def progress(self, orders: list[str], policy_version: int) -> Progress:
        """Say what has become of orders that were asked to move under a version of the policy."""
        converted, refused, waiting = [], {}, 0
        for order_id in orders:
            state: OrderState | None = await self._store.load(order_id)
            outcome, reason = _outcome(state.conversion if state is not None else None, policy_version)
            if outcome == "done":
                converted.append(order_id)
            elif outcome == "refused":
                refused[order_id] = reason
            else:
                waiting += 1
        return Progress(tuple(converted), refused, waiting)


def _outcome(wish: Conversion | None, policy_version: int) -> tuple[str, str]:
    """Give what became of the wish of one version of the policy, and why; it may not be the last wish."""
    if wish is None or wish.to.policy_version < policy_version:
        return "refused", "it was never asked"
    if wish.to.policy_version == policy_version:
        return wish.outcome, wish.reason
    has_moved = policy_version in wish.earlier
    return ("done", "") if has_moved else ("refused", "it stayed, and was asked again later")
