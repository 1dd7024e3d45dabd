"""What the experience and control APIs take: strict, closed, every field bounded."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from sys import intern
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from facade.canonical.goods_back import ReturnReason
from facade.canonical.order import Order, OrderLine, Substitute, address_of
from facade.canonical.value import figure, money_of, quantity_of
from facade.routing.slices import Document
from facade.routing.stage import Stage

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
Reference = Annotated[str, StringConstraints(pattern=REFERENCE, max_length=40)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ._/-]{1,40}$", max_length=40)]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,80}$", max_length=80)]
Channel = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,19}$")]
Price = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,4})?$", max_length=14)]


_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _calendar_day(value: object) -> object:
    """Take only a calendar day written out; a number of seconds is none."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("write the day as YYYY-MM-DD")


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date, BeforeValidator(_calendar_day)]
Units = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_whole)]
LineNumber = Annotated[int, Field(ge=1, le=9999), BeforeValidator(_whole)]


class Strict(BaseModel):
    """A body in which nothing is guessed and nothing is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ShipTo(Strict):
    """Where the goods go."""

    name: Text
    street: Text
    city: Text
    postcode: Code
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class NewLine(Strict):
    """One line of a new order, at the price the buyer was shown for one unit.

    When nobody has all of it, the first of its `substitutes` that is there and costs no more takes its place.
    """

    line: LineNumber
    item: Code
    quantity: Units
    uom: Literal["EA", "CS"]
    unit_price: Price
    substitutes: Annotated[list[Code], Field(max_length=5)] | None = None


class NewOrder(Strict):
    """A new order. `reference` is the buyer's own and is never given to another order.

    With `complete_delivery` it waits until one site has all of it; otherwise what is there goes ahead. Sites
    that can be there on the day of `deliver_by` are asked first.
    """

    reference: Reference
    channel: Channel
    customer: Code
    order_date: Day
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    ship_to: ShipTo
    lines: Annotated[list[NewLine], Field(min_length=1, max_length=500)]
    complete_delivery: bool = False
    deliver_by: Day | None = None

    def canonical(self) -> Order:
        """Give the order in canonical words; pack sizes are settled when the book has been asked."""
        reference, currency, to = intern(self.reference), intern(self.currency), self.ship_to
        lines = [
            OrderLine(
                line.line,
                intern(line.item),
                quantity_of(line.quantity, line.uom),
                money_of(decimal(line.unit_price), currency),
            )
            for line in self.lines
        ]
        return Order(
            reference,
            intern(self.channel),
            reference,
            intern(self.customer),
            self.order_date,
            currency,
            address_of(to.name, to.street, to.city, to.postcode, to.country),
            tuple(lines),
            self.complete_delivery,
            self.deliver_by,
            tuple([Substitute(one.line, tuple(one.substitutes)) for one in self.lines if one.substitutes]),
        )


def decimal(text: str) -> Decimal:
    """Read an amount that has passed its pattern."""
    try:
        return figure(text)
    except InvalidOperation:
        raise ValueError(f"not an amount: {text!r}") from None


class CancelledLine(Strict):
    """How many units of a line are taken back."""

    line: LineNumber
    quantity: Units


class CancelOrder(Strict):
    """A wish to take back some lines, or everything when no line is named."""

    lines: Annotated[list[CancelledLine], Field(max_length=500)] = []


class CancelByOperator(CancelOrder):
    """The same by an operator, who says why in words that the buyer can read."""

    reason: Text


class ReturnedLine(Strict):
    """How many units of a line are sent back."""

    line: LineNumber
    quantity: Units


class AskReturn(Strict):
    """A wish to send goods back, and why."""

    lines: Annotated[list[ReturnedLine], Field(min_length=1, max_length=500)]
    reason: Annotated[ReturnReason, Field(strict=False)]


Capability = Literal[
    "customers", "items", "pricing", "availability", "purchasing", "orders", "invoicing", "returns"
]


class GateAsked(Strict):
    """The condition under which a stage move is wanted, within what comparisons can ever show."""

    mismatch_rate_max: Annotated[float, Field(ge=0.000_001, le=0.5, allow_inf_nan=False)]
    confidence: Annotated[float, Field(ge=0.5, le=0.999_999, allow_inf_nan=False)] = 0.95
    good_rate: Annotated[float, Field(ge=0.000_001, le=0.5, allow_inf_nan=False)] | None = None
    """Given, the gate is one that may be watched: it tells this rate from `mismatch_rate_max` in sequence."""
    apart: bool = False
    """Every document type and direction has to pass by itself."""
    documents: Annotated[list[Document], Field(max_length=10)] = []
    """Types of which some must have been compared, whatever the others say."""
    money_share_max: Annotated[float, Field(ge=0.000_001, le=0.5, allow_inf_nan=False)] | None = None
    slower_by_max: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False)] | None = None
    """How much slower the new side may be, as a share of the old one's median."""
    approval: Annotated[list[Text], Field(max_length=10)] = []
    """The roles whose people have to agree."""


class ApproveMove(Strict):
    """The word of one person in one role about a move."""

    capability: Capability
    cohort: Text
    to: Annotated[Stage, Field(strict=False)]
    role: Text
    by: Text
    granted: bool
    reason: Text


LetterId = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class MoveStage(Strict):
    """A wish to move one cohort of a capability."""

    capability: Capability
    cohort: Text
    to: Annotated[Stage, Field(strict=False)]
    gate: GateAsked | None = None


class RollBack(Strict):
    """A wish to go back: which cohort, how far, and why."""

    cohort: Text
    to: Literal["off", "dualwrite", "shadow"]
    reason: Text


class ConvertOpen(Strict):
    """A wish that the open orders of a cohort live where its new orders go, and why."""

    cohort: Text
    reason: Text


class ReplayAsked(Strict):
    """What is to be tried again: letters, orders on hold or with refused copies, or everything there is."""

    letters: Annotated[list[LetterId], Field(max_length=1000)] = []
    orders: Annotated[list[LetterId], Field(max_length=1000)] = []
    everything: bool = False
    dry_run: bool = False
