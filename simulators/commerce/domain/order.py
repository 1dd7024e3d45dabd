"""An order the way its buyer sees it: which word moves it, and which comes too late."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from simulators.chassis.figures import line_total
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.documents import CancelRequest, HistoryEntry, Shipment, ShopInvoice
from simulators.commerce.errors import InvalidInputError

CENT = Decimal("0.01")

STATE_OF: Mapping[str, str] = {
    "pending": "new",
    "holded": "holded",
    "backordered": "processing",
    "processing": "processing",
    "shipped": "processing",
    "invoiced": "processing",
    "complete": "complete",
    "closed": "closed",
    "rejected": "canceled",
    "canceled": "canceled",
}
"""The state behind each status the shop shows."""

_RANK: Mapping[str, int] = {
    "pending": 0,
    "holded": 1,
    "backordered": 1,
    "processing": 1,
    "shipped": 2,
    "invoiced": 3,
    "complete": 4,
    "closed": 5,
}
_ENDED_UNSHIPPED = ("rejected", "canceled")
_EXPLAINED = ("backordered", "holded", "rejected", "canceled")


@dataclass(slots=True)
class SalesItem:
    """One line of an order, counted in its sales unit."""

    sku: str
    name: str
    unit: str
    quantity: int
    price: Decimal
    canceled: int = 0
    shipped: int = 0
    invoiced: int = 0

    @property
    def row_total(self) -> Decimal:
        """The line's amount before tax."""
        return line_total(Decimal(self.quantity), self.price)


@dataclass(slots=True)
class SalesOrder:
    """An order as its buyer sees it.

    The shop believes what it is told and shows it in the order of arrival, with one exception: a word
    that comes late stays in the history and never moves the order backwards.
    """

    id: int
    reference: str
    company_id: int
    company_name: str
    currency: str
    items: tuple[SalesItem, ...]
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

    @property
    def increment_id(self) -> str:
        """The number the buyer reads."""
        return f"{self.id:09d}"

    @property
    def subtotal(self) -> Decimal:
        """What the order is worth before tax, as it was placed."""
        return sum((item.row_total for item in self.items), Decimal(0))

    def show(self, status: str, comment: str, at: datetime) -> bool:
        """Enter what was told and move the order forward where that is forward.

        The same word twice in a row is a repetition, not news: false, and nothing is entered.
        """
        last = self.history[-1] if self.history else None
        if last is not None and (last.status, last.comment) == (status, comment):
            return False
        self.history = (*self.history, HistoryEntry(at, status, comment))
        self.updated_at = at
        if self._is_forward(status):
            self.status = status
            self.reason = comment if status in _EXPLAINED else ""
            if status == "canceled":
                for item in self.items:
                    item.canceled = item.quantity - item.shipped
        return True

    def _is_forward(self, status: str) -> bool:
        if self.status in _ENDED_UNSHIPPED:
            return False
        if status in _ENDED_UNSHIPPED:
            return _RANK[self.status] <= 1
        return _RANK[status] >= _RANK[self.status]

    def acknowledge(self, at: datetime) -> None:
        """Enter that somebody has taken the order over."""
        self.acknowledged_at = self.updated_at = at

    def unshipped(self) -> tuple[tuple[int, int], ...]:
        """Give what is still to leave, by line.

        Raises:
            InvalidInputError: nothing is.
        """
        left = [
            (line, item.quantity - item.shipped - item.canceled) for line, item in enumerate(self.items, 1)
        ]
        quantities = tuple([(line, quantity) for line, quantity in left if quantity > 0])
        if not quantities:
            raise InvalidInputError("Nothing of order %order is left to ship.", order=self.increment_id)
        return quantities

    def ship(self, shipment: Shipment) -> None:
        """Show a shipment.

        Raises:
            InvalidInputError: more would have left than was ordered.
        """
        for line, quantity in shipment.items:
            item = self.items[line - 1]
            if item.shipped + quantity > item.quantity:
                raise InvalidInputError(
                    "Line %line of order %order is for %ordered; %shipped left and %quantity more were told.",
                    line=line,
                    order=self.increment_id,
                    ordered=item.quantity,
                    shipped=item.shipped,
                    quantity=quantity,
                )
        for line, quantity in shipment.items:
            self.items[line - 1].shipped += quantity
        self.shipments = (*self.shipments, (shipment.id, shipment.reference))
        self.show("shipped", f"Shipment {shipment.reference}", shipment.at)

    def invoice(self, invoice: ShopInvoice) -> None:
        """Show an invoice."""
        for line, quantity in invoice.items:
            self.items[line - 1].invoiced += quantity
        self.invoices = (*self.invoices, (invoice.id, invoice.reference))
        self.show("invoiced", f"Invoice {invoice.reference}", invoice.at)

    def ask_to_cancel(
        self, quantities: tuple[tuple[int, int], ...], at: datetime
    ) -> tuple[CancelRequest, bool]:
        """Give the request, and whether it is a new one.

        A buyer who asks again before the answer, or again for the whole order after a yes, has asked once.

        Raises:
            InvalidInputError: the order is past that, or has less than that left.
        """
        for request in self.cancels:
            is_open = request.status == "requested" or (not quantities and request.status == "accepted")
            if is_open and request.quantities == quantities:
                return request, False
        if self.status in _ENDED_UNSHIPPED or _RANK[self.status] > 1:
            raise InvalidInputError(
                "Order %order is %status and can no longer be cancelled.",
                order=self.increment_id,
                status=self.status,
            )
        for line, quantity in quantities:
            left = self.items[line - 1].quantity - self.items[line - 1].canceled
            if quantity > left:
                raise InvalidInputError(
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


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the shop has to say of an order until somebody answers; `cancel` numbers a request."""

    hook: str
    order_id: int
    key: str
    cancel: int | None = None
    attempts: int = 0
