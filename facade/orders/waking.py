"""Goods have come in: whatever waits for them asks again now, rather than when its wait is over.

Only what this process carries out is woken, and what it forgets when it dies is forgotten for good: the
waits go on all the same, and end by themselves.
"""

from collections.abc import Iterable

from facade.messaging.dispatcher import Dispatcher
from facade.orders.commands import Do
from facade.orders.desk import OrderDesk
from facade.orders.part import PartStatus, contents


class Waking:
    """Wakes the parts of orders that wait for goods."""

    def __init__(self, desk: OrderDesk, dispatcher: Dispatcher) -> None:
        self._desk = desk
        self._dispatcher = dispatcher

    async def goods_have_come(self, items: Iterable[str]) -> None:
        """Let every part that wants some of these items ask its sites again, the longest waits first."""
        come = frozenset(items)
        for row in self._dispatcher.waiting(Do.AWAIT_STOCK):
            state = await self._desk.load(row.aggregate_id)
            part = state.part(int(row.argument)) if state is not None else None
            if state is None or part is None or part.status is not PartStatus.WAITING:
                continue
            if any(line.item_id in come for line in contents(state.order, part).lines):
                self._dispatcher.hasten(row)
