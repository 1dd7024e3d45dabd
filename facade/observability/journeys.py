"""How long did each part of an order's way take, and was the way without a hitch?

Fed with every step that is durable. Of an order on its way a few instants are kept, of one that is over
nothing. An order taken up by another process is counted at its end, but its times are not known here.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from facade.messaging.store import Step
from facade.observability.promises import Measure
from facade.orders.state import TERMINAL, OrderState, Status

CHANNELS_MAX = 50
OTHERS = "others"
_HITCHES = frozenset({"StockShort", "CancelRequested", "CommandRefused", "GivenUpBySite", "OrderRefused"})

Observe = Callable[[Measure, str, str, float], None]


class _Journey:
    __slots__ = ("accepted", "booked", "has_hitch", "invoiced", "validated")
    booked: datetime | None
    invoiced: datetime | None
    validated: datetime | None

    def __init__(self, accepted: datetime) -> None:
        self.accepted = accepted
        self.validated = self.booked = self.invoiced = None
        self.has_hitch = False


class Journeys:
    """Follows orders from their acceptance to their end."""

    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._under_way: dict[str, _Journey] = {}
        self._channels: dict[str, str] = {}
        self.accepted: Counter[str] = Counter()
        self.finished: Counter[tuple[str, str]] = Counter()
        self.perfect: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._table: dict[str, Callable[[_Journey, OrderState, datetime, str], None]] = {
            "OrderValidated": self._validated,
            "OrderBooked": self._booked,
            "StockReserved": self._answered,
            "StockShort": self._answered,
            "ShipmentPosted": self._posted,
            "InvoicePosted": self._invoiced,
        }

    @property
    def under_way(self) -> int:
        """How many orders are followed."""
        return len(self._under_way)

    def channel(self, name: str) -> str:
        """Give a channel's name, or one for all that come after many: callers must not fill the memory."""
        known = self._channels.get(name)
        if known is None:
            if len(self._channels) >= CHANNELS_MAX:
                return OTHERS
            known = self._channels[name] = name
        return known

    def step(self, step: Step) -> None:
        """Take in a step that is durable."""
        told = step.trail
        if told is None:
            return
        state: OrderState = step.state
        channel = self.channel(state.order.channel)
        if told.version == 1:
            self.accepted[channel] += 1
            self._under_way[step.aggregate_id] = _Journey(told.at)
            return
        journey = self._under_way.get(step.aggregate_id)
        if told.event == "CommandRefused":
            self.refused["order" if state.status is Status.ON_HOLD else "copy_or_telling"] += 1
        if journey is not None:
            if told.event in _HITCHES:
                journey.has_hitch = True
            happened = self._table.get(told.event)
            if happened is not None:
                happened(journey, state, told.at, channel)
        if told.status_to in TERMINAL and told.status_from != told.status_to:
            self._ended(step.aggregate_id, state, told.at, channel)

    def _validated(self, journey: _Journey, _: OrderState, at: datetime, __: str) -> None:
        journey.validated = at

    def _booked(self, journey: _Journey, state: OrderState, at: datetime, channel: str) -> None:
        journey.booked = at
        if journey.validated is not None:
            side = state.route.authoritative
            self._observe(Measure.PRICE_FRESHNESS, channel, side, _s(journey.validated, at))

    def _answered(self, journey: _Journey, state: OrderState, at: datetime, channel: str) -> None:
        if journey.booked is not None:
            self._observe(Measure.INVENTORY_LATENCY, channel, _site(state), _s(journey.booked, at))
            journey.booked = None  # whoever asks again later has waited on purpose

    def _posted(self, _: _Journey, state: OrderState, at: datetime, channel: str) -> None:
        posted = [part for part in state.parts if part.shipment is not None and part.shipment_number]
        if posted:
            newest = max(posted, key=lambda part: part.departure)
            assert newest.shipment is not None
            left = newest.shipment.shipped_at
            source = newest.site or newest.supplier
            self._observe(Measure.SHIPMENT_PROPAGATION, channel, source, _s(left, at))

    def _invoiced(self, journey: _Journey, _: OrderState, at: datetime, __: str) -> None:
        journey.invoiced = at

    def _ended(self, order_id: str, state: OrderState, at: datetime, channel: str) -> None:
        self.finished[channel, state.status] += 1
        journey = self._under_way.pop(order_id, None)
        if journey is None or state.status is not Status.COMPLETED:
            return
        if journey.invoiced is not None:
            side = state.route.authoritative
            self._observe(Measure.INVOICE_AVAILABILITY, channel, side, _s(journey.invoiced, at))
        self._observe(Measure.ORDER_CYCLE_TIME, channel, _site(state), _s(journey.accepted, at))
        self.perfect[channel] += not journey.has_hitch and not _is_short(state)


def _site(state: OrderState) -> str:
    """Give the site that had a part of the order last; none before one has."""
    return next((part.site for part in reversed(state.parts) if part.site), "")


def _is_short(state: OrderState) -> bool:
    """Say whether less has left than was ordered."""
    shipped = [line for part in state.parts if part.shipment is not None for line in part.shipment.lines]
    return sum(line.quantity.value for line in shipped) < sum(
        line.quantity.value for line in state.order.lines
    )


def _s(begun: datetime, ended: datetime) -> float:
    return max(0.0, (ended - begun).total_seconds())
