"""When do the orders of a history come, within the demand window of a scenario?"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dualrun.history import CancelIntent, OrderIntent
from dualrun.scenario.past import OrderHistory, PastCancellation, PastOrder

_CHANNEL = "commerce"


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when orders come, in seconds since `start`; nothing happens after `end_s`."""

    start: datetime
    from_s: float
    to_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long orders come."""
        return self.to_s - self.from_s

    def at(self, seconds: float) -> datetime:
        """Give the instant, to the millisecond."""
        return self.start + timedelta(milliseconds=round(seconds * 1000))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Past orders at their new times. `lines_outside` of the file found no room in the window."""

    orders: tuple[OrderIntent, ...]
    cancellations: tuple[CancelIntent, ...]
    lines_outside: int = 0
    rounds: int = 1


def fit(history: OrderHistory, how: str, window: Window) -> Fitted:
    """Place the orders of a history in the window: `stretch`, `repeat` or `as_is`.

    A cancellation stays as long after its order as it was, even where the orders are stretched: how fast
    people change their minds does not depend on the calendar of a rehearsal.
    """
    return _FITS[how](history, window)


def _stretch(history: OrderHistory, window: Window) -> Fitted:
    """Spread the orders evenly over the window, first at its begin and last at its end."""
    length_s = history.orders[-1].at_s
    factor = window.length_s / length_s if length_s else 0.0
    return _placed(
        history, window, [(order, order.external_ref, order.at_s * factor) for order in history.orders]
    )


def _as_is(history: OrderHistory, window: Window) -> Fitted:
    """Keep the times as they were, counted from the begin of the window; what comes after it is left out."""
    inside = [
        (order, order.external_ref, order.at_s) for order in history.orders if order.at_s <= window.length_s
    ]
    return _placed(history, window, inside)


def _repeat(history: OrderHistory, window: Window) -> Fitted:
    """Play the history again and again until the window is full.

    Each round starts a whole number of days after the one before, so that mornings stay mornings.
    """
    round_s = (history.orders[-1].at_s // 86_400 + 1) * 86_400
    refs = [order.external_ref for order in history.orders]
    placed: list[tuple[PastOrder, str, float]] = []
    rounds = 0
    while rounds * round_s <= window.length_s:
        names = refs if rounds == 0 else _renamed(refs, rounds + 1, set(refs))
        for order, ref in zip(history.orders, names, strict=True):
            at_s = order.at_s + rounds * round_s
            if at_s <= window.length_s:
                placed.append((order, ref, at_s))
        rounds += 1
    return _placed(history, window, placed, rounds)


def _renamed(refs: Sequence[str], number: int, taken: set[str]) -> list[str]:
    """Give the references of one more round, `536365-2`, clear of those the file has itself."""
    marks = "-" * next(
        n for n in range(1, 1000) if not any(f"{ref}{'-' * n}{number}" in taken for ref in refs)
    )
    return [f"{ref}{marks}{number}" for ref in refs]


_FITS: dict[str, Callable[[OrderHistory, Window], Fitted]] = {
    "stretch": _stretch,
    "repeat": _repeat,
    "as_is": _as_is,
}


def _placed(
    history: OrderHistory, window: Window, placed: list[tuple[PastOrder, str, float]], rounds: int = 1
) -> Fitted:
    """Make intents of the orders at their places; count the lines of the file that got no place at all."""
    cancelled: dict[str, list[PastCancellation]] = defaultdict(list)
    for past in history.cancellations:
        cancelled[past.external_ref].append(past)
    orders: list[OrderIntent] = []
    cancellations: list[tuple[float, CancelIntent]] = []
    used: set[str] = set()
    lines_used = 0
    for order, ref, at_s in placed:
        is_first = order.external_ref not in used
        used.add(order.external_ref)
        lines_used += len(order.lines) if is_first else 0
        begins_s = window.from_s + at_s
        orders.append(OrderIntent(ref, _CHANNEL, order.customer_id, window.at(begins_s), order.lines))
        for past, cancel_s in _due(cancelled[order.external_ref], begins_s, window):
            cancellations.append((cancel_s, CancelIntent(ref, window.at(cancel_s), past.quantities)))
            lines_used += past.lines if is_first else 0
    in_time = tuple(intent for _, intent in sorted(cancellations, key=lambda entry: entry[0]))
    return Fitted(tuple(orders), in_time, history.lines_used - lines_used, rounds)


def _due(
    cancellations: Sequence[PastCancellation], begins_s: float, window: Window
) -> Iterator[tuple[PastCancellation, float]]:
    for past in cancellations:
        if begins_s + past.after_s <= window.end_s:
            yield past, begins_s + past.after_s
