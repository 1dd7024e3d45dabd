"""An order the way its buyer sees it: which word moves it, and which comes too late."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from simulators.chassis.figures import line_total, units_of
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.documents import (
    CancelRequest,
    CreditMemo,
    HistoryEntry,
    Quantities,
    Shipment,
    ShopInvoice,
)
from simulators.commerce.domain.status import EXPLAINED, NEVER_HELD, is_forward
from simulators.commerce.errors import StateError


@dataclass(slots=True)
class SalesItem:
    """One line of an order, counted in its sales unit; `row_total` is its amount before tax."""

    sku: str
    name: str
    unit: str
    quantity: int
    price: Decimal
    row_total: Decimal
    canceled: int = 0
    shipped: int = 0
    invoiced: int = 0
    refunded: int = 0


@dataclass(slots=True)
class SalesOrder:
    """An order as its buyer sees it; `subtotal` is what it is worth before tax, as it was placed.

    The shop believes what it is told and shows it in the order of arrival, with one exception: a word
    that comes late stays in the history and never moves the order backwards.
    """

    id: int
    reference: str
    company_id: int
    company_name: str
    currency: str
    items: tuple[SalesItem, ...]
    subtotal: Decimal
    first_item_id: int
    billing: Address
    shipping: Address
    payment_method: str
    po_number: str
    created_at: datetime
    updated_at: datetime
    status: str = "pending"
    reason: str = ""
    acknowledged_at: datetime | None = None
    history: tuple[HistoryEntry, ...] = ()
    shipments: tuple[tuple[int, str], ...] = ()  # number and reference of each
    invoices: tuple[tuple[int, str], ...] = ()
    cancels: tuple[CancelRequest, ...] = ()
    held_status: str = ""  # what it was before it was held
    is_reserved: bool = False  # its goods are promised in the shop's own stock
    total_invoiced: Decimal = Decimal(0)
    total_paid: Decimal = Decimal(0)
    total_refunded: Decimal = Decimal(0)

    @property
    def increment_id(self) -> str:
        """The number the buyer reads."""
        return f"{self.id:09d}"

    def show(self, status: str, comment: str, at: datetime) -> bool:
        """Enter what was told and move the order forward where that is forward.

        The same word twice in a row is a repetition, not news: false, and nothing is entered.
        """
        last = self.history[-1] if self.history else None
        if last is not None and (last.status, last.comment) == (status, comment):
            return False
        self.history = (*self.history, HistoryEntry(at, status, comment))
        self.updated_at = at
        if is_forward(self.status, status):
            self.status = status
            self.reason = comment if status in EXPLAINED else ""
            if status == "canceled":
                for item in self.items:
                    item.canceled = item.quantity - item.shipped
        return True

    def acknowledge(self, at: datetime) -> None:
        """Enter that somebody has taken the order over."""
        self.acknowledged_at = self.updated_at = at

    def hold(self, at: datetime) -> None:
        """Let nothing more happen to the order until it is released.

        Raises:
            StateError: it is held already, or at its end.
        """
        if self.status in NEVER_HELD:
            raise StateError(
                "Order %order is %status and cannot be held.", order=self.increment_id, status=self.status
            )
        self.held_status, self.status, self.updated_at = self.status, "holded", at

    def unhold(self, at: datetime) -> None:
        """Let the order go on where it was.

        Raises:
            StateError: it is not held.
        """
        if self.status != "holded":
            raise StateError("Order %order is not held.", order=self.increment_id)
        self.status, self.held_status, self.updated_at = self.held_status or "pending", "", at

    def unshipped(self) -> Quantities:
        """Give what is still to leave, by line.

        Raises:
            StateError: nothing is.
        """
        return self._left("ship", [item.quantity - item.shipped - item.canceled for item in self.items])

    def uninvoiced(self) -> Quantities:
        """Give what is still to be invoiced, by line.

        Raises:
            StateError: nothing is.
        """
        return self._left("invoice", [item.quantity - item.invoiced - item.canceled for item in self.items])

    def unrefunded(self) -> Quantities:
        """Give what has been invoiced and not refunded, by line.

        Raises:
            StateError: nothing has.
        """
        return self._left("refund", [item.invoiced - item.refunded for item in self.items])

    def _left(self, what: str, left: list[int]) -> Quantities:
        quantities = tuple(
            [units_of(line, quantity) for line, quantity in enumerate(left, 1) if quantity > 0]
        )
        if not quantities:
            raise StateError("Nothing of order %order is left to %what.", order=self.increment_id, what=what)
        return quantities

    def worth(self, quantities: Quantities) -> Decimal:
        """Give what some quantities cost as they were ordered."""
        return sum(
            (line_total(Decimal(quantity), self.items[line - 1].price) for line, quantity in quantities),
            Decimal(0),
        )

    def ship(self, shipment: Shipment) -> None:
        """Show a shipment.

        Raises:
            StateError: more would have left than was ordered.
        """
        for line, quantity in shipment.items:
            item = self.items[line - 1]
            self._expect_within(line, item.quantity, item.shipped, quantity, "shipped")
        for line, quantity in shipment.items:
            self.items[line - 1].shipped += quantity
        self.shipments = (*self.shipments, (shipment.id, shipment.reference))
        self.show("shipped", f"Shipment {shipment.reference}", shipment.at)

    def invoice(self, invoice: ShopInvoice) -> None:
        """Show an invoice.

        Raises:
            StateError: more would have been invoiced than was ordered.
        """
        for line, quantity in invoice.items:
            item = self.items[line - 1]
            self._expect_within(line, item.quantity, item.invoiced, quantity, "invoiced")
        for line, quantity in invoice.items:
            self.items[line - 1].invoiced += quantity
        self.invoices = (*self.invoices, (invoice.id, invoice.reference))
        self.total_invoiced += invoice.grand_total
        self.show("invoiced", f"Invoice {invoice.reference}", invoice.at)

    def refund(self, memo: CreditMemo) -> None:
        """Show a credit memo; an order refunded whole is closed.

        Raises:
            StateError: more would have been refunded than was invoiced.
        """
        for line, quantity in memo.items:
            item = self.items[line - 1]
            self._expect_within(line, item.invoiced, item.refunded, quantity, "refunded")
        for line, quantity in memo.items:
            self.items[line - 1].refunded += quantity
        self.total_refunded += memo.grand_total
        is_whole = all(item.refunded + item.canceled >= item.quantity for item in self.items)
        self.show("closed" if is_whole else self.status, f"Credit memo {memo.id:09d}", memo.at)

    def _expect_within(self, line: int, most: int, before: int, more: int, done: str) -> None:
        if before + more > most:
            raise StateError(
                "Line %line of order %order allows %most; %before were %done and %more more were told.",
                line=line,
                order=self.increment_id,
                most=most,
                before=before,
                done=done,
                more=more,
            )

    @property
    def can_be_cancelled(self) -> bool:
        """Whether nothing has left and nobody holds it."""
        return self.status in ("pending", "backordered", "processing")

    def ask_to_cancel(self, quantities: Quantities, at: datetime) -> tuple[CancelRequest | None, bool]:
        """Give the request, and whether it is a new one; none when the order is past that.

        A buyer who asks again before the answer, or again for the whole order after a yes, has asked once.

        Raises:
            StateError: less than that is left.
        """
        for request in self.cancels:
            is_open = request.status == "requested" or (not quantities and request.status == "accepted")
            if is_open and request.quantities == quantities:
                return request, False
        if not self.can_be_cancelled:
            return None, False
        for line, quantity in quantities:
            left = self.items[line - 1].quantity - self.items[line - 1].canceled
            if quantity > left:
                raise StateError(
                    "Line %line of order %order has %left left; %quantity cannot be taken back.",
                    line=line,
                    order=self.increment_id,
                    left=left,
                    quantity=quantity,
                )
        request = CancelRequest(len(self.cancels) + 1, quantities)
        self.cancels = (*self.cancels, request)
        self.updated_at = at
        return request, True

    def settle_cancel(self, number: int, refusal: str | None, at: datetime) -> None:
        """Enter the answer to a request: taken, or refused and why.

        Named quantities are taken off at once. A whole order stays as it is until the cancellation itself
        is told, for until then nobody has said that it is done.
        """
        self.updated_at = at
        status = "accepted" if refusal is None else "refused"
        request = replace(self.cancels[number - 1], status=status, reason=refusal or "")
        self.cancels = (*self.cancels[: number - 1], request, *self.cancels[number:])
        if refusal is not None:
            return
        for line, quantity in request.quantities:
            item = self.items[line - 1]
            item.canceled = min(item.quantity, item.canceled + quantity)


def copied(order: SalesOrder) -> SalesOrder:
    """Give an order of its own to a world that is about to change it, its items with it."""
    twin = copy(order)
    twin.items = tuple([copy(item) for item in order.items])
    return twin
