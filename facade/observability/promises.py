"""What was promised to the business, and was it kept? One tally a promise, channel and partner."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

ANYBODY = "*"
HOUR_S, DAY_S = 3600.0, 86400.0


class Measure(StrEnum):
    """What is measured of an order, in seconds."""

    ORDER_ACKNOWLEDGEMENT = "order_acknowledgement"
    PRICE_FRESHNESS = "price_freshness"
    INVENTORY_LATENCY = "inventory_latency"
    SHIPMENT_PROPAGATION = "shipment_propagation"
    INVOICE_AVAILABILITY = "invoice_availability"
    ORDER_CYCLE_TIME = "order_cycle_time"


MEANINGS: dict[Measure, str] = {
    Measure.ORDER_ACKNOWLEDGEMENT: "from an order's arrival at our door to its acknowledgement",
    Measure.PRICE_FRESHNESS: "from reading prices to a booking by them, or a channel that shows them",
    Measure.INVENTORY_LATENCY: "from the booking to a site's word on its stock, or from that to a channel's",
    Measure.SHIPMENT_PROPAGATION: "from the goods leaving the site to the posting book knowing it",
    Measure.INVOICE_AVAILABILITY: "from the book's invoice to the channel having it",
    Measure.ORDER_CYCLE_TIME: "from the acceptance of an order to its completion",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """A target: this share of the orders of a channel and partner stay within so many seconds."""

    measure: Measure
    target_s: float
    share: float = 0.95
    channel: str = ANYBODY
    partner: str = ANYBODY

    def is_about(self, channel: str, partner: str) -> bool:
        """Say whether it was promised to these two."""
        return self.channel in (ANYBODY, channel) and self.partner in (ANYBODY, partner)

    @property
    def closeness(self) -> int:
        """How particular it is: the most particular promise is the one that counts."""
        return (self.channel != ANYBODY) * 2 + (self.partner != ANYBODY)


USUAL: tuple[Promise, ...] = (
    Promise(Measure.ORDER_ACKNOWLEDGEMENT, 30.0),
    Promise(Measure.PRICE_FRESHNESS, HOUR_S),
    Promise(Measure.INVENTORY_LATENCY, 5 * 60.0),
    Promise(Measure.SHIPMENT_PROPAGATION, 10 * 60.0),
    Promise(Measure.INVOICE_AVAILABILITY, 2 * HOUR_S),
    Promise(Measure.ORDER_CYCLE_TIME, 5 * DAY_S),
)


class Standing(NamedTuple):
    """How one promise stands towards one channel and partner."""

    measure: str
    channel: str
    partner: str
    target_s: float
    share: float
    counted: int
    within: int
    within_share: float
    worst_s: float
    is_met: bool


class _Tally:
    __slots__ = ("counted", "promise", "within", "worst_s")

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self.counted = self.within = 0
        self.worst_s = 0.0


class Promises:
    """Counts how often each was kept."""

    def __init__(self, promises: Iterable[Promise]) -> None:
        self._promises = sorted(promises, key=lambda promise: -promise.closeness)
        self._tallies: dict[tuple[Measure, str, str], _Tally | None] = {}

    def observe(self, measure: Measure, channel: str, partner: str, seconds: float) -> None:
        """Take in how long one order waited."""
        key = (measure, channel, partner)
        if key not in self._tallies:
            self._tallies[key] = self._begun(measure, channel, partner)
        tally = self._tallies[key]
        if tally is None:
            return
        tally.counted += 1
        tally.within += seconds <= tally.promise.target_s
        tally.worst_s = max(tally.worst_s, seconds)

    def _begun(self, measure: Measure, channel: str, partner: str) -> _Tally | None:
        for promise in self._promises:
            if promise.measure is measure and promise.is_about(channel, partner):
                return _Tally(promise)
        return None

    def standings(self) -> list[Standing]:
        """Give how every promise stands, in a fixed order."""
        return [_standing(*key, tally) for key, tally in sorted(self._tallies.items()) if tally is not None]


def _standing(measure: Measure, channel: str, partner: str, tally: _Tally) -> Standing:
    promise, share = tally.promise, tally.within / tally.counted
    return Standing(
        measure,
        channel,
        partner,
        promise.target_s,
        promise.share,
        tally.counted,
        tally.within,
        share,
        tally.worst_s,
        share >= promise.share,
    )
