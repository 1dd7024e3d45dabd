"""What becomes of a write that one book takes and the other does not: three policies, chosen per capability.

The queue to repair lets the business go on and catches up; a pause stops new orders while what waits is too
old; failing both gives up in the first book what the second has refused, so that neither has it.
"""

from collections.abc import Mapping
from enum import StrEnum

from facade.dual_run.order_book import DualOrderBook
from facade.errors import SystemRefusedError, SystemUnavailableError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.handlers import Handler
from facade.orders.repair_queue import RepairQueue
from facade.orders.state import OrderState
from facade.ports import Call
from facade.routing.policy import Route


class WriteFailure(StrEnum):
    """What a failing second write does to the first."""

    REPAIR_QUEUE = "repair_queue"
    PAUSE = "pause"
    FAIL_BOTH = "fail_both"


class Booking:
    """Books an order under one of the policies."""

    def __init__(
        self, policy: WriteFailure, table: Mapping[str, Handler], books: DualOrderBook, repairs: RepairQueue
    ) -> None:
        self._policy = policy
        self._book = table[Do.BOOK]
        self._books = books
        self._repairs = repairs
        self.table: dict[str, Handler] = {Do.BOOK: self.carry_out}

    async def carry_out(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        """Book an order; where both books have to take it, in both or in none."""
        if self._policy is WriteFailure.PAUSE and route.mirror is not None:
            behind = await self._repairs.backlog(route.cohort)
            if behind:
                raise SystemUnavailableError("facade", f"paused: {behind}", undone=True)
        event = await self._book(state, route, row, call)
        if self._policy is not WriteFailure.FAIL_BOTH or route.mirror is None:
            return event
        if not isinstance(event, ev.OrderBooked):
            return event
        try:
            copy = await self._books.side(route.mirror).create_order(state.order, posting=False, call=call)
        except SystemRefusedError:
            await self._books.side(route.authoritative).cancel_order(event.booking.number, call)
            raise
        return ev.OrderBooked(event.booking, copy.number)
