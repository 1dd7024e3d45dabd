"""Sales orders: what may become of them, and their arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypeVar

from simulators.chassis.commits import OrderLineCommit
from simulators.chassis.figures import amount_of, line_total, sum_of, tax_on
from simulators.legacy_erp.domain.masters import NO_MONEY
from simulators.legacy_erp.errors import (
    AlreadyCancelledError,
    AlreadyShippedError,
    NothingToPostError,
    OrderClosedError,
    OverInvoiceError,
    OverShipmentError,
    QuantityRaisedError,
    RecordNotFoundError,
)

OPEN, RELEASED, SHIPPED, INVOICED, CANCELLED = "Open", "Released", "Shipped", "Invoiced", "Cancelled"
LEADING, MIRROR = "Leading", "Mirror"
LINE_STEP = 10_000  # lines are numbered 10000, 20000, .. so that a clerk can put one in between
NONE = Decimal(0)

SalesLine = OrderLineCommit
"""A line is stored in the shape in which the auditor hears of it: it never changes, it is replaced."""

T = TypeVar("T")

Quantities = Mapping[int, Decimal]
"""How much of each line, by its place (Line_No over LINE_STEP)."""


def cents(amount: Decimal) -> Decimal:
    """Round to cents, a half up."""
    return amount.quantize(NO_MONEY, ROUND_HALF_UP)


class Totals(NamedTuple):
    """What a document comes to. Tax is rounded once, on the whole document."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax


def totals(lines: tuple[SalesLine, ...], tax_rate: Decimal) -> Totals:
    """Add up the lines; this product taxes the sum and not the lines."""
    net = sum_of([line.net for line in lines], NO_MONEY)
    return Totals(net, tax_on(net, tax_rate))


class ShipTo(NamedTuple):
    """Where the goods go, in what the code page has left of it."""

    name: str
    address: str
    city: str
    post_code: str
    country: str


@dataclass(slots=True)
class SalesOrder:
    """One sales order; `shipped` and `invoiced` run parallel to `lines`, empty while nothing has."""

    no: str
    external_document_no: str
    customer_no: str
    currency: str
    tax_rate: Decimal
    order_date: date
    book_role: str
    ship_to: ShipTo
    lines: tuple[SalesLine, ...]
    totals: Totals
    entered_at: datetime
    partner: str = ""  # the trading partner whose file it came in; empty for an order entered here
    status: str = RELEASED
    shipped: tuple[Decimal, ...] = ()
    invoiced: tuple[Decimal, ...] = ()
    shipments: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()
    outstanding: Decimal = NO_MONEY  # gross that weighs on the customer's credit
    version: int = 1

    @property
    def posting(self) -> bool:
        """Whether this book leads the order, rather than mirroring another book's."""
        return self.book_role == LEADING

    def shipped_of(self, index: int) -> Decimal:
        """How much of a line has shipped."""
        return self.shipped[index] if self.shipped else NONE

    def invoiced_of(self, index: int) -> Decimal:
        """How much of a line is invoiced."""
        return self.invoiced[index] if self.invoiced else NONE

    def fill(self, lines: tuple[SalesLine, ...]) -> None:
        """Give a header that was entered alone its lines, which releases the order."""
        self.lines, self.totals, self.status = lines, totals(lines, self.tax_rate), RELEASED

    def take_role(self, role: str) -> None:
        """Let this book lead the order from now on, or mirror another book's.

        Raises:
            OrderClosedError: the order is over.
            AlreadyShippedError: goods have left, and one book has posted them.
        """
        if role == self.book_role:
            return
        if self.status not in (OPEN, RELEASED):
            raise OrderClosedError(self.no, self.status, f"made {role}")
        if self.shipped:
            raise AlreadyShippedError(self.no, f"made {role}")
        self.book_role = role

    def drop_line(self, place: int) -> None:
        """Take a line out of the order.

        Raises:
            OrderClosedError: the order is no longer released, or this is its last line.
            RecordNotFoundError: it has no such line.
            QuantityRaisedError: some of the line has shipped.
        """
        if self.status != RELEASED or len(self.lines) == 1:
            raise OrderClosedError(self.no, self.status, "left without this line")
        self._check_lines({place: NONE})
        index = next(at for at, line in enumerate(self.lines) if line.line == place)
        if self.shipped_of(index):
            quantity = self.lines[index].quantity
            raise QuantityRaisedError(self.no, place * LINE_STEP, NONE, self.shipped_of(index), quantity)
        self.lines = _without(self.lines, index)
        self.shipped, self.invoiced = _without(self.shipped, index), _without(self.invoiced, index)
        self.totals = totals(self.lines, self.tax_rate)
        self._settle()

    def lower(self, wanted: Quantities) -> None:
        """Bring lines down to the quantities wanted, never below what has shipped.

        Raises:
            OrderClosedError: the order is no longer released.
            RecordNotFoundError: it has no such line.
            QuantityRaisedError: a quantity would rise, or fall below what has shipped.
        """
        if self.status != RELEASED:
            raise OrderClosedError(self.no, self.status, "changed")
        self._check_lines(wanted)
        lines = list(self.lines)
        for index, line in enumerate(lines):
            asked = wanted.get(line.line, line.quantity)
            if asked == line.quantity:
                continue
            if not self.shipped_of(index) <= asked < line.quantity:
                raise QuantityRaisedError(
                    self.no, line.line * LINE_STEP, asked, self.shipped_of(index), line.quantity
                )
            net = line_total(asked, line.unit_price)
            lines[index] = SalesLine(line.line, line.item, asked, line.unit, line.unit_price, net)
        if all(new is old for new, old in zip(lines, self.lines, strict=True)):
            return
        self.lines = tuple(lines)
        self.totals = totals(self.lines, self.tax_rate)
        self._settle()

    def cancel(self) -> None:
        """Take the order back.

        Raises:
            AlreadyCancelledError: it was taken back before.
            AlreadyShippedError: goods have left.
        """
        if self.status == CANCELLED:
            raise AlreadyCancelledError(self.no)
        if self.shipped:
            raise AlreadyShippedError(self.no)
        self.status = CANCELLED

    def ship(self, asked: Quantities) -> tuple[tuple[int, Decimal], ...]:
        """Count goods as gone and give what went of each line.

        Raises:
            OrderClosedError: the order is cancelled.
            RecordNotFoundError: it has no such line.
            OverShipmentError: more would ship than is left to ship.
            NothingToPostError: every quantity is zero.
        """
        if self.status == CANCELLED:
            raise OrderClosedError(self.no, self.status, "shipped")
        self._check_lines(asked)
        shipped = []
        for index, line in enumerate(self.lines):
            gone, now = self.shipped_of(index), asked.get(line.line) or NONE
            if gone + now > line.quantity:
                raise OverShipmentError(self.no, line.line * LINE_STEP, now, line.quantity - gone)
            shipped.append(gone + now if gone else now)
        if not any(asked.values()):
            raise NothingToPostError(self.no, "shipment")
        self.shipped = tuple(shipped)
        self._settle()
        return tuple([amount_of(line.line, asked[line.line]) for line in self.lines if asked.get(line.line)])

    def invoice(self, asked: Quantities | None) -> tuple[SalesLine, ...]:
        """Count goods as invoiced, all that has shipped unless told, and give the invoice's lines.

        Raises:
            OrderClosedError: the order is cancelled.
            RecordNotFoundError: it has no such line.
            OverInvoiceError: more would be invoiced than has shipped.
            NothingToPostError: nothing is left to invoice.
        """
        if self.status == CANCELLED:
            raise OrderClosedError(self.no, self.status, "invoiced")
        self._check_lines(asked or {})
        invoiced, billed = [], []
        for index, line in enumerate(self.lines):
            before = self.invoiced_of(index)
            left = self.shipped_of(index) - before if before else self.shipped_of(index)
            now = left if asked is None else asked.get(line.line, NONE)
            if now > left:
                raise OverInvoiceError(self.no, line.line * LINE_STEP, now, left)
            invoiced.append(before + now if before else now)
            if now == line.quantity:
                billed.append(line)
            elif now:
                net = line_total(now, line.unit_price)
                billed.append(SalesLine(line.line, line.item, now, line.unit, line.unit_price, net))
        lines = tuple(line for line in billed if line.quantity)
        if not lines:
            raise NothingToPostError(self.no, "invoice")
        self.invoiced = tuple(invoiced)
        self._settle()
        whole = len(lines) == len(self.lines) and all(map(_same, lines, self.lines))
        return self.lines if whole else lines

    @property
    def weight(self) -> Decimal:
        """What it weighs on its customer's credit if it posts: the gross of what is not invoiced."""
        if self.status in (CANCELLED, INVOICED):
            return NO_MONEY
        if not self.invoiced:
            return self.totals.gross
        left = sum(
            ((line.quantity - self.invoiced_of(i)) * line.unit_price for i, line in enumerate(self.lines)),
            NO_MONEY,
        )
        return cents(left * (1 + self.tax_rate))

    def _check_lines(self, asked: Quantities) -> None:
        known = {line.line for line in self.lines}
        for place in asked:
            if place not in known:
                raise RecordNotFoundError(f"sales line on order {self.no}", str(place * LINE_STEP))

    def _settle(self) -> None:
        ordered = tuple(line.quantity for line in self.lines)
        if self.invoiced and self.invoiced == ordered:
            self.status = INVOICED
        elif self.shipped and self.shipped == ordered:
            self.status = SHIPPED


def _same(one: SalesLine, other: SalesLine) -> bool:
    return one is other


def _without(values: tuple[T, ...], index: int) -> tuple[T, ...]:
    return values[:index] + values[index + 1 :]
