"""What an order asks and writes down when it is to change its book, each said in a sentence.

First the other book's copy is made, if there is none, and read beside the posting document; only then do the
two change roles, one after the other, in the lane of whatever else is posted. So nothing posts in both books,
and what happens to the order meanwhile happens to it in one of them.
"""

from dataclasses import replace

from facade.orders import events as ev
from facade.orders.copying import in_both
from facade.orders.decision import NO_PART
from facade.orders.order_notes import is_held_for_credit
from facade.orders.part import Part
from facade.orders.state import TERMINAL, Conversion, OrderState, Status
from facade.routing.policy import Route
from facade.routing.stage import Side


def why_not(state: OrderState, to: Route) -> str:
    """Say what keeps an order from changing its book now; nothing when nothing does."""
    if not is_out_of_place(state, to):
        return "it is there already"
    if is_open(state):
        return "it is on its way"
    if is_in_no_book(state, NO_PART, None):
        return ""
    return _obstacle(state)


def is_in_no_book(state: OrderState, part: Part, event: object) -> bool:
    """No book has been asked to take it."""
    is_unasked = state.status is Status.ACCEPTED or is_held_for_credit(state, part, event)
    return is_unasked and state.booking is None


def may_move_freely(state: OrderState, part: Part, event: ev.ConversionRequested) -> bool:
    """No book has been asked to take it, and it is to be another one."""
    return is_in_no_book(state, part, event) and not why_not(state, event.to)


def may_convert(state: OrderState, _: Part, event: ev.ConversionRequested) -> bool:
    """Its book has it, and nothing keeps it there."""
    return not why_not(state, event.to)


def may_convert_its_copy(state: OrderState, part: Part, event: ev.ConversionRequested) -> bool:
    """Its book has it, nothing keeps it there, and the other book has a copy."""
    return state.route.mirror is not None and may_convert(state, part, event)


def keeps_a_copy(state: OrderState, _: Part, __: object) -> bool:
    """It is to change its book, and the one that it leaves keeps a copy."""
    return is_open(state) and wanted(state).to.mirror is not None


def is_only_to_lose_its_copy(state: OrderState, _: Part, event: ev.ConversionRequested) -> bool:
    """It is where it should be, with a copy in the other book that is kept no more; nothing keeps it."""
    return has_a_copy_too_many(state, event.to) and not why_not(state, event.to)


def is_out_of_place(state: OrderState, to: Route) -> bool:
    """Say whether an order is in another book than it would be now, or in one more."""
    return state.route.authoritative is not to.authoritative or has_a_copy_too_many(state, to)


def has_a_copy_too_many(state: OrderState, to: Route) -> bool:
    """Say whether an order is in the right book, and the other one keeps a copy that it would not get now."""
    is_there = state.route.authoritative is to.authoritative
    return is_there and state.route.mirror is not None and to.mirror is None


def is_fit(state: OrderState, _: Part, event: ev.CopyChecked) -> bool:
    """It is still wanted, and the copy says what the posting document says now."""
    return is_open(state) and not _why_unfit(state, event)


def is_wanted(state: OrderState, _: Part, __: object) -> bool:
    """It is to change its book."""
    return is_open(state)


def was_wanted(state: OrderState, _: Part, __: object) -> bool:
    """It was to change its book."""
    return state.conversion is not None


def is_open(state: OrderState) -> bool:
    """Say whether it is not known yet what becomes of a conversion."""
    return state.conversion is not None and state.conversion.outcome in ("requested", "under_way")


def is_leaving(state: OrderState, _: Part, __: object) -> bool:
    """It is about to be in the new book alone."""
    return is_open(state) and wanted(state).to.mirror is None and wanted(state).to.authoritative is Side.NEW


def may_still_stay(state: OrderState, part: Part, event: object) -> bool:
    """It is about to be in the new book alone, and neither book has been told yet."""
    return is_leaving(state, part, event) and wanted(state).outcome == "requested"


def overtaken(state: OrderState, _: Part, __: object) -> OrderState:
    """That the way back came first."""
    return _refused(state, "the way back came first")


def to_keep_a_copy(state: OrderState, _: Part, __: object) -> OrderState:
    """That the old book is to keep a copy where it goes."""
    wish = wanted(state)
    return state._replace(conversion=replace(wish, to=in_both(wish.to)))


def rerouted(state: OrderState, _: Part, event: ev.ConversionRequested) -> OrderState:
    """Its new pin."""
    return state._replace(route=event.to, conversion=_wish(state, event.to, "done"))


def asked(state: OrderState, _: Part, event: ev.ConversionRequested) -> OrderState:
    """Where it is to go; the other book keeps a copy from now on."""
    return state._replace(route=in_both(state.route), conversion=_wish(state, event.to))


def begun(state: OrderState, _: Part, event: ev.ConversionRequested) -> OrderState:
    """Under which pin it is to be."""
    return state._replace(conversion=_wish(state, event.to, "under_way"))


def left_alone(state: OrderState, _: Part, __: ev.CopyClosed) -> OrderState:
    """Its new pin: the other book has nothing of it any more."""
    wish = replace(wanted(state), outcome="done")
    return state._replace(route=wish.to, mirror_number="", conversion=wish, refused_copies=())


def under_way(state: OrderState, _: Part, event: ev.CopyChecked) -> OrderState:
    """That the books are changing roles."""
    return state._replace(mirror_number=event.number, conversion=replace(wanted(state), outcome="under_way"))


def unfit(state: OrderState, _: Part, event: ev.CopyChecked) -> OrderState:
    """Why it stays."""
    return _refused(state, _why_unfit(state, event))


def refused(state: OrderState, _: Part, event: ev.ConversionRefused) -> OrderState:
    """Why it stays."""
    return _refused(state, event.reason)


def converted(state: OrderState, _: Part, event: ev.OrderConverted) -> OrderState:
    """Its new pin, and the numbers of the posting document and of the copy, which have changed places."""
    copy = state.booking.number if state.booking is not None else ""
    wish = replace(wanted(state), outcome="done")
    return state._replace(route=wish.to, booking=event.booking, mirror_number=copy, conversion=wish)


def closed(state: OrderState, _: Part, __: ev.CopyClosed) -> OrderState:
    """That the other book has nothing of it any more."""
    return state._replace(mirror_number="", refused_copies=())


def _obstacle(state: OrderState) -> str:
    if state.status in TERMINAL:
        return "it has ended"
    if state.booking is None:
        return "it is being booked"
    if any(part.departure for part in state.parts):
        return "goods of it have left"
    if state.suppliers:
        return "a supplier sends some of it"
    if state.cancel_open:
        return "some of it is being taken back"
    return "it is held" if state.held else ""


def _why_unfit(state: OrderState, event: ev.CopyChecked) -> str:
    if event.difference:
        return event.difference
    return _obstacle(state) or ("" if event.of == state.booking else "it was changed meanwhile")


def _refused(state: OrderState, reason: str) -> OrderState:
    wish = replace(wanted(state), outcome="refused", reason=reason)
    return state._replace(conversion=wish)


def _wish(state: OrderState, to: Route, outcome: str = "requested") -> Conversion:
    before = state.conversion
    if before is None:
        return Conversion(to, outcome)
    moved = (before.to.policy_version,) if before.outcome == "done" else ()
    return Conversion(to, outcome, earlier=(*before.earlier, *moved))


def wanted(state: OrderState) -> Conversion:
    """Give the wish of an order that is known to have one."""
    if state.conversion is None:
        raise AssertionError(f"{state.order_id}: no conversion was asked for")
    return state.conversion
