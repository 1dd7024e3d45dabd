"""What happens to goods: a reservation, a shipment, and the notices a site sends."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from facade.canonical.value import SHARED_MAX, Quantity, quantity_written


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """How much of an order line has left, in the line's own unit."""

    line: int
    quantity: Quantity


def shipped_line(line: int, quantity: Quantity) -> ShippedLine:
    """Give a shipped line; those written alike are one object, for order after order has them."""
    return _shipped_line(line, str(quantity.value), quantity.uom)


@lru_cache(SHARED_MAX)
def _shipped_line(line: int, units: str, uom: str) -> ShippedLine:
    return ShippedLine(line, quantity_written(units, uom))


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods that have left a site."""

    reference: str  # the site's own number
    site: str
    tracking: str
    shipped_at: datetime
    lines: tuple[ShippedLine, ...]


@dataclass(frozen=True, slots=True)
class SiteNotice:
    """What a site says of one of its orders. `event`: picked | shipped | cancelled."""

    source: str
    message_id: str
    event: str
    fulfilment_ref: str
    shipment_reference: str
    tracking: str
    occurred_at: datetime
    base_units: tuple[tuple[int, int], ...]  # (order line, EA)


@dataclass(frozen=True, slots=True)
class PostedShipment:
    """A shipment as a book posted it."""

    number: str
    order_number: str
    lines: tuple[tuple[int, Decimal], ...]
