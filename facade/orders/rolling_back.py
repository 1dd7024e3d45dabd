"""The way back as an operation: new orders go to the old book again, and what only the new one has is copied.

Routing turns first, so that the list of what is to be copied is final; the copies are rows of the outbox like
any others. Asked again, it goes on where it was: whatever has its copy on the way is left alone.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from facade.canonical.invoice import Invoice
from facade.messaging.store import Store
from facade.orders import events as ev
from facade.orders.commands import Lane
from facade.orders.conversion_notes import is_leaving
from facade.orders.copying import Lacking, has_refused_copies, is_only_new, lacking
from facade.orders.decision import NO_PART
from facade.orders.desk import OrderDesk
from facade.orders.state import OrderState, Status
from facade.routing.stage import Side

IRREVERSIBLE = ("OrderShipped", "InvoicePosted", "ReturnCredited")
"""What cannot be unsaid once a carrier, a customer or the tax office has heard of it."""
Behind = Mapping[str, Collection[tuple[str, str]]]
"""By order, the copies that wait, each by its command and argument."""


class NoReturn(NamedTuple):
    """The first thing that cannot be undone and that the old book knows nothing of."""

    at: datetime
    event: str
    reference: str


class OnlyNew(NamedTuple):
    """What only the new book has of one cohort: whole orders, or some documents of an order in both.

    It makes no difference whether there was to be no copy, or it waits, or the old book has refused it.
    """

    references: tuple[str, ...]
    orders: int
    shipments: int
    invoices: int
    money: dict[str, Decimal]
    no_return: NoReturn | None


class Standing(NamedTuple):
    """How far a way back is: orders that the old book has whole, copies that wait, orders it has refused."""

    copied: int
    waiting: int
    refused: tuple[str, ...]


class RollbackDesk:
    """Knows what a way back would meet, and goes it."""

    def __init__(self, store: Store, desk: OrderDesk) -> None:
        self._store = store
        self._desk = desk

    async def ahead(self, cohort: str) -> OnlyNew:
        """Say what a way back of a cohort would have to copy, and since when it comes too late."""
        references, orders, shipments, billed, firsts = [], 0, 0, list[Invoice](), []
        behind = await self._behind()
        async for state in self._in_force(cohort):
            if state.route.authoritative is not Side.NEW:
                continue
            lacks = lacking(state, behind.get(state.order_id, ()))
            if not lacks:
                continue
            references.append(state.order_id)
            orders += lacks.is_order
            shipments += lacks.shipments
            billed += lacks.invoices
            said = await self._first(state.order_id, _cannot_be_undone(lacks))
            firsts += [said] if said is not None else []
        money: dict[str, Decimal] = {}
        for invoice in billed:
            money[invoice.currency] = money.get(invoice.currency, Decimal(0)) + invoice.gross
        no_return = min(firsts, default=None)
        return OnlyNew(tuple(references), orders, shipments, len(billed), money, no_return)

    async def copy(self, cohort: str) -> None:
        """Ask for a copy of all that only the new book has or is about to have, caused by what brought it.

        What the old book has refused it is asked for again; what is on its way there is left alone.
        """
        found = [state async for state in self._in_force(cohort)]
        for state in found:
            asked: ev.Event | None = None
            if is_only_new(state, NO_PART, None) or is_leaving(state, NO_PART, None):
                asked = ev.CopyRequested()
            elif state.route.authoritative is Side.NEW and has_refused_copies(state, NO_PART, None):
                asked = ev.RepairRequested()
            if asked is not None:
                await self._desk.apply(state.order_id, asked, state.accepted_by)

    async def standing(self, references: list[str]) -> Standing:
        """Say how much of what was to be copied the old book has by now."""
        behind, asked = await self._behind(), dict.fromkeys(references)
        copied, refused = 0, []
        for reference in asked:
            state: OrderState | None = await self._store.load(reference)
            if state is None:
                continue
            if has_refused_copies(state, NO_PART, None):
                refused.append(reference)
            copied += bool(state.mirror_number) and not lacking(state, behind.get(reference, ()))
        waiting = sum(len(rows) for reference, rows in behind.items() if reference in asked)
        return Standing(copied, waiting, tuple(refused))

    async def _behind(self) -> Behind:
        found: dict[str, list[tuple[str, str]]] = {}
        for row in await self._store.unsent():
            if row.lane == Lane.MIRROR:
                found.setdefault(row.aggregate_id, []).append((row.do, row.argument))
        return found

    async def _first(self, reference: str, events: Collection[str]) -> NoReturn | None:
        for entry in await self._store.trail(reference):
            if entry.event in events:
                return NoReturn(entry.at, entry.event, reference)
        return None

    async def _in_force(self, cohort: str) -> AsyncIterator[OrderState]:
        """Give the orders of a cohort, none without effect."""
        async for state in self._store.aggregates():
            closed = state.status in (Status.REJECTED, Status.CANCELLED)
            if state.route.cohort == cohort and not closed:
                yield state


def _cannot_be_undone(lacks: Lacking) -> Collection[str]:
    """Name the events that the old book may know nothing of: of an order that it has, of what it lacks."""
    if lacks.is_order:
        return IRREVERSIBLE
    shipped = ("OrderShipped",) if lacks.shipments else ()
    return (*shipped, "InvoicePosted") if lacks.invoices else shipped
