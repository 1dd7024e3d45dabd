"""An order that only the new book has gets a copy in the old one: the replay that a way back needs.

The order stays at home in the new book, where its numbers are known by now; from here on it is as if it had
been created one stage earlier, so whatever still happens to it is copied as well.
"""

from dataclasses import replace

from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.part import ENDED, Part
from facade.orders.state import OrderState
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage

KEPT_IN_BOTH = {Side.OLD: Stage.DUALWRITE, Side.NEW: Stage.RAMPDOWN}
"""By the side that posts, the stage at which the other one keeps a copy."""


def is_only_new(state: OrderState, _: Part, __: object) -> bool:
    """Only the new book has it."""
    return state.route.authoritative is Side.NEW and state.route.mirror is None


def kept_in_both(state: OrderState, _: Part, __: ev.CopyRequested) -> OrderState:
    """That the old book keeps a copy from now on."""
    return state._replace(route=in_both(state.route))


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
