"""What happens next? One pure function over a table; read the table as the page that explains an order.

A cancellation is honoured at the next point where nothing is in flight: until then it is only noted.
An event that does not fit the state any more (a notice told twice, an answer that came late) changes
nothing. A site may speak out of order: shipped implies picked.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from facade.orders import events as ev
from facade.orders.cancelling import (
    back_out,
    booking_amended,
    booking_cancelled,
    cancel_before_booking,
    cancel_released,
    fulfilment_cancelled,
    fulfilment_kept,
    note_cancellation,
)
from facade.orders.commands import Command, Do
from facade.orders.decision import Decision, mirrored
from facade.orders.state import OrderState, Status

BACKORDER_RETRY_S = 2 * 3600.0

Step = Callable[[OrderState, Any], Decision]


def decide(state: OrderState, event: ev.Event) -> Decision:
    """Give the next state and what is to be done, without doing it."""
    step = TABLE.get((state.status, type(event)))
    if step is None:
        step = ANY_STATUS.get(type(event))
    return step(state, event) if step is not None else Decision(state)


def _validated(state: OrderState, event: ev.OrderValidated) -> Decision:
    order = replace(state.order, lines=event.lines)
    state = state._replace(status=Status.VALIDATED, order=order, asked=event.sites, sites=event.sites)
    if state.cancel_pending:
        return cancel_before_booking(state)
    return Decision(state, (Command(Do.BOOK), Command(Do.TELL_PROCESSING)))


def _refused(state: OrderState, event: ev.OrderRefused) -> Decision:
    state = state._replace(status=Status.REJECTED, reason=event.reason)
    return Decision(state, (Command(Do.TELL_REJECTED),))


def _booked(state: OrderState, event: ev.OrderBooked) -> Decision:
    state = state._replace(booking=event.booking)
    copies = mirrored(state, Do.MIRROR_BOOKING)
    if state.cancel_pending:
        return back_out(state, copies)
    return Decision(state, (Command(Do.RESERVE, state.sites[0]), *copies))


def _reserved(state: OrderState, event: ev.StockReserved) -> Decision:
    state = state._replace(
        status=Status.ALLOCATED, site=event.site, site_number=event.site_number, sites=state.asked
    )
    if state.cancel_pending:
        return Decision(state, (Command(Do.CANCEL_FULFILMENT),))
    told = (Command(Do.TELL_PROCESSING),) if state.reason else ()
    return Decision(state._replace(reason=""), (Command(Do.RELEASE), *told))


def _short(state: OrderState, event: ev.StockShort) -> Decision:
    remaining = tuple(site for site in state.sites if site != event.site)
    if state.cancel_pending:
        return back_out(state._replace(sites=state.asked))
    if remaining:
        return Decision(state._replace(sites=remaining), (Command(Do.RESERVE, remaining[0]),))
    again = Command(Do.RESERVE, state.asked[0], BACKORDER_RETRY_S)
    told = () if state.status is Status.BACKORDERED else (Command(Do.TELL_BACKORDERED),)
    state = state._replace(
        status=Status.BACKORDERED, sites=state.asked, reason="no site has stock for the whole order"
    )
    return Decision(state, (again, *told))


def _released(state: OrderState, _: ev.OrderReleased) -> Decision:
    state = state._replace(status=Status.RELEASED)
    return cancel_released(state) if state.cancel_pending else Decision(state)


def _picked(state: OrderState, _: ev.OrderPicked) -> Decision:
    state = state._replace(status=Status.PICKED)
    return fulfilment_kept(state, ev.FulfilmentKept()) if state.cancel_pending else Decision(state)


def _shipped(state: OrderState, event: ev.OrderShipped) -> Decision:
    state = state._replace(status=Status.SHIPPED, shipment=event.shipment)
    if state.cancel_pending:
        state = fulfilment_kept(state, ev.FulfilmentKept()).state
    return Decision(state, (Command(Do.POST_SHIPMENT), Command(Do.TELL_SHIPMENT)))


def _shipment_posted(state: OrderState, event: ev.ShipmentPosted) -> Decision:
    state = state._replace(shipment_number=event.posted.number)
    return Decision(state, (Command(Do.POST_INVOICE), *mirrored(state, Do.MIRROR_SHIPMENT)))


def _invoiced(state: OrderState, event: ev.InvoicePosted) -> Decision:
    invoice = event.invoice
    if state.booking is not None and invoice.lines == state.booking.lines:
        invoice = replace(invoice, lines=state.booking.lines)  # one copy is enough to remember
    state = state._replace(status=Status.INVOICED, invoice=invoice)
    return Decision(state, (Command(Do.TELL_INVOICE), *mirrored(state, Do.MIRROR_INVOICE)))


def _told(state: OrderState, event: ev.ChannelTold) -> Decision:
    done = event.what == Do.TELL_INVOICE and state.status is Status.INVOICED
    return Decision(state._replace(status=Status.COMPLETED) if done else state)


def _mirror_kept(state: OrderState, event: ev.Mirrored) -> Decision:
    return Decision(state._replace(mirror_number=event.number) if event.number else state)


def _command_refused(state: OrderState, event: ev.CommandRefused) -> Decision:
    """Park the order, except when only a copy or a telling was refused: those never stop it."""
    if Do(event.command).lane != "process":
        return Decision(state)
    if event.command in (Do.VALIDATE, Do.BOOK):
        return _refused(state, ev.OrderRefused(event.reason))
    return Decision(state._replace(status=Status.ON_HOLD, reason=f"{event.command}: {event.reason}"))


TABLE: dict[tuple[Status, type], Step] = {
    (Status.ACCEPTED, ev.OrderValidated): _validated,
    (Status.ACCEPTED, ev.OrderRefused): _refused,
    (Status.VALIDATED, ev.OrderRefused): _refused,
    (Status.VALIDATED, ev.OrderBooked): _booked,
    (Status.VALIDATED, ev.StockReserved): _reserved,
    (Status.VALIDATED, ev.StockShort): _short,
    (Status.BACKORDERED, ev.StockReserved): _reserved,
    (Status.BACKORDERED, ev.StockShort): _short,
    (Status.ALLOCATED, ev.OrderReleased): _released,
    (Status.ALLOCATED, ev.OrderPicked): _picked,
    (Status.ALLOCATED, ev.OrderShipped): _shipped,
    (Status.RELEASED, ev.OrderPicked): _picked,
    (Status.RELEASED, ev.OrderShipped): _shipped,
    (Status.PICKED, ev.OrderShipped): _shipped,
    (Status.SHIPPED, ev.ShipmentPosted): _shipment_posted,
    (Status.SHIPPED, ev.InvoicePosted): _invoiced,
    (Status.ACCEPTED, ev.CancelRequested): note_cancellation,
    (Status.VALIDATED, ev.CancelRequested): note_cancellation,
    (Status.BACKORDERED, ev.CancelRequested): note_cancellation,
    (Status.ALLOCATED, ev.CancelRequested): note_cancellation,
    (Status.RELEASED, ev.CancelRequested): note_cancellation,
    (Status.ALLOCATED, ev.FulfilmentCancelled): fulfilment_cancelled,
    (Status.RELEASED, ev.FulfilmentCancelled): fulfilment_cancelled,
    (Status.ALLOCATED, ev.FulfilmentKept): fulfilment_kept,
    (Status.RELEASED, ev.FulfilmentKept): fulfilment_kept,
    (Status.PICKED, ev.FulfilmentKept): fulfilment_kept,
    (Status.SHIPPED, ev.FulfilmentKept): fulfilment_kept,
    (Status.VALIDATED, ev.BookingAmended): booking_amended,
    (Status.VALIDATED, ev.BookingCancelled): booking_cancelled,
    (Status.BACKORDERED, ev.BookingAmended): booking_amended,
    (Status.BACKORDERED, ev.BookingCancelled): booking_cancelled,
}

ANY_STATUS: dict[type, Step] = {
    ev.ChannelTold: _told,
    ev.Mirrored: _mirror_kept,
    ev.CommandRefused: _command_refused,
}
