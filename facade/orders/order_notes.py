"""What the table of orders asks and writes down: its conditions and its effects, each said in a sentence."""

from dataclasses import replace
from decimal import Decimal

from facade.canonical.order import Order, OrderLine
from facade.canonical.value import Quantity
from facade.orders import events as ev
from facade.orders import taking_back
from facade.orders.commands import Do, Lane
from facade.orders.part import ENDED, Part, PartStatus, Units
from facade.orders.part_notes import with_new_part
from facade.orders.state import TERMINAL, Cancellation, Held, OrderState

APPROVED = "credit approved"
"""Said to a check that is not to look at the credit any more."""
BY_THE_BUYER = "cancelled by the buyer"


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


def takes_all(state: OrderState, _: Part, __: object) -> bool:
    """A cancellation of all of it waits."""
    return state.cancel_pending and not reduced(state.order, _wish(state).quantities).lines


def cancel_wished(state: OrderState, _: Part, __: object) -> bool:
    """A cancellation waits."""
    return state.cancel_pending


def is_too_late(state: OrderState, _: Part, event: ev.CancelRequested) -> bool:
    """All that it names is picked or gone."""
    return not taking_back.may_take_back(state, event.quantities)


def is_before_booking(_: OrderState, __: Part, event: ev.CommandRefused) -> bool:
    """It was to be checked or booked."""
    return event.command in (Do.VALIDATE, Do.BOOK)


def is_waited_for(state: OrderState, _: Part, event: ev.CommandRefused) -> bool:
    """The order waits for it."""
    lane = Do(event.command).lane
    if lane is Lane.RETURN:
        return True
    if lane not in (Lane.PROCESS, Lane.SITE, Lane.SUPPLIER) or state.status in TERMINAL:
        return False
    part = state.part(int(event.argument)) if event.argument.isdecimal() else None
    return part is None or part.status not in ENDED


def is_held_for_credit(state: OrderState, _: Part, __: object) -> bool:
    """It is held for credit."""
    return bool(state.held) and state.held[0].argument == APPROVED


def wants_nothing(state: OrderState, part: Part, event: ev.CancelRequested) -> bool:
    """It is held for credit, and all of it is taken back."""
    return is_held_for_credit(state, part, event) and not reduced(state.order, event.quantities).lines


def never_fits(_: OrderState, __: Part, event: ev.CreditExceeded) -> bool:
    """It is over the limit all by itself."""
    return not event.may_ever_fit


def held_for_credit(state: OrderState, _: Part, event: ev.CreditExceeded) -> OrderState:
    """That it waits for credit; an operator who releases it approves it."""
    return state._replace(reason=event.reason, held=(Held(Do.VALIDATE, APPROVED, event.reason),))


def settled(state: OrderState, _: Part, event: ev.OrderValidated) -> OrderState:
    """The settled lines, the sites to ask, and who sends what no site holds."""
    order = replace(state.order, lines=event.lines)
    if event.substitutes:
        order = replace(order, substitutes=event.substitutes)
    if event.suppliers:
        state = state._replace(suppliers=event.suppliers)
    if not state.held:
        return state._replace(order=order, asked=event.sites)
    return state._replace(order=order, asked=event.sites, held=(), reason="")


def settled_and_lowered(state: OrderState, part: Part, event: ev.OrderValidated) -> OrderState:
    """The settled lines, less what was cancelled: nothing has to be undone yet."""
    return honoured(lowered(settled(state, part, event), part, event), part, event)


def settled_and_closed(state: OrderState, part: Part, event: ev.OrderValidated) -> OrderState:
    """That it was cancelled before any book had it."""
    return closed(settled(state, part, event), part, event)


def lowered_by(state: OrderState, off: Units) -> OrderState:
    """Take off the order what has come back of a wish, while the rest of it is on its way."""
    cancellation = replace(_wish(state), off=off)
    return state._replace(order=reduced(state.order, off), cancellation=cancellation)


def lowered(state: OrderState, _: Part, __: object) -> OrderState:
    """The quantities, less what was cancelled."""
    return state._replace(order=reduced(state.order, _wish(state).quantities))


def honoured(state: OrderState, _: Part, __: object) -> OrderState:
    """That the cancellation is done, or how much of it."""
    return state._replace(cancellation=taking_back.settled(_wish(state)))


def closed(state: OrderState, part: Part, event: object) -> OrderState:
    """That it was cancelled."""
    return honoured(state._replace(reason=_wish(state).why or BY_THE_BUYER), part, event)


def refused(state: OrderState, _: Part, event: ev.OrderRefused | ev.CommandRefused) -> OrderState:
    """Why."""
    return state._replace(reason=event.reason, held=())


def booked(state: OrderState, part: Part, event: ev.OrderBooked) -> OrderState:
    """The book's answer; a part with all of the order."""
    return with_new_part(booked_only(state, part, event), (), state.asked)


def booked_only(state: OrderState, _: Part, event: ev.OrderBooked) -> OrderState:
    """The book's answer."""
    return state._replace(booking=event.booking, mirror_number=event.copy)


def booked_and_lowered(state: OrderState, part: Part, event: ev.OrderBooked) -> OrderState:
    """The book's answer, and the quantities less what was cancelled."""
    return lowered(booked_only(state, part, event), part, event)


def amended(state: OrderState, part: Part, event: ev.BookingAmended) -> OrderState:
    """The book's answer; what was taken back ends, and what is left of it is a new part."""
    parts = tuple([_ended(one) for one in state.parts])
    rest = taking_back.rest_of(state, _wish(state)) if taking_back.is_some_gone(parts) else ()
    reason = state.reason if state.held else ""
    after = honoured(state._replace(booking=event.booking, parts=parts, reason=reason), part, event)
    if rest or all(one.status in ENDED for one in parts):
        return with_new_part(after, rest, state.asked)
    return after


def all_closed(state: OrderState, part: Part, event: object) -> OrderState:
    """That it was cancelled, with all its parts."""
    return closed(state._replace(parts=tuple([_ended(one) for one in state.parts]), held=()), part, event)


def wish(state: OrderState, _: Part, event: ev.CancelRequested) -> OrderState:
    """The wish."""
    return state._replace(cancellation=Cancellation(event.quantities, why=event.why))


def taken_off_hold(state: OrderState, part: Part, event: ev.CancelRequested) -> OrderState:
    """The wish, and that it is done: no book has the order."""
    return closed(wish(state, part, event)._replace(held=()), part, event)


def wish_too_late(state: OrderState, _: Part, event: ev.CancelRequested) -> OrderState:
    """The wish, and that it came too late."""
    wish = Cancellation(event.quantities, "refused", taking_back.why_too_late(state), event.why)
    return state._replace(cancellation=wish)


def stands_still(state: OrderState, _: Part, event: ev.CommandRefused) -> OrderState:
    """The command that was refused, and why; the order is held for the first of them."""
    reason = state.reason if state.held else f"{event.command}: {event.reason}"
    held = (*state.held, Held(event.command, event.argument, event.reason))
    return state._replace(reason=reason, held=held)


def released(state: OrderState, _: Part, __: ev.HoldReleased) -> OrderState:
    """That nothing is held any more; what was refused is asked for again, in the same order."""
    return state._replace(held=(), reason="")


def _ended(part: Part) -> Part:
    is_back = part.status is PartStatus.TAKEN_BACK
    return part._replace(status=PartStatus.CANCELLED) if is_back else part


def _wish(state: OrderState) -> Cancellation:
    if state.cancellation is None:
        raise AssertionError(f"{state.order_id}: no cancellation was asked for")
    return state.cancellation
