"""How much of an order can still be taken back? Whatever no site has picked; what is gone stays ordered.

A wish is honoured once nothing is under way any more: every part has then either been taken back or is on
its way to the buyer. The book is lowered by what came back of the wish; the rest looks for goods again. What
is gone can only be returned.
"""

from collections.abc import Iterable
from dataclasses import replace

from facade.orders.part import ENDED, GONE, Part, PartStatus, Units, units_of
from facade.orders.part_notes import with_new_part
from facade.orders.state import Cancellation, OrderState, with_part

TOO_LATE = "the goods were already picked"
CONFIRMED = "the supplier had already confirmed"
PARTLY = "some of the goods were already picked"


def may_take_back(state: OrderState, quantities: Units) -> bool:
    """Say whether some of a wish is neither picked nor gone."""
    if not any(part.status in GONE for part in state.parts):
        return True
    return bool(_off(quantities, _sum(state, _here(state.parts))))


def why_too_late(state: OrderState) -> str:
    """Say why nothing of a wish comes back."""
    gone = [part for part in state.parts if part.status in GONE]
    return CONFIRMED if gone and all(part.supplier for part in gone) else TOO_LATE


def is_at_rest(parts: tuple[Part, ...]) -> bool:
    """Say whether every part has been taken back, or is gone."""
    return bool(parts) and all(part.status in ENDED or part.status in GONE for part in parts)


def is_some_gone(parts: tuple[Part, ...]) -> bool:
    """Say whether some of it is picked or gone."""
    return any(part.status in GONE for part in parts)


def off_of(state: OrderState, wish: Cancellation) -> Units:
    """Give what has come back of a wish, in ordered units of each line."""
    return _off(wish.quantities, _sum(state, _back(state.parts)))


def rest_of(state: OrderState, wish: Cancellation) -> Units:
    """Give what has come back beside the wish, and looks for goods again."""
    off = dict(wish.off)
    left = ((line, units - off.get(line, 0)) for line, units in _sum(state, _back(state.parts)).items())
    return tuple([(line, units) for line, units in left if units])


def settled(wish: Cancellation) -> Cancellation:
    """Give a wish whose booking is lowered: done, or done in part when the rest of it was gone."""
    off = dict(wish.off)
    is_whole = not off or (wish.quantities and all(off.get(line) == units for line, units in wish.quantities))
    outcome, reason = ("done", "") if is_whole else ("partly", PARTLY)
    return replace(wish, outcome=outcome, reason=reason, off=())


def wish_refused(state: OrderState, wish: Cancellation) -> OrderState:
    """Refuse a wish of which nothing came back; what was taken back beside it is allocated anew."""
    reason = why_too_late(state)
    state = state._replace(cancellation=replace(wish, outcome="refused", reason=reason))
    for part in _back(state.parts):
        state = with_part(state, part._replace(status=PartStatus.CANCELLED))
        state = with_new_part(state, units_of(state.order, part), state.asked)
    return state


def _here(parts: tuple[Part, ...]) -> list[Part]:
    return [p for p in parts if p.status not in GONE and p.status is not PartStatus.CANCELLED]


def _back(parts: tuple[Part, ...]) -> list[Part]:
    return [part for part in parts if part.status is PartStatus.TAKEN_BACK]


def _sum(state: OrderState, parts: Iterable[Part]) -> dict[int, int]:
    total: dict[int, int] = {}
    for part in parts:
        for line, units in units_of(state.order, part):
            total[line] = total.get(line, 0) + units
    return total


def _off(wanted: Units, there: dict[int, int]) -> Units:
    if not wanted:
        return tuple(there.items())
    found = ((line, min(units, there.get(line, 0))) for line, units in wanted)
    return tuple([(line, units) for line, units in found if units])
