"""A sales order and its lines, and what may be done to them in which state."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NamedTuple

from simulators.chassis.figures import line_total, tax_on
from simulators.cloud_erp.domain.masters import ZERO, Customer, Item
from simulators.cloud_erp.errors import FieldValidationError, PostingRefusedError, RecordNotFoundError

CENT = Decimal("0.01")
PERCENT = Decimal(100)
LINE_STEP = 10000  # lines are numbered 10000, 20000, ..., so that one can be put between two


class OrderStatus(StrEnum):
    """Where a sales order stands; Open means released for shipping."""

    OPEN = "Open"
    SHIPPED = "Fulfilled"  # all goods have left, not all are invoiced
    CLOSED = "Closed"  # shipped and invoiced in full
    CANCELED = "Canceled"


class ShipTo(NamedTuple):
    """Where the goods go."""

    name: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(slots=True, eq=False)
class SalesLine:
    """One line of a sales document. Net and tax are rounded here, line by line."""

    type: ClassVar[str] = "Item"
    sequence: int
    item: Item
    unit: str
    unit_price: Decimal
    quantity: Decimal
    tax_rate: Decimal
    version: int
    shipped: Decimal = ZERO
    invoiced: Decimal = ZERO
    net: Decimal = field(init=False)
    tax: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.change_quantity(self.quantity)

    @property
    def gross(self) -> Decimal:
        """The amount with tax."""
        return self.net + self.tax

    @property
    def tax_percent(self) -> Decimal:
        """The tax rate in hundredths."""
        return self.tax_rate * PERCENT

    @property
    def position(self) -> int:
        """The line number people say aloud: 1 for 10000."""
        step, between = divmod(self.sequence, LINE_STEP)
        return self.sequence if between else step

    def change_quantity(self, quantity: Decimal) -> None:
        """Set the quantity and work out the line's amounts again."""
        self.quantity = quantity
        self.net = line_total(quantity, self.unit_price)
        self.tax = tax_on(self.net, self.tax_rate)

    def part(self, quantity: Decimal) -> "SalesLine":
        """Give the same line for a part of its quantity, with the amounts of that part."""
        return SalesLine(
            self.sequence, self.item, self.unit, self.unit_price, quantity, self.tax_rate, self.version
        )


@dataclass(slots=True, eq=False)
class SalesOrder:
    """An order in this book. A mirror order follows another book's and never reaches the ledger."""

    prices_include_tax: ClassVar[bool] = False
    id: str
    number: str
    external_document_number: str
    customer: Customer
    posting: bool
    order_date: date
    currency: str
    ship_to: ShipTo
    lines: list[SalesLine]
    version: int
    modified_at: datetime
    status: OrderStatus = OrderStatus.OPEN
    exposure: Decimal = ZERO  # this order's share of the customer's balance
    announced_lines: object = None  # what was last said of the lines, kept to say it again
    net: Decimal = field(init=False)
    tax: Decimal = field(init=False)  # summed over lines that were rounded one by one

    def __post_init__(self) -> None:
        self._add_up()

    @property
    def gross(self) -> Decimal:
        """The amount with tax."""
        return self.net + self.tax

    @property
    def book_role(self) -> str:
        """The part the order plays: it leads, or it mirrors an order of another book."""
        return "leading" if self.posting else "mirror"

    @property
    def is_fully_shipped(self) -> bool:
        """Whether nothing is left to ship."""
        return self.status in {OrderStatus.SHIPPED, OrderStatus.CLOSED}

    def line(self, sequence: int) -> SalesLine:
        """Find a line by its sequence.

        Raises:
            RecordNotFoundError: the order has no such line.
        """
        for line in self.lines:
            if line.sequence == sequence:
                return line
        raise RecordNotFoundError(f"Sales order {self.number} has no line with sequence {sequence}.")

    def amend(self, quantities: Iterable[tuple[int, Decimal]]) -> None:
        """Set the quantity of each line; a line that is not named goes down to zero.

        Raises:
            PostingRefusedError: the order is no longer open, or part of it has left.
        """
        self.must_be_open("changed")
        wanted = self._by_sequence(quantities)
        for line in self.lines:
            line.change_quantity(wanted.get(line.sequence, ZERO))
        self._add_up()

    def amend_line(self, line: SalesLine, quantity: Decimal) -> None:
        """Set the quantity of one line and leave the others.

        Raises:
            PostingRefusedError: the order is no longer open, or part of it has left.
        """
        self.must_be_open("changed")
        line.change_quantity(quantity)
        self._add_up()

    def add_line(self, line: SalesLine) -> None:
        """Take one more line in.

        Raises:
            PostingRefusedError: the order is no longer open, or part of it has left.
        """
        self.must_be_open("changed")
        self.lines.append(line)
        self._add_up()

    def remove_line(self, line: SalesLine) -> None:
        """Take one line away.

        Raises:
            PostingRefusedError: the order is no longer open, or part of it has left.
        """
        self.must_be_open("changed")
        self.lines.remove(line)
        self._add_up()

    def cancel(self) -> None:
        """Give the order up; doing so twice changes nothing.

        Raises:
            PostingRefusedError: goods have left for this order.
        """
        if self.status is not OrderStatus.CANCELED:
            self.must_be_open("canceled")
            self.status = OrderStatus.CANCELED

    def ship(self, quantities: Iterable[tuple[int, Decimal]]) -> tuple[tuple[int, Decimal], ...]:
        """Post goods issued and give what was posted; naming no line ships all that is outstanding.

        Raises:
            PostingRefusedError: the order is canceled, or there is nothing to ship.
            FieldValidationError: more than is outstanding on a line.
        """
        self._must_not_be_canceled("shipped")
        named = self._by_sequence(quantities)
        wanted = named or {line.sequence: line.quantity - line.shipped for line in self.lines}
        posted = [(line, wanted[line.sequence]) for line in self.lines if wanted.get(line.sequence)]
        for line, quantity in posted:
            outstanding = line.quantity - line.shipped
            if quantity > outstanding:
                raise FieldValidationError(
                    f"You cannot ship {quantity} on line {line.sequence} of sales order {self.number}: "
                    f"{line.quantity} were ordered and {outstanding} are outstanding."
                )
        if not posted:
            raise PostingRefusedError(f"There is nothing to ship on sales order {self.number}.")
        for line, quantity in posted:
            line.shipped = quantity if not line.shipped else line.shipped + quantity
        self._settle()
        return tuple((line.sequence, quantity) for line, quantity in posted)

    def invoice(self) -> tuple[SalesLine, ...]:
        """Invoice all that is shipped and not yet invoiced; give the invoiced lines.

        Raises:
            PostingRefusedError: the order is canceled, or nothing shipped waits for an invoice.
        """
        self._must_not_be_canceled("invoiced")
        due = [line for line in self.lines if line.shipped > line.invoiced]
        if not due:
            raise PostingRefusedError(
                f"There is nothing to invoice on sales order {self.number}: ship it first."
            )
        posted = [
            line if line.shipped == line.quantity and not line.invoiced
            else line.part(line.shipped - line.invoiced)
            for line in due
        ]  # fmt: skip
        for line in due:
            line.invoiced = line.shipped
        self._settle()
        return tuple(posted)

    def open_gross(self) -> Decimal:
        """Give the amount with tax that is still to be invoiced."""
        if not self.posting or self.status in {OrderStatus.CLOSED, OrderStatus.CANCELED}:
            return ZERO
        if self.status is OrderStatus.OPEN and not any(line.invoiced for line in self.lines):
            return self.gross
        rest = [
            line.part(line.quantity - line.invoiced) if line.invoiced else line
            for line in self.lines
            if line.quantity > line.invoiced
        ]
        return sum((line.net + line.tax for line in rest), ZERO)

    def must_be_open(self, action: str) -> None:
        """Make sure that no goods have left and nobody has given the order up.

        Raises:
            PostingRefusedError: one of the two has happened.
        """
        self._must_not_be_canceled(action)
        if self.status is not OrderStatus.OPEN or any(line.shipped for line in self.lines):
            raise PostingRefusedError(
                f"Sales order {self.number} cannot be {action}: goods have been shipped for it."
            )

    def _add_up(self) -> None:
        self.net = sum([line.net for line in self.lines], ZERO)
        self.tax = sum([line.tax for line in self.lines], ZERO)

    def _settle(self) -> None:
        if all(line.shipped >= line.quantity for line in self.lines):
            all_invoiced = all(line.invoiced >= line.quantity for line in self.lines)
            self.status = OrderStatus.CLOSED if all_invoiced else OrderStatus.SHIPPED

    def _by_sequence(self, quantities: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
        wanted: dict[int, Decimal] = {}
        for sequence, quantity in quantities:
            self.line(sequence)
            wanted[sequence] = wanted[sequence] + quantity if sequence in wanted else quantity
        return wanted

    def _must_not_be_canceled(self, action: str) -> None:
        if self.status is OrderStatus.CANCELED:
            raise PostingRefusedError(f"Sales order {self.number} is canceled and cannot be {action}.")
