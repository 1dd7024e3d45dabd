"""How long did the business wait? Measured between what systems committed, in virtual seconds."""

from array import array
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from dualrun.checkers.archive import Archive
from simulators.chassis.commits import (
    ChannelCommit,
    Commit,
    FulfilmentCommit,
    InvoiceCommit,
    ShipmentCommit,
)


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least `share` of the values do not exceed; 0 of nothing."""
    if not sorted_values:
        return 0.0
    rank = max(0, -(-len(sorted_values) * share // 1) - 1)
    return sorted_values[int(rank)]


class Timings:
    """Collects one number an order for each promise to the business.

    order_acknowledgement: from the buyer's order to its durable acceptance by the integration layer.
    shipment_propagation: from the goods leaving the site to the posting book knowing it.
    invoice_availability: from the posting book's invoice to the buyer seeing it.
    """

    def __init__(self) -> None:
        self._left: dict[str, datetime] = {}
        self._invoiced: dict[str, datetime] = {}
        self.seconds: dict[str, array[float]] = {
            "order_acknowledgement": array("d"),
            "shipment_propagation": array("d"),
            "invoice_availability": array("d"),
        }
        self.finished = 0
        self._taking: dict[type[Commit], Callable[[datetime, Any], None]] = {
            FulfilmentCommit: self._fulfilment,
            ShipmentCommit: self._shipment,
            InvoiceCommit: self._invoice,
            ChannelCommit: self._channel,
        }
        self.watches = tuple(self._taking)

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Take the time of the commits that begin or end a wait."""
        self._taking[type(record)](at, record)

    def _fulfilment(self, at: datetime, record: FulfilmentCommit) -> None:
        if record.status == "shipped":
            self._left[record.external_ref] = at

    def _shipment(self, at: datetime, record: ShipmentCommit) -> None:
        if record.posting:
            self._end("shipment_propagation", self._left, record.external_ref, at)

    def _invoice(self, at: datetime, record: InvoiceCommit) -> None:
        if record.posting:
            self._invoiced[record.external_ref] = at
            self.finished += 1

    def _channel(self, at: datetime, record: ChannelCommit) -> None:
        if record.invoices:
            self._end("invoice_availability", self._invoiced, record.external_ref, at)

    def acknowledge(
        self, invoked_at: datetime, answered_at: datetime | None, shop: ChannelCommit | None
    ) -> None:
        """Measure one acknowledgement: the one its shop has had when there is one, else the direct answer."""
        at = (shop and shop.acknowledged_at) or answered_at
        if at is not None:
            self.seconds["order_acknowledgement"].append((at - invoked_at) / timedelta(seconds=1))

    def _end(self, name: str, begun: dict[str, datetime], external_ref: str, at: datetime) -> None:
        begun_at = begun.pop(external_ref, None)
        if begun_at is not None:
            self.seconds[name].append((at - begun_at) / timedelta(seconds=1))
