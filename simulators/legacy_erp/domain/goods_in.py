"""Documents by which goods come in: sales returns, credit memos, purchase orders, receipts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from simulators.chassis.figures import line_total
from simulators.legacy_erp.domain.masters import NO_MONEY
from simulators.legacy_erp.domain.sales import (
    CANCELLED,
    LEADING,
    LINE_STEP,
    NONE,
    RELEASED,
    Quantities,
    Totals,
)
from simulators.legacy_erp.errors import (
    DocumentClosedError,
    NothingToReceiveError,
    OverReceiptError,
    RecordNotFoundError,
)

RECEIVED, CREDITED = "Received", "Credited"


class GoodsLine(NamedTuple):
    """One line of a document by which goods come in; it is replaced, never changed."""

    place: int
    item_no: str
    quantity: Decimal
    unit: str
    unit_price: Decimal  # what is given back, or what the goods cost
    received: Decimal = NONE
    credited: Decimal = NONE
    invoiced: Decimal = NONE

    @property
    def amount(self) -> Decimal:
        """Quantity times price."""
        return line_total(self.quantity, self.unit_price)


@dataclass(slots=True)
class GoodsIn:
    """What a return and a purchase order have in common."""

    no: str
    lines: tuple[GoodsLine, ...]
    order_date: date
    location_code: str
    entered_at: datetime
    title = "Document"

    status: str = RELEASED
    version: int = 1

    def net(self) -> Decimal:
        """Give the sum of the lines."""
        return sum((line.amount for line in self.lines), NO_MONEY)

    def set_quantities(self, wanted: Quantities) -> bool:
        """Change the quantities of lines, never below what has come in; say whether any did.

        Raises:
            DocumentClosedError: the document is no longer released.
            RecordNotFoundError: it has no such line.
            OverReceiptError: less is wanted than has come in.
        """
        self._check_open("changed")
        self._check_lines(wanted)
        before, lines = self.lines, list(self.lines)
        for at, line in enumerate(lines):
            asked = wanted.get(line.place, line.quantity)
            if asked < line.received or not asked:
                raise OverReceiptError(self.title, self.no, line.place * LINE_STEP, line.received, asked)
            lines[at] = line._replace(quantity=asked)
        self.lines = tuple(lines)
        return self.lines != before

    def drop_line(self, place: int) -> None:
        """Take a line out.

        Raises:
            DocumentClosedError: the document is no longer released, or this is its last line.
            RecordNotFoundError: it has no such line.
            OverReceiptError: some of it has come in.
        """
        self._check_open("left without this line")
        self._check_lines({place: NONE})
        if len(self.lines) == 1:
            raise DocumentClosedError(self.title, self.no, self.status, "left without a line")
        for line in self.lines:
            if line.place == place and line.received:
                raise OverReceiptError(self.title, self.no, place * LINE_STEP, line.received, NONE)
        self.lines = tuple(line for line in self.lines if line.place != place)

    def cancel(self) -> None:
        """Take the document back.

        Raises:
            DocumentClosedError: it is no longer released, or goods have come in.
        """
        self._check_open("cancelled")
        if any(line.received for line in self.lines):
            raise DocumentClosedError(self.title, self.no, "partly received", "cancelled")
        self.status = CANCELLED

    def receive(self, asked: Quantities | None) -> tuple[GoodsLine, ...]:
        """Count goods as come in, all that is to come unless told; give the lines, each with what came.

        Raises:
            DocumentClosedError: it is no longer released.
            RecordNotFoundError: it has no such line.
            OverReceiptError: more would come in than is to come.
            NothingToReceiveError: every quantity is zero.
        """
        self._check_open("received")
        self._check_lines(asked or {})
        lines, come = list(self.lines), []
        for at, line in enumerate(lines):
            left = line.quantity - line.received
            now = left if asked is None else asked.get(line.place, NONE)
            if now > left:
                raise OverReceiptError(self.title, self.no, line.place * LINE_STEP, left, now)
            if now:
                lines[at] = line._replace(received=line.received + now)
                come.append(line._replace(quantity=now))
        if not come:
            raise NothingToReceiveError(self.title, self.no)
        self.lines = tuple(lines)
        if all(line.received == line.quantity for line in self.lines):
            self.status = RECEIVED
        return tuple(come)

    def _received_beyond(self, settled: Sequence[Decimal]) -> tuple[GoodsLine, ...]:
        """Give the lines of which more has come in than is settled, each with what is due of it.

        Raises:
            NothingToReceiveError: there is none.
        """
        due = tuple(
            line._replace(quantity=line.received - done)
            for line, done in zip(self.lines, settled, strict=True)
            if line.received > done
        )
        if not due:
            raise NothingToReceiveError(self.title, self.no)
        return due

    def _check_open(self, asked: str) -> None:
        if self.status != RELEASED:
            raise DocumentClosedError(self.title, self.no, self.status, asked)

    def _check_lines(self, asked: Mapping[int, Decimal]) -> None:
        known = {line.place for line in self.lines}
        for place in asked:
            if place not in known:
                raise RecordNotFoundError(f"line on {self.title.lower()} {self.no}", str(place * LINE_STEP))


@dataclass(slots=True)
class SalesReturn(GoodsIn):
    """Goods that a customer sends back; `applies_to` names the invoice they were sold on, if it is known."""

    customer_no: str = ""
    external_document_no: str = ""
    applies_to: str = ""
    currency: str = ""
    tax_rate: Decimal = NO_MONEY
    reason: str = ""
    title = "Sales return order"

    def credit(self) -> tuple[GoodsLine, ...]:
        """Count as credited all that has come in; give the lines, each with what is credited now.

        Raises:
            NothingToReceiveError: nothing has come in that is not credited yet.
        """
        due = self._received_beyond([line.credited for line in self.lines])
        self.lines = tuple(line._replace(credited=line.received) for line in self.lines)
        if self.status == RECEIVED:
            self.status = CREDITED
        return due


@dataclass(slots=True)
class PurchaseOrder(GoodsIn):
    """Goods ordered from a vendor; for a sales order, when the vendor is to send them to its customer.

    Such a drop shipment cannot be taken back once the vendor has given it a number of its own. An order that
    mirrors another book's moves no stock when it is received, and nothing is owed for it.
    """

    vendor_no: str = ""
    vendor_order_no: str = ""
    currency: str = ""
    expected_receipt_date: date = date.min
    receipts: tuple[str, ...] = ()
    your_reference: str = ""
    sales_order_no: str = ""
    vendor_shipment_no: str = ""
    sent_at: str = ""  # the instant at which the goods left the vendor, as it writes instants
    book_role: str = LEADING
    title = "Purchase order"

    def cancel(self) -> None:
        """Take the order back.

        Raises:
            DocumentClosedError: it is no longer released, goods have come in, or the vendor counts on it.
        """
        if self.sales_order_no and self.vendor_order_no:
            raise DocumentClosedError(self.title, self.no, "confirmed by its vendor", "cancelled")
        GoodsIn.cancel(self)

    def invoice(self) -> tuple[GoodsLine, ...]:
        """Count as invoiced all that has come in; give the lines, each with what is invoiced now.

        Raises:
            NothingToReceiveError: nothing has come in that is not invoiced yet.
        """
        due = self._received_beyond([line.invoiced for line in self.lines])
        self.lines = tuple(line._replace(invoiced=line.received) for line in self.lines)
        return due


class CreditMemo(NamedTuple):
    """What a customer was given back; never changed again."""

    no: str
    return_order_no: str
    external_document_no: str
    customer_no: str
    currency: str
    applies_to: str
    posting_date: date
    lines: tuple[GoodsLine, ...]
    totals: Totals
    remaining: Decimal  # what no invoice has taken of it
    entered_at: datetime
    version: int = 1


class PurchaseReceipt(NamedTuple):
    """Goods that came from a vendor; never changed again."""

    no: str
    order_no: str
    vendor_no: str
    vendor_shipment_no: str
    location_code: str
    posting_date: date
    lines: tuple[GoodsLine, ...]
    entered_at: datetime
    version: int = 1


class PurchaseInvoice(NamedTuple):
    """What a vendor has billed; vendors bill without tax here, and are paid all of it at once."""

    no: str
    order_no: str
    vendor_no: str
    vendor_invoice_no: str
    currency: str
    posting_date: date
    due_date: date
    lines: tuple[GoodsLine, ...]
    amount: Decimal
    remaining: Decimal
    entered_at: datetime
    version: int = 1
