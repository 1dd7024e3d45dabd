"""How an order as a whole gets on, before it has parts and about them all: booked, cancelled, held.

While an order has parts it stands where the least advanced of them does, so most rules leave its status as
it is. What is not here changes nothing.
"""

from facade.orders import conversion_notes as conversion
from facade.orders import copying, return_notes
from facade.orders import events as ev
from facade.orders import order_notes as note
from facade.orders.commands import Do
from facade.orders.decision import Rule
from facade.orders.state import TERMINAL, Status

S = Status
R = Rule[Status]

_BOOK = (Do.BOOK, Do.TELL_PROCESSING)
_VALIDATED = (
    R(S.CANCELLED, (Do.TELL_CANCELLED,), note.takes_all, note.settled_and_closed),
    R(S.VALIDATED, _BOOK, note.cancel_wished, note.settled_and_lowered),
    R(S.VALIDATED, _BOOK, writes=note.settled),
)
_REFUSED = (R(S.REJECTED, (Do.TELL_REJECTED,), writes=note.refused),)
_IN_NO_BOOK = (S.ACCEPTED, S.ON_HOLD)
_BEFORE_PICKING = (S.ACCEPTED, S.VALIDATED, S.BACKORDERED, S.ALLOCATED, S.RELEASED)
CANCELLABLE = (*_BEFORE_PICKING, S.ON_HOLD)
"""Where some of an order may still be taken back."""


def _cancel_requested(status: S) -> tuple[R, ...]:
    return (
        R(status, when=note.is_too_late, writes=note.wish_too_late),
        R(status, writes=note.wish),
    )


def _refusal(status: S) -> tuple[R, ...]:
    of_a_copy = R(status, when=copying.is_of_a_copy, writes=copying.noted)
    held = R(S.ON_HOLD, when=note.is_waited_for, writes=note.stands_still)
    if status not in LIVE:
        return (of_a_copy,)
    if status not in (S.ACCEPTED, S.VALIDATED):
        return (of_a_copy, held)
    return (of_a_copy, R(S.REJECTED, (Do.TELL_REJECTED,), note.is_before_booking, note.refused), held)


def _checked(status: S) -> tuple[R, ...]:
    unfit = R(status, when=conversion.is_wanted, writes=conversion.unfit)
    if status in TERMINAL:
        return (unfit,)
    return (R(status, (Do.CONVERT,), conversion.is_fit, conversion.under_way), unfit)


_CONVERTIBLE = (S.VALIDATED, S.BACKORDERED, S.ALLOCATED, S.RELEASED, S.PICKED)
_UNENDED = tuple(s for s in S if s not in TERMINAL)
LIVE = tuple(s for s in S if s not in (S.REJECTED, S.CANCELLED))

TABLE: dict[tuple[S, type], tuple[R, ...]] = {
    (S.ACCEPTED, ev.OrderValidated): _VALIDATED,
    (S.ACCEPTED, ev.CreditExceeded): (
        R(S.CANCELLED, (Do.TELL_CANCELLED,), note.takes_all, note.closed),
        R(S.ON_HOLD, (Do.TELL_ON_HOLD,), note.never_fits, note.held_for_credit),
        R(S.ON_HOLD, (Do.AWAIT_CREDIT, Do.TELL_ON_HOLD), writes=note.held_for_credit),
    ),
    (S.ON_HOLD, ev.CreditAwaited): (R(S.ON_HOLD, (Do.VALIDATE,), note.is_held_for_credit),),
    (S.ON_HOLD, ev.CreditExceeded): (R(S.ON_HOLD, (Do.AWAIT_CREDIT,), note.is_held_for_credit),),
    (S.ON_HOLD, ev.OrderValidated): (R(S.VALIDATED, _BOOK, note.is_held_for_credit, note.settled),),
    (S.ON_HOLD, ev.OrderRefused): (
        R(S.REJECTED, (Do.TELL_REJECTED,), note.is_held_for_credit, note.refused),
    ),
    (S.ACCEPTED, ev.OrderRefused): _REFUSED,
    (S.VALIDATED, ev.OrderBooked): (
        R(S.VALIDATED, (Do.MIRROR_BOOKING, Do.CANCEL_BOOKING), note.takes_all, note.booked_only),
        R(S.VALIDATED, (Do.MIRROR_BOOKING, Do.AMEND_BOOKING), note.cancel_wished, note.booked_and_lowered),
        R(S.VALIDATED, (Do.MIRROR_BOOKING,), writes=note.booked),
    ),
    **{
        (status, ev.BookingAmended): (R(status, (Do.MIRROR_AMENDMENT,), writes=note.amended),)
        for status in (S.VALIDATED, S.ON_HOLD)
    },
    **{
        (status, ev.BookingCancelled): (
            R(S.CANCELLED, (Do.TELL_CANCELLED, Do.MIRROR_CANCELLATION), writes=note.all_closed),
        )
        for status in (S.VALIDATED, S.ON_HOLD)
    },
    (S.ON_HOLD, ev.HoldReleased): (R(S.ON_HOLD, writes=note.released),),
    (S.ON_HOLD, ev.CancelRequested): (
        R(S.CANCELLED, (Do.TELL_CANCELLED,), note.wants_nothing, note.taken_off_hold),
        R(S.ON_HOLD, when=note.is_too_late, writes=note.wish_too_late),
        R(S.ON_HOLD, writes=note.wish),
    ),
    **{(status, ev.CancelRequested): _cancel_requested(status) for status in _BEFORE_PICKING},
    **{(status, ev.CommandRefused): _refusal(status) for status in S},
    **{
        (status, ev.ReturnRequested): (
            R(status, when=return_notes.is_returnable, writes=return_notes.return_asked),
        )
        for status in LIVE
    },
    **{
        (status, ev.CopyRequested): (
            R(status, when=copying.is_only_new, writes=copying.kept_in_both),
            R(status, when=conversion.may_still_stay, writes=conversion.overtaken),
            R(status, when=conversion.is_leaving, writes=conversion.to_keep_a_copy),
        )
        for status in LIVE
    },
    **{
        (status, ev.RepairRequested): (
            R(status, when=copying.has_refused_copies, writes=copying.asked_again),
        )
        for status in S
    },
    **{(status, ev.Mirrored): (R(status, writes=copying.copied),) for status in S},
    **{
        (status, ev.ConversionRequested): (
            R(status, when=conversion.may_move_freely, writes=conversion.rerouted),
        )
        for status in _IN_NO_BOOK
    },
    **{
        (status, ev.ConversionRequested): (
            R(status, (Do.CLOSE_COPY,), conversion.is_only_to_lose_its_copy, conversion.begun),
            R(status, (Do.MIRROR_CHECK,), conversion.may_convert_its_copy, conversion.asked),
            R(status, (Do.MIRROR_BOOKING, Do.MIRROR_CHECK), conversion.may_convert, conversion.asked),
        )
        for status in _CONVERTIBLE
    },
    **{(status, ev.CopyChecked): _checked(status) for status in S},
    **{
        (status, ev.OrderConverted): (
            R(status, when=conversion.keeps_a_copy, writes=conversion.converted),
            R(status, (Do.CLOSE_COPY,), conversion.is_wanted, conversion.converted),
        )
        for status in _UNENDED
    },
    **{
        (status, ev.ConversionRefused): (R(status, when=conversion.is_wanted, writes=conversion.refused),)
        for status in S
    },
    **{
        (status, ev.CopyClosed): (
            R(status, when=conversion.is_wanted, writes=conversion.left_alone),
            R(status, when=conversion.was_wanted, writes=conversion.closed),
        )
        for status in S
    },
}
