"""What a company's own order history says, once its file has been understood."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dualrun.history import LineIntent
from dualrun.scenario.past_business import business
from simulators.chassis.master import MasterData
from simulators.chassis.ports import Chance


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order of the file, at seconds since the first one, priced by contract."""

    external_ref: str
    customer_id: str
    at_s: float
    lines: tuple[LineIntent, ...]


@dataclass(frozen=True, slots=True)
class PastCancellation:
    """A cancellation of the file, matched to the order it takes back; `lines` is how many lines said so."""

    external_ref: str
    after_s: float  # since its order
    quantities: tuple[tuple[int, int], ...]  # empty: all that was left of the order
    lines: int


@dataclass(frozen=True, slots=True)
class PastCustomer:
    """Who ordered, from where (ISO 3166 alpha-2), and for how much in all."""

    id: str
    country: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class PastItem:
    """What was ordered: its description, median price, and number in all."""

    id: str
    description: str
    list_price: Decimal
    units: int


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """All that was read of a file, with every line accounted for: used, or rejected for a reason."""

    label: str
    lines_read: int
    lines_used: int
    rejected: Mapping[str, int]
    notes: Mapping[str, int]
    first_at: datetime
    orders: tuple[PastOrder, ...]
    cancellations: tuple[PastCancellation, ...]
    customers: tuple[PastCustomer, ...]
    items: tuple[PastItem, ...]
    contracts: Mapping[tuple[str, str], Decimal]

    def __post_init__(self) -> None:
        used = sum(len(order.lines) for order in self.orders) + sum(c.lines for c in self.cancellations)
        assert self.lines_used == used, "a line is used in exactly one order or cancellation"
        assert self.lines_used + sum(self.rejected.values()) == self.lines_read, "no line may vanish"

    def master(self, chance: Chance) -> MasterData:
        """Make the business that this history is the history of."""
        return business(self.customers, self.items, self.contracts, chance)
