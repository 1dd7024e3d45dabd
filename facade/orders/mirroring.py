"""Keeps the copy in the other book, and compares what it answers with the authoritative one.

These are rows of the outbox like any others, so a mirror that is down is caught up with in order: the
rows that wait are the repair queue.
"""

from collections.abc import Callable, Mapping
from functools import partial

from facade.canonical.fulfilment import PostedShipment
from facade.canonical.order import BookedOrder
from facade.dual_run.comparison import (
    Fields,
    invoice_fields,
    order_fields,
    purchase_fields,
    shipment_fields,
    weighed_fields,
)
from facade.dual_run.order_book import DualOrderBook
from facade.errors import SystemRefusedError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.desk import PolicyHolder
from facade.orders.handlers import Handler, alike_before, part_of, shipped
from facade.orders.part import ENDED, reference_of
from facade.orders.purchase_handlers import drop_shipment
from facade.orders.state import OrderState
from facade.ports import Call, Clock, OrderBook, Purchasing
from facade.routing.policy import Route
from facade.routing.stage import Side


class MirrorHandlers:
    """The commands that only concern the copy."""

    def __init__(
        self,
        books: DualOrderBook,
        purchasing: Mapping[Side, Purchasing],
        clock: Clock,
        policy: PolicyHolder,
    ) -> None:
        self._books = books
        self._purchasing = purchasing
        self._policy = policy
        self._clock = clock
        kept: dict[str, Handler] = {
            Do.MIRROR_BOOKING: self._book,
            Do.MIRROR_AMENDMENT: self._amend,
            Do.MIRROR_CANCELLATION: self._cancel,
            Do.MIRROR_PURCHASE: self._buy,
            Do.MIRROR_WITHDRAWAL: self._withdraw,
            Do.MIRROR_SHIPMENT: self._ship,
            Do.MIRROR_INVOICE: self._invoice,
        }
        self.table = {do: partial(_while_kept, handler) for do, handler in kept.items()}

    async def _book(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        book = self._copy_book(route)
        copy = await book.read_order(state.order.external_ref, call) if state.mirror_number else None
        if copy is None:
            copy = await book.create_order(state.order, posting=False, call=call)
        if state.booking is not None:
            fields = _fields_of(state)
            self._compare(route, "create_order", state, fields(state.booking), fields(copy), row)
        return ev.Mirrored(row.do, copy.number)

    async def _amend(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        copy = await self._copy_book(route).amend_order(state.order, mirror_number(state), call)
        if state.booking is not None:
            fields = _fields_of(state)
            self._compare(route, "amend_order", state, fields(state.booking), fields(copy), row)
        return ev.Mirrored(row.do)

    async def _cancel(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        """Cancel the copy. A book that does says nothing to compare; one that refuses is a failed shadow."""
        await self._copy_book(route).cancel_order(mirror_number(state), call)
        return ev.Mirrored(row.do)

    async def _buy(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        if part.status in ENDED:  # taken back before the other book could hear of it
            return ev.Mirrored(row.do)
        wanted = drop_shipment(state, part, mirror_number(state))
        copy = await self._purchasing[_copy_side(route)].buy(wanted, call)
        under = self._policy.current.of_document("purchasing", route)
        self._compare(route, Do.BUY, state, purchase_fields(wanted), purchase_fields(copy), row, under)
        return ev.Mirrored(row.do)

    async def _withdraw(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        reference = reference_of(state.order, part_of(state, row))
        if not await self._purchasing[_copy_side(route)].withdraw("", reference, call):
            raise SystemRefusedError("facade", "copy_confirmed", f"a supplier counts on the copy {reference}")
        return ev.Mirrored(row.do)

    async def _ship(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        shipment = shipped(part)
        copy = await self._copy_book(route).post_shipment(mirror_number(state), shipment, call)
        lines = tuple((line.line, line.quantity.value) for line in shipment.lines)
        ours = shipment_fields(PostedShipment(part.shipment_number, "", lines))
        self._compare(route, "post_shipment", state, ours, shipment_fields(copy), row)
        return ev.Mirrored(row.do)

    async def _invoice(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        book, before = self._copy_book(route), alike_before(state, part)
        copy = await book.post_invoice(mirror_number(state), shipped(part), before, call)
        if part.invoice is not None:
            ours, under = invoice_fields(part.invoice), self._policy.current.of_document("invoicing", route)
            self._compare(route, "post_invoice", state, ours, invoice_fields(copy), row, under)
        return ev.Mirrored(row.do)

    def _copy_book(self, route: Route) -> OrderBook:
        return self._books.side(_copy_side(route))

    def _compare(
        self,
        route: Route,
        operation: str,
        state: OrderState,
        authoritative: Fields,
        copy: Fields,
        row: OutboxRow,
        under: Route | None = None,
    ) -> None:
        sides = by_name(route, authoritative, copy)
        late_by_s = self._clock.now().timestamp() - row.written_s
        self._books.observe(under or route, operation, state.order.external_ref, lambda: sides, late_by_s)


async def _while_kept(keep: Handler, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
    """Keep the copy as long as there is to be one: since the row was written, the order may have moved."""
    is_over = route.mirror is None and state.conversion is not None
    return ev.Mirrored(row.do) if is_over else await keep(state, route, row, call)


def _copy_side(route: Route) -> Side:
    if route.mirror is None:
        raise SystemRefusedError("facade", "no_mirror", f"stage {route.stage} keeps no copy")
    return route.mirror


def by_name(route: Route, authoritative: Fields, copy: Fields) -> tuple[Fields, Fields]:
    """Give both documents as old and new: a comparison knows the books by name, never by role."""
    return (authoritative, copy) if route.authoritative is Side.OLD else (copy, authoritative)


def _fields_of(state: OrderState) -> Callable[[BookedOrder], Fields]:
    return order_fields if any(part.invoice is not None for part in state.parts) else weighed_fields


def mirror_number(state: OrderState) -> str:
    """Give the number of the copy."""
    if not state.mirror_number:
        raise SystemRefusedError("facade", "no_copy", "the other book has refused the order")
    return state.mirror_number
