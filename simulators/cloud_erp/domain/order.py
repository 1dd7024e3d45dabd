"""Orders to customers and to vendors, and what may be done to them in which state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NamedTuple

from simulators.cloud_erp.domain.line import Line, Moved, total
from simulators.cloud_erp.domain.masters import NO_INSTANT, ZERO, Party
from simulators.cloud_erp.errors import FieldValidationError, PostingRefusedError, RecordNotFoundError

LEADING, MIRROR = "leading", "mirror"


class OrderStatus(StrEnum):
    """Where an order stands; Open means released for shipping or receiving."""

    OPEN = "Open"
    SHIPPED = "Fulfilled"  # all goods have left, not all are invoiced
    RECEIVED = "Received"  # all goods have come, not all are invoiced
    CLOSED = "Closed"  # moved and invoiced in full
    CANCELED = "Canceled"


class ShipTo(NamedTuple):
    """Where the goods go."""

    name: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""


class Head(NamedTuple):
    """What the documents that follow from an order repeat of it. It never changes; a changed one is another.

    A mirror order follows another book's and never reaches the ledger.
    """

    id: str
    number: str
    external_number: str
    party: Party
    book_role: str
    order_date: date
    currency_id: str
    currency: str

    @property
    def posting(self) -> bool:
        """Whether the order's documents reach the ledger."""
        return self.book_role == LEADING


@dataclass(slots=True, eq=False)
class Order:
    """What sales and purchase orders have in common."""

    noun: ClassVar[str]
    verb: ClassVar[str]
    moved_word: ClassVar[str]
    moved_status: ClassVar[OrderStatus]
    prices_include_tax: ClassVar[bool] = False
    discount_total: ClassVar[int] = 0  # lines have discounts, documents have none
    head: Head
    ship_to: ShipTo
    requested_day: date
    lines: tuple[Line, ...]
    version: int
    modified_at: datetime
    status: OrderStatus = OrderStatus.OPEN
    exposure: Decimal = ZERO  # this order's share of the customer's balance
    announced_lines: tuple[object, ...] = ()  # what was last said of the lines, kept to say it again
    invoiced_in: int = 0  # the version in which one invoice took all of it, as nearly all do
    net: Decimal = field(init=False)
    tax: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.net, self.tax = total(self.lines)

    @property
    def gross(self) -> Decimal:
        """The amount with tax."""
        return self.net + self.tax

    @property
    def is_fully_moved(self) -> bool:
        """Whether nothing is left to ship or receive."""
        return self.status is self.moved_status or self.status is OrderStatus.CLOSED

    def lines_now(self) -> tuple[Line, ...]:
        """Give the lines as they stand; that one invoice took all of them is not kept in each."""
        if not self.invoiced_in:
            return self.lines
        return tuple([line.invoiced_up(self.invoiced_in) for line in self.lines])

    def line(self, sequence: int) -> Line:
        """Find a line by its sequence.

        Raises:
            RecordNotFoundError: the order has no such line.
        """
        for line in self.lines:
            if line.sequence == sequence:
                return line
        raise RecordNotFoundError(f"{self.noun} {self.head.number} has no line with sequence {sequence}.")

    def amend(self, quantities: Iterable[tuple[int, Decimal]], version: int) -> None:
        """Set the quantity of each line; a line that is not named goes down to zero.

        Raises:
            PostingRefusedError: the order is no longer open.
            FieldValidationError: a line would come to less than has moved of it.
        """
        if self.status is not OrderStatus.OPEN:
            self.must_be_open("changed")
        wanted = self._by_sequence(quantities)
        for line in self.lines:
            if (quantity := wanted.get(line.sequence, ZERO)) < line.moved:
                raise FieldValidationError(
                    f"The quantity of line {line.sequence} of {self._named} must not be less than "
                    f"{line.moved}, which have been {self.moved_word}: found {quantity}."
                )
        self._take([line.changed(version, wanted.get(line.sequence, ZERO)) for line in self.lines])
        if any(line.moved for line in self.lines):
            self._settle()

    def put_line(self, line: Line) -> None:
        """Take one more line in, or one in the place of that with its sequence.

        Raises:
            PostingRefusedError: the order is no longer open, or part of it has moved.
        """
        self.must_be_open("changed")
        if any(old.sequence == line.sequence for old in self.lines):
            self._take([line if old.sequence == line.sequence else old for old in self.lines])
        else:
            self._take([*self.lines, line])

    def remove_line(self, sequence: int) -> None:
        """Take one line away.

        Raises:
            PostingRefusedError: the order is no longer open, or part of it has moved.
        """
        self.must_be_open("changed")
        self._take([line for line in self.lines if line.sequence != sequence])

    def cancel(self) -> None:
        """Give the order up; doing so twice changes nothing.

        Raises:
            PostingRefusedError: goods have moved for this order.
        """
        if self.status is not OrderStatus.CANCELED:
            self.must_be_open("canceled")
            self.status = OrderStatus.CANCELED

    def move(self, quantities: Iterable[tuple[int, Decimal]], version: int) -> tuple[Moved, ...]:
        """Ship or receive, and give what was posted; naming no line moves all that is outstanding.

        Raises:
            PostingRefusedError: the order is canceled, or there is nothing to move.
            FieldValidationError: more than is outstanding on a line.
        """
        self._must_not_be_canceled(self.moved_word)
        named = self._by_sequence(quantities)
        wanted = named or {line.sequence: line.quantity - line.moved for line in self.lines}
        for line in self.lines:
            quantity, outstanding = wanted.get(line.sequence, ZERO), line.quantity - line.moved
            if quantity > outstanding:
                raise FieldValidationError(
                    f"You cannot {self.verb} {quantity} on line {line.sequence} of {self._named}: "
                    f"{line.quantity} were ordered and {outstanding} are outstanding."
                )
        if not any(wanted.values()):
            raise PostingRefusedError(f"There is nothing to {self.verb} on {self._named}.")
        lines, posted = [], []
        for line in self.lines:
            now = wanted.get(line.sequence)
            if now:
                line = line._replace(moved=line.moved + now if line.moved else now, version=version)
                posted.append(Moved(line, now))
            lines.append(line)
        self.lines = tuple(lines)
        self._settle()
        return tuple(posted)

    def invoice(self, version: int) -> tuple[Line, ...]:
        """Invoice all that has moved and is not yet invoiced; give the invoiced lines.

        Raises:
            PostingRefusedError: the order is canceled, or nothing that moved waits for an invoice.
        """
        self._must_not_be_canceled("invoiced")
        due = [line for line in self.lines if line.moved > line.invoiced and not self.invoiced_in]
        if not due:
            raise PostingRefusedError(f"There is nothing to invoice on {self._named}: {self.verb} it first.")
        if all(line.moved == line.quantity and not line.invoiced for line in self.lines):
            self.invoiced_in = version
        else:
            self.lines = tuple([line.invoiced_up(version) for line in self.lines])
        self._settle()
        return tuple([line.due() for line in due])

    def open_amounts(self) -> tuple[Decimal, Decimal]:
        """Give what is still to be invoiced: without its tax, and the tax."""
        if self.status in (OrderStatus.CLOSED, OrderStatus.CANCELED):
            return ZERO, ZERO
        if not any(line.invoiced for line in self.lines):
            return self.net, self.tax
        rest = [
            line.changed(line.version, line.quantity - line.invoiced) if line.invoiced else line
            for line in self.lines
            if line.quantity > line.invoiced
        ]
        return total(rest)

    def must_be_open(self, action: str) -> None:
        """Make sure that no goods have moved and nobody has given the order up.

        Raises:
            PostingRefusedError: one of the two has happened.
        """
        self._must_not_be_canceled(action)
        if self.status is not OrderStatus.OPEN or any(line.moved for line in self.lines):
            raise PostingRefusedError(
                f"{self.noun} {self.head.number} cannot be {action}: "
                f"goods have been {self.moved_word} for it."
            )

    @property
    def _named(self) -> str:
        return f"{self.noun[0].lower()}{self.noun[1:]} {self.head.number}"

    def _take(self, lines: Iterable[Line]) -> None:
        self.lines = tuple(lines)
        self.net, self.tax = total(self.lines)

    def _settle(self) -> None:
        if all(line.moved >= line.quantity for line in self.lines):
            all_invoiced = self.invoiced_in or all(line.invoiced >= line.quantity for line in self.lines)
            self.status = OrderStatus.CLOSED if all_invoiced else self.moved_status

    def _by_sequence(self, quantities: Iterable[tuple[int, Decimal]]) -> Mapping[int, Decimal]:
        wanted: dict[int, Decimal] = {}
        for sequence, quantity in quantities:
            self.line(sequence)
            wanted[sequence] = wanted[sequence] + quantity if sequence in wanted else quantity
        return wanted

    def _must_not_be_canceled(self, action: str) -> None:
        if self.status is OrderStatus.CANCELED:
            raise PostingRefusedError(f"{self.noun} {self.head.number} is canceled and cannot be {action}.")


@dataclass(slots=True, eq=False)
class SalesOrder(Order):
    """An order from a customer."""

    noun: ClassVar[str] = "Sales order"
    verb: ClassVar[str] = "ship"
    moved_word: ClassVar[str] = "shipped"
    moved_status: ClassVar[OrderStatus] = OrderStatus.SHIPPED
    ships_in_parts: bool = True
    weighs_net: bool = False  # whether it weighs on its customer's credit without its tax

    @property
    def weight(self) -> Decimal:
        """What it weighs on its customer's credit if it posts: all of it that is not invoiced."""
        net, tax = self.open_amounts()
        return net if self.weighs_net else net + tax


@dataclass(slots=True, eq=False)
class PurchaseOrder(Order):
    """An order to a vendor; for a sales order, when the vendor is to send the goods to its customer."""

    noun: ClassVar[str] = "Purchase order"
    verb: ClassVar[str] = "receive"
    moved_word: ClassVar[str] = "received"
    moved_status: ClassVar[OrderStatus] = OrderStatus.RECEIVED
    your_reference: str = ""
    sales_order_id: str = ""
    sales_order_number: str = ""
    papers: str = ""  # the vendor's number of the shipment, once the goods have left it
    sent_at: datetime = NO_INSTANT

    def cancel(self) -> None:
        """Give the order up as any other, unless its vendor has given it a number: it is counted on."""
        if self.sales_order_id and self.head.external_number and self.status is OrderStatus.OPEN:
            raise PostingRefusedError(f"{self._named} is confirmed by its vendor.")
        Order.cancel(self)
