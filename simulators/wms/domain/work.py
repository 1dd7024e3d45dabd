"""The work on the floor: waves of orders, counts of shelves, and who wants to hear of any of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulators.wms.domain.order import OrderStatus


@dataclass(frozen=True, slots=True)
class Wave:
    """Orders that are picked together: by the floor's own people, or by a handheld over the API."""

    wave_id: int
    order_ids: tuple[int, ...]
    is_handheld: bool
    created_at: datetime
    released_at: datetime | None


class CountStatus(StrEnum):
    """Where a cycle count stands."""

    PLANNED = "Planned"
    COUNTED = "Counted"
    APPROVED = "Approved"
    CANCELLED = "Cancelled"


@dataclass(frozen=True, slots=True)
class CountLine:
    """One stock item to count: what the book said when it was counted, and what was there."""

    stock_item_id: int
    expected: int
    counted: int | None = None


@dataclass(slots=True)
class CycleCount:
    """A count of some stock items; nothing is corrected before somebody has approved it."""

    count_id: int
    reason: str
    created_at: datetime
    changed_at: datetime
    lines: tuple[CountLine, ...]
    status: CountStatus = CountStatus.PLANNED


ORDER, STOCK, INBOUND, RETURN, COUNT = "order", "stock", "inboundOrder", "returnOrder", "cycleCount"
RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody who wants to know; of orders, `statuses` empty means every status."""

    subscription_id: int
    url: str
    statuses: tuple[int, ...]
    topics: tuple[str, ...] = (ORDER,)

    def wants(self, status: OrderStatus) -> bool:
        """Tell whether this subscriber asked for orders in that status."""
        return ORDER in self.topics and (not self.statuses or status in self.statuses)
