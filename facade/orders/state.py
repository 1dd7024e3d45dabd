"""What the façade knows of one order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.order import BookedOrder, Order
from facade.orders.part import ENDED, Part, PartStatus, Units
from facade.orders.returning import GoodsReturn, ReturnStatus, all_is_back
from facade.routing.policy import Route


class Status(StrEnum):
    """Where an order stands."""

    ACCEPTED = "accepted"
    VALIDATED = "validated"
    BACKORDERED = "backordered"
    ALLOCATED = "allocated"
    RELEASED = "released"
    PICKED = "picked"
    SHIPPED = "shipped"
    INVOICED = "invoiced"
    COMPLETED = "completed"
    RETURNING = "returning"  # completed, and some of it is on its way back
    RETURNED = "returned"  # completed, and all of it is back
    ON_HOLD = "on_hold"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


TERMINAL = frozenset({Status.COMPLETED, Status.RETURNED, Status.REJECTED, Status.CANCELLED})

SAID_OF: dict[PartStatus, Status] = {
    PartStatus.WAITING: Status.BACKORDERED,
    PartStatus.OPEN: Status.VALIDATED,
    PartStatus.ALLOCATED: Status.ALLOCATED,
    PartStatus.BOUGHT: Status.ALLOCATED,
    PartStatus.RELEASED: Status.RELEASED,
    PartStatus.RECALLED: Status.RELEASED,
    PartStatus.PICKED: Status.PICKED,
    PartStatus.CONFIRMED: Status.RELEASED,
    PartStatus.SHIPPED: Status.SHIPPED,
    PartStatus.INVOICED: Status.INVOICED,
    PartStatus.COMPLETED: Status.COMPLETED,
}
"""What an order is called whose least advanced part stands there."""

ALONG = {status: place for place, status in enumerate(PartStatus)}


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A wish to take back the order, or some of it, and what became of the wish."""

    quantities: tuple[tuple[int, int], ...]  # (line, ordered units); empty means all
    outcome: str = "requested"  # requested | done | partly | refused
    reason: str = ""
    why: str = ""  # what an operator said who took it back; nothing when it was the buyer
    off: Units = ()  # what the book is being lowered by, while the rest of the order is on its way


@dataclass(frozen=True, slots=True)
class Conversion:
    """A wish that the order live in the other book, under another pin, and what became of the wish."""

    to: Route
    outcome: str = "requested"  # requested | under_way | done | refused
    reason: str = ""
    earlier: tuple[int, ...] = ()  # the versions of the policy under which it has changed its book before


class Held(NamedTuple):
    """A command that was refused and stands still, with the order, until somebody releases it."""

    command: str
    argument: str
    reason: str


class RefusedCopy(NamedTuple):
    """A command that the other book has refused: the order goes on, and its copy is to be repaired.

    It waits since it was last asked for.
    """

    command: str
    argument: str
    reason: str
    since_s: float


class OrderState(NamedTuple):
    """One order with everything later steps need.

    `route` is the pin: the side and the policy version under which the order was created, or to which a
    conversion has moved it. All its documents follow it, whatever the policy says by then. `status` follows
    from the rest (`standing`) and is kept because it is asked for so often.
    """

    order_id: str
    order: Order
    route: Route
    status: Status = Status.ACCEPTED
    version: int = 0
    rows_written: int = 0
    accepted_by: str = ""  # the message that brought the order: the root of its trail
    reason: str = ""
    booking: BookedOrder | None = None
    mirror_number: str = ""
    parts: tuple[Part, ...] = ()
    asked: tuple[str, ...] = ()  # all sites in the order of preference; none before the order is validated
    held: tuple[Held, ...] = ()
    cancellation: Cancellation | None = None
    trace: str = ""  # the trace that the order came with, if its channel sent one
    returns: tuple[GoodsReturn, ...] = ()
    suppliers: tuple[tuple[int, str], ...] = ()  # the lines that no site holds, and who sends them
    conversion: Conversion | None = None
    refused_copies: tuple[RefusedCopy, ...] = ()

    @property
    def cancel_pending(self) -> bool:
        """Whether a cancellation waits for the next point at which it can be honoured."""
        wish = self.cancellation
        return wish is not None and wish.outcome == "requested" and not wish.off

    @property
    def cancel_open(self) -> bool:
        """Whether it is not known yet what becomes of a cancellation."""
        return self.cancellation is not None and self.cancellation.outcome == "requested"

    def part(self, number: int) -> Part | None:
        """Give a part by its number; none of that number, none."""
        return self.parts[number - 1] if 0 < number <= len(self.parts) else None

    def goods_return(self, number: int) -> GoodsReturn | None:
        """Give a return by its number; none of that number, none."""
        return self.returns[number - 1] if 0 < number <= len(self.returns) else None


def standing(state: OrderState) -> Status:
    """Tell where an order stands: where the least advanced of its parts does.

    What was rejected or cancelled stays so; what is held stands still, however far its parts are.
    """
    if state.status is Status.REJECTED or state.status is Status.CANCELLED:
        return state.status
    if state.held:
        return Status.ON_HOLD
    if len(state.parts) == 1:
        (part,) = state.parts
    else:
        live = [part for part in state.parts if part.status not in ENDED]
        if not live:
            return _before_parts(state)
        if state.cancel_open and not state.cancel_pending:
            return Status.VALIDATED  # its book is being changed, whatever has left by then
        part = min(live, key=_along)
    if part.status is PartStatus.OPEN and part.waits:
        return Status.BACKORDERED
    if state.returns and part.status is PartStatus.COMPLETED:
        return _after_returns(state)
    return SAID_OF.get(part.status, Status.VALIDATED)


def _before_parts(state: OrderState) -> Status:
    is_validated = state.status is Status.VALIDATED or state.booking is not None or state.asked
    return Status.VALIDATED if is_validated else Status.ACCEPTED


def _after_returns(state: OrderState) -> Status:
    if any(one.status is not ReturnStatus.SETTLED for one in state.returns):
        return Status.RETURNING
    return Status.RETURNED if all_is_back(state.parts, state.returns) else Status.COMPLETED


def _along(part: Part) -> int:
    return ALONG[part.status]


def with_part(state: OrderState, part: Part) -> OrderState:
    """Put a part in the place of the one with its number, or at the end."""
    if part.number == 1 and len(state.parts) < 2:
        return state._replace(parts=(part,))
    before, after = state.parts[: part.number - 1], state.parts[part.number :]
    return state._replace(parts=(*before, part, *after))


def with_return(state: OrderState, one: GoodsReturn) -> OrderState:
    """Put a return in the place of the one with its number."""
    before, after = state.returns[: one.number - 1], state.returns[one.number :]
    return state._replace(returns=(*before, one, *after))
