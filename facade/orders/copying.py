"""What the other book has not got of an order, and how it gets it: the replay that a way back needs.

An order that only the new book has stays at home there, where its numbers are known by now; from here on it
is as if it had been created one stage earlier, so whatever still happens to it is copied as well. What the
other book has refused is remembered with the order, until it is asked for again or there is to be no copy.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from facade.canonical.invoice import Invoice
from facade.orders import events as ev
from facade.orders.commands import Command, Do, Lane
from facade.orders.part import ENDED, Part
from facade.orders.state import OrderState, RefusedCopy, Status
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage

KEPT_IN_BOTH = {Side.OLD: Stage.DUALWRITE, Side.NEW: Stage.RAMPDOWN}
"""By the side that posts, the stage at which the other one keeps a copy."""


def is_only_new(state: OrderState, _: Part, __: object) -> bool:
    """Only the new book has it."""
    return state.route.authoritative is Side.NEW and state.route.mirror is None


def kept_in_both(state: OrderState, _: Part, __: ev.CopyRequested) -> OrderState:
    """That the old book keeps a copy from now on, of all that there is."""
    return state._replace(route=in_both(state.route), refused_copies=())


def in_both(route: Route) -> Route:
    """Give a pin under which the other book keeps a copy; the side that posts stays the same."""
    return route if route.mirror is not None else replace(route, stage=KEPT_IN_BOTH[route.authoritative])


def copies_due(state: OrderState) -> tuple[Command, ...]:
    """Give what is to be done again in the old book, in the order in which the new one did it.

    What the new book is still busy with is copied when it is done, like any other order's.
    """
    if state.booking is None or state.route.mirror is None or state.mirror_number:
        return ()
    departures = sorted((part for part in state.parts if part.departure), key=_departure)
    copies = [Command(Do.MIRROR_BOOKING)]
    bought = [one for one in state.parts if one.supplier and one.site_number and one.status not in ENDED]
    copies += [Command(Do.MIRROR_PURCHASE, part.argument) for part in bought]
    for part in departures:
        if part.shipment_number:
            copies.append(Command(Do.MIRROR_SHIPMENT, part.argument))
        if part.invoice is not None:
            copies.append(Command(Do.MIRROR_INVOICE, part.argument))
    return tuple(copies)


def _departure(part: Part) -> int:
    return part.departure


class Lacking(NamedTuple):
    """What the other book has not got: the order with all its documents, or some of these."""

    is_order: bool
    shipments: int
    invoices: tuple[Invoice, ...]

    def __bool__(self) -> bool:
        """Say whether there is anything."""
        return bool(self.is_order or self.shipments or self.invoices)


def lacking(state: OrderState, waiting: Collection[tuple[str, str]] = ()) -> Lacking:
    """Tell what the other book has not got, given the copies that wait by command and argument.

    A pin that keeps both books only says that there is to be a copy: it may wait, or have been refused.
    """
    has_none = state.booking is not None and not state.mirror_number
    is_order = state.route.mirror is None or has_none
    behind = {*waiting, *((one.command, one.argument) for one in still_refused(state))}

    def lacks(do: Do, part: Part) -> bool:
        return is_order or (do, part.argument) in behind

    return Lacking(
        is_order,
        sum(bool(part.shipment_number) and lacks(Do.MIRROR_SHIPMENT, part) for part in state.parts),
        tuple(
            [
                part.invoice
                for part in state.parts
                if part.invoice is not None and lacks(Do.MIRROR_INVOICE, part)
            ]
        ),
    )


def is_of_a_copy(_: OrderState, __: Part, event: ev.CommandRefused) -> bool:
    """It concerns the copy only."""
    return Do(event.command).lane is Lane.MIRROR


def noted(state: OrderState, _: Part, event: ev.CommandRefused) -> OrderState:
    """What the other book has refused, why, and since when it waits."""
    one = RefusedCopy(event.command, event.argument, event.reason, event.since_s)
    return state._replace(refused_copies=(*_others(state, one.command, one.argument), one))


def has_refused_copies(state: OrderState, _: Part, __: object) -> bool:
    """The other book has refused something of it."""
    return bool(still_refused(state))


def asked_again(state: OrderState, _: Part, __: ev.RepairRequested) -> OrderState:
    """That what was refused is asked for again."""
    return state._replace(refused_copies=())


def copied(state: OrderState, _: Part, event: ev.Mirrored) -> OrderState:
    """The number of the copy, when one was made; with it goes what was refused for want of a copy."""
    if event.number:
        return state._replace(mirror_number=event.number, refused_copies=())
    if event.what == Do.MIRROR_CANCELLATION:
        return state._replace(refused_copies=())
    return state._replace(refused_copies=_others(state, event.what, "")) if state.refused_copies else state


def still_refused(state: OrderState) -> tuple[RefusedCopy, ...]:
    """Give what the other book has refused and should have: nothing of an order that has ended in neither."""
    if state.status in (Status.REJECTED, Status.CANCELLED) and not state.mirror_number:
        return ()
    is_kept = state.route.mirror is not None
    return tuple([one for one in state.refused_copies if is_kept or not Do(one.command).is_copied])


def repairs_due(state: OrderState) -> tuple[Command, ...]:
    """Give what was refused, to be asked for again in the same order."""
    return tuple([Command(Do(one.command), one.argument) for one in still_refused(state)])


def _others(state: OrderState, command: str, argument: str) -> tuple[RefusedCopy, ...]:
    return tuple([one for one in state.refused_copies if (one.command, one.argument) != (command, argument)])
