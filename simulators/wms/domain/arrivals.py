"""What comes in: announced deliveries and what buyers send back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

OVER_RECEIPT_PERCENT = 10


class InboundStatus(IntEnum):
    """The ladder of what is announced."""

    ANNOUNCED = 100
    PARTLY_RECEIVED = 200
    RECEIVED = 300
    CANCELLED = 900

    @property
    def text(self) -> str:
        """Give the word the product shows beside the number."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class InboundRow:
    """One row of a delivery: what was announced, and what has arrived so far."""

    number: int
    article: str
    expected: int
    received: int = 0

    @property
    def most(self) -> int:
        """How much of it is taken in, at the most."""
        return self.expected + self.expected * OVER_RECEIPT_PERCENT // 100


@dataclass(frozen=True, slots=True)
class Arrival:
    """Goods in somebody's hands at the dock: which row, how many, and what they are like."""

    row: int
    quantity: int
    batch: str = ""
    expiry: date | None = None
    location: str = ""
    condition: str = "Available"


@dataclass(slots=True)
class InboundOrder:
    """A delivery that was announced."""

    inbound_id: int
    number: str
    arrival_date: str
    rows: tuple[InboundRow, ...]
    created_at: datetime
    changed_at: datetime
    status: InboundStatus = InboundStatus.ANNOUNCED
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether more of it may arrive."""
        return self.status < InboundStatus.RECEIVED

    def become(self, status: InboundStatus, at: datetime) -> None:
        """Stand on another rung, as another version of itself."""
        self.status = status
        self.changed_at = at
        self.version += 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was taken in at once; its lines stand in the journal."""

    receipt_id: int
    reference: str
    inbound_id: int | None
    posting: int


class Disposition(StrEnum):
    """What becomes of goods that came back."""

    RESTOCK = "Restock"
    INSPECT = "Inspect"
    DAMAGED = "Damaged"
    SCRAP = "Scrap"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One row of a return, under the row number of the order it was shipped with."""

    number: int
    article: str
    expected: int
    cause: str
    received: tuple[tuple[Disposition, int], ...] = ()

    @property
    def arrived(self) -> int:
        """How much has come back."""
        return sum(quantity for _, quantity in self.received)


@dataclass(slots=True)
class ReturnOrder:
    """What a buyer has announced to send back of one order."""

    return_id: int
    order_id: int
    rows: tuple[ReturnRow, ...]
    created_at: datetime
    changed_at: datetime
    status: InboundStatus = InboundStatus.ANNOUNCED
    number: str = ""  # what the goods owner calls it, if anything

    @property
    def reference(self) -> str:
        """Give the number under which its goods are booked."""
        return f"RET-{self.return_id}"

    def become(self, status: InboundStatus, at: datetime) -> None:
        """Stand on another rung."""
        self.status = status
        self.changed_at = at
