"""The way back as an operation: new orders go to the old book again, and what only the new one has is copied.

Routing turns first, so that the list of what is to be copied is final; the copies are rows of the outbox like
any others. Asked again, it goes on where it was: whatever has its copy on the way is left alone.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from facade.messaging.store import Store
from facade.orders import events as ev
from facade.orders.commands import Lane
from facade.orders.conversion_notes import is_leaving
from facade.orders.copying import is_only_new
from facade.orders.decision import NO_PART, When
from facade.orders.desk import OrderDesk
from facade.orders.state import OrderState, Status

IRREVERSIBLE = ("OrderShipped", "InvoicePosted", "ReturnCredited")
"""What cannot be unsaid once a carrier, a customer or the tax office has heard of it."""


class NoReturn(NamedTuple):
    """The first thing that cannot be undone and that the old book knows nothing of."""

    at: datetime
    event: str
    reference: str


class OnlyNew(NamedTuple):
    """What only the new book has of one cohort."""

    orders: tuple[str, ...]
    shipments: int
    invoices: int
    money: dict[str, Decimal]
    no_return: NoReturn | None


class RollbackDesk:
    """Knows what a way back would meet, and goes it."""

    def __init__(self, store: Store, desk: OrderDesk) -> None:
        self._store = store
        self._desk = desk

    async def ahead(self, cohort: str) -> OnlyNew:
        """Say what a way back of a cohort would have to copy, and since when it comes too late."""
        orders, shipments, firsts = [], 0, []
        billed = []
        async for state in self._that_are(cohort, is_only_new):
            orders.append(state.order_id)
            shipments += sum(bool(part.shipment_number) for part in state.parts)
            billed += [part.invoice for part in state.parts if part.invoice is not None]
            for entry in await self._store.trail(state.order_id):
                if entry.event in IRREVERSIBLE:
                    firsts.append(NoReturn(entry.at, entry.event, state.order_id))
                    break
        money: dict[str, Decimal] = {}
        for invoice in billed:
            money[invoice.currency] = money.get(invoice.currency, Decimal(0)) + invoice.gross
        return OnlyNew(tuple(orders), shipments, len(billed), money, min(firsts, default=None))

    async def copy(self, cohort: str) -> None:
        """Ask for a copy of all that only the new book has or is about to have, caused by what brought it."""
        found = [state async for state in self._that_are(cohort, is_only_new, is_leaving)]
        for state in found:
            await self._desk.apply(state.order_id, ev.CopyRequested(), state.accepted_by)

    async def standing(self, orders: list[str]) -> tuple[int, int]:
        """Say how many of the orders the old book has by now, and how many of their rows still wait."""
        copied = 0
        asked = dict.fromkeys(orders)
        for reference in asked:
            state: OrderState | None = await self._store.load(reference)
            copied += state is not None and bool(state.mirror_number)
        waiting = [row for row in await self._store.unsent() if row.lane == Lane.MIRROR]
        return copied, sum(row.aggregate_id in asked for row in waiting)

    async def _that_are(self, cohort: str, *conditions: When) -> AsyncIterator[OrderState]:
        """Give the orders of a cohort that meet one of the conditions, none without effect."""
        async for state in self._store.aggregates():
            closed = state.status in (Status.REJECTED, Status.CANCELLED)
            if state.route.cohort != cohort or closed:
                continue
            if any(is_met(state, NO_PART, None) for is_met in conditions):
                yield state
