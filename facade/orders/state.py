"""What the façade knows of one order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.fulfilment import Shipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedOrder, Order
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
    ON_HOLD = "on_hold"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


TERMINAL = frozenset({Status.COMPLETED, Status.REJECTED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A wish to take back the order, or some of it, and what became of the wish."""

    quantities: tuple[tuple[int, int], ...]  # (line, ordered units); empty means all
    outcome: str = "requested"  # requested | done | refused
    reason: str = ""


class OrderState(NamedTuple):
    """One order with everything later steps need.

    `route` is the pin: the side and the policy version under which the order was created. All its
    documents follow it, whatever the policy says by then. `sites` are those still to be asked for stock.
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
    sites: tuple[str, ...] = ()
    site: str = ""
    site_number: str = ""
    round: int = 1
    shipment: Shipment | None = None
    shipment_number: str = ""
    invoice: Invoice | None = None
    cancellation: Cancellation | None = None
    asked: tuple[str, ...] = ()  # all sites in the order of preference

    @property
    def fulfilment_ref(self) -> str:
        """The reference under which a site knows this order; each new round of allocation gets its own."""
        ref = self.order.external_ref
        return ref if self.round == 1 else f"{ref}/{self.round}"

    @property
    def cancel_pending(self) -> bool:
        """Whether a cancellation waits for the next point at which it can be honoured."""
        return self.cancellation is not None and self.cancellation.outcome == "requested"
