"""How an order is taken back, whole or in part: the goods first, then the book, then the buyer is told."""

from dataclasses import replace
from decimal import Decimal

from facade.canonical.order import Order, OrderLine
from facade.canonical.value import Quantity
from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.decision import Decision, mirrored
from facade.orders.state import Cancellation, OrderState, Status

CANCELLABLE = frozenset(
    {Status.ACCEPTED, Status.VALIDATED, Status.BACKORDERED, Status.ALLOCATED, Status.RELEASED}
)


def reduced(order: Order, quantities: tuple[tuple[int, int], ...]) -> Order:
    """Take the cancelled quantities off the order; a line that comes to nothing goes."""
    if not quantities:
        return replace(order, lines=())
    off = dict(quantities)
    kept = (_less(line, off.get(line.line, 0)) for line in order.lines)
    return replace(order, lines=tuple(line for line in kept if line.quantity.value > 0))


def _less(line: OrderLine, units: int) -> OrderLine:
    if not units:
        return line
    left = max(Decimal(0), line.quantity.value - units)
    return replace(line, quantity=Quantity(left, line.quantity.uom))


def note_cancellation(state: OrderState, event: ev.CancelRequested) -> Decision:
    """Remember the wish; act at once only where nothing is in flight for the order."""
    if state.cancel_pending:
        return Decision(state)
    state = state._replace(cancellation=Cancellation(event.quantities))
    return cancel_released(state) if state.status is Status.RELEASED else Decision(state)


def cancel_before_booking(state: OrderState) -> Decision:
    """Take back an order that no book holds yet: nothing has to be undone."""
    wish = _wish(state)
    order = reduced(state.order, wish.quantities)
    state = state._replace(cancellation=replace(wish, outcome="done"))
    if not order.lines:
        state = state._replace(status=Status.CANCELLED, reason="cancelled by the buyer")
        return Decision(state, (Command(Do.TELL_CANCELLED),))
    state = state._replace(status=Status.VALIDATED, order=order)
    return Decision(state, (Command(Do.BOOK), Command(Do.TELL_PROCESSING)))


def cancel_released(state: OrderState) -> Decision:
    """Ask the site for the goods back; it may have been quicker."""
    return Decision(state, (Command(Do.CANCEL_FULFILMENT),))


def back_out(state: OrderState, first: tuple[Command, ...] = ()) -> Decision:
    """Undo or lower the booking of an order that no site holds."""
    order = reduced(state.order, _wish(state).quantities)
    if not order.lines:
        return Decision(state, (*first, Command(Do.CANCEL_BOOKING)))
    return Decision(state._replace(order=order), (*first, Command(Do.AMEND_BOOKING)))


def fulfilment_cancelled(state: OrderState, _: ev.FulfilmentCancelled) -> Decision:
    """Go on with the book, now that the goods are free; a later reservation goes by a new reference."""
    state = state._replace(status=Status.VALIDATED, site="", site_number="", round=state.round + 1)
    return back_out(state)


def fulfilment_kept(state: OrderState, _: ev.FulfilmentKept) -> Decision:
    """Give up the wish: the goods are picked or gone."""
    wish = replace(_wish(state), outcome="refused", reason="the goods were already picked")
    return Decision(state._replace(cancellation=wish))


def booking_amended(state: OrderState, event: ev.BookingAmended) -> Decision:
    """Allocate what is left."""
    state = state._replace(
        status=Status.VALIDATED,
        reason="",
        booking=event.booking,
        sites=state.asked,
        cancellation=replace(_wish(state), outcome="done"),
    )
    return Decision(state, (Command(Do.RESERVE, state.sites[0]), *mirrored(state, Do.MIRROR_AMENDMENT)))


def booking_cancelled(state: OrderState, _: ev.BookingCancelled) -> Decision:
    """Close the order."""
    state = state._replace(
        status=Status.CANCELLED,
        reason="cancelled by the buyer",
        cancellation=replace(_wish(state), outcome="done"),
    )
    return Decision(state, (Command(Do.TELL_CANCELLED), *mirrored(state, Do.MIRROR_CANCELLATION)))


def _wish(state: OrderState) -> Cancellation:
    if state.cancellation is None:
        raise AssertionError(f"{state.order_id}: no cancellation was asked for")
    return state.cancellation
