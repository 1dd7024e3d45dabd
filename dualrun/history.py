"""What the driver meant to do, and what it saw: the only side of the story the checkers trust."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.order import OrderType, type_of


@dataclass(frozen=True, slots=True)
class LineIntent:
    """One line a buyer wants, at the price the buyer saw for one ordered unit."""

    line: int
    item_id: str
    quantity: int
    uom: str
    unit_price: Decimal
    substitutes: tuple[str, ...] = ()  # what the buyer takes as well, at no higher price


class Place(NamedTuple):
    """Where goods go."""

    street: str
    city: str
    postcode: str
    country: str


COMMERCE, FIELD_SALES = CHANNELS = ("commerce", "field_sales")
"""The ways in which buyers order."""


@dataclass(frozen=True, slots=True)
class OrderIntent:
    """One order a buyer will place at `at`, under a reference nobody else uses."""

    external_ref: str
    channel: str  # one of CHANNELS
    customer_id: str
    at: datetime
    lines: tuple[LineIntent, ...]
    ship_to: Place | None = None  # the customer's own address when there is none
    deliver_by: date | None = None  # the day on which the buyer wants the goods

    @property
    def order_type(self) -> OrderType:
        """How it wants to be delivered."""
        return type_of(is_complete_only=False, deliver_by=self.deliver_by)


@dataclass(frozen=True, slots=True)
class CancelIntent:
    """A buyer will take back an order, or the named quantities (line, ordered units) of it."""

    external_ref: str
    at: datetime
    quantities: tuple[tuple[int, int], ...] = ()  # empty: the whole order


@dataclass(frozen=True, slots=True)
class ReturnIntent:
    """A buyer will send back the named quantities (line, ordered units) of an order, once it has them."""

    external_ref: str
    at: datetime
    quantities: tuple[tuple[int, int], ...]
    reason: str = "unwanted"


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything the buyers will do, in order of time."""

    orders: tuple[OrderIntent, ...]
    cancellations: tuple[CancelIntent, ...]
    returns: tuple[ReturnIntent, ...] = ()


class Outcome(StrEnum):
    """How a call ended for the one who made it; `info` means it may or may not have happened."""

    OK = "ok"
    FAIL = "fail"
    INFO = "info"


@dataclass(slots=True)
class Operation:
    """One order as the driver lived through it. All retries of one key are one operation."""

    intent: OrderIntent
    invoked_at: datetime
    outcome: Outcome | None = None  # None while it runs
    answered_at: datetime | None = None
    refusal: str = ""  # why, when the outcome is fail
    cancel_outcome: str = ""  # "" when none was asked; else done | partly | refused:<why> | info
    final_status: str = (
        ""  # what the integration layer answered at the end, "" when it does not know the order
    )
    final_reason: str = ""
    returned: tuple[tuple[int, int], ...] = ()  # (line, ordered units) that it was promised to take back


@dataclass(slots=True)
class History:
    """All operations by external reference, in the order they were invoked."""

    operations: dict[str, Operation] = field(default_factory=dict)

    def begin(self, intent: OrderIntent, at: datetime) -> Operation:
        """Open the operation of one intent."""
        operation = Operation(intent, at)
        self.operations[intent.external_ref] = operation
        return operation

    def __iter__(self) -> Iterator[Operation]:
        """Give the operations in the order they were invoked."""
        return iter(self.operations.values())


class Paper(NamedTuple):
    """What one side has put on the wire: its headers, in lower case, and its body."""

    headers: Mapping[str, str]
    body: bytes


class CallRecord(NamedTuple):
    """One call on the wire, as the wire saw it; `status` 0 means that no answer came.

    `sent` and `heard` are there for calls that an invariant reads: news to the integration layer, orders with
    a key, looks at orders, and answers that say when to come back.
    """

    at: datetime
    source: str
    target: str
    operation: str  # "METHOD /path" or the SOAP action
    correlation_id: str
    message_id: str
    causation_id: str
    attempt: int
    status: int
    sent: Paper | None = None
    heard: Paper | None = None
