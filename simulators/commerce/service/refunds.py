"""Credit memos: money that goes back to the buyer."""

from dataclasses import replace
from decimal import Decimal

from simulators.chassis.world import World
from simulators.commerce.domain.company import REFUNDED
from simulators.commerce.domain.documents import (
    CANCELED,
    OPEN,
    PAID,
    CreditMemo,
    HistoryEntry,
    NewMemo,
    Quantities,
)
from simulators.commerce.domain.hooks import MEMO_SAVED
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.events.documents import native_memo
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.service.credits import Credits
from simulators.commerce.service.orders import Orders
from simulators.commerce.service.stock import Stock
from simulators.commerce.store import Store


class Refunds:
    """The credit memos of one shop."""

    def __init__(
        self,
        world: World,
        store: Store,
        orders: Orders,
        stock: Stock,
        credit: Credits,
        announcements: Announcements,
    ) -> None:
        self._clock = world.clock
        self._store = store
        self._orders = orders
        self._stock = stock
        self._credit = credit
        self._announcements = announcements

    def memo(self, memo_id: int) -> CreditMemo:
        """Give a credit memo.

        Raises:
            NoSuchEntityError: there is none of that number.
        """
        try:
            return self._store.memos[memo_id]
        except KeyError:
            raise NoSuchEntityError("creditmemoId", memo_id) from None

    def refund_order(self, order_id: int, new: NewMemo) -> CreditMemo:
        """Give money back for an order, outside any payment system.

        Raises:
            NoSuchEntityError: no such order.
            StateError: more would be refunded than was invoiced.
        """
        order = self._orders.to_change(order_id)
        return self._enter(order, 0, new.items or order.unrefunded(), new, is_online=False)

    def refund_invoice(self, invoice_id: int, new: NewMemo, is_online: bool) -> CreditMemo:
        """Give money back for one invoice, by the way it was paid or outside it.

        Raises:
            NoSuchEntityError: no such invoice.
            StateError: it was not paid, or more would be refunded than was invoiced.
        """
        invoice = self._store.invoices.get(invoice_id)
        if invoice is None:
            raise NoSuchEntityError("invoiceId", invoice_id)
        if invoice.state == CANCELED or (is_online and invoice.state != PAID):
            raise StateError("Invoice %invoice was not paid.", invoice=f"{invoice_id:09d}")
        order = self._orders.to_change(invoice.order_id)
        invoiced = dict(invoice.items)
        for line, quantity in new.items:
            if quantity > invoiced.get(line, 0):
                raise StateError(
                    "Invoice %invoice holds %invoiced of line %line; %quantity cannot be refunded.",
                    invoice=f"{invoice_id:09d}",
                    invoiced=invoiced.get(line, 0),
                    line=line,
                    quantity=quantity,
                )
        return self._enter(order, invoice_id, new.items or self._open(order, invoice.items), new, is_online)

    def cancel(self, memo_id: int) -> bool:
        """Take back a memo whose money has not gone; false when it has."""
        memo = self.memo(memo_id)
        if memo.state != OPEN:
            return False
        self._store.memos[memo_id] = replace(memo, state=CANCELED)
        return True

    def comment(self, memo_id: int, comment: str) -> HistoryEntry:
        """Write something to a memo."""
        memo, entry = self.memo(memo_id), HistoryEntry(self._clock.now(), "", comment)
        self._store.memos[memo_id] = replace(memo, comments=(*memo.comments, entry))
        return entry

    def _open(self, order: SalesOrder, items: Quantities) -> Quantities:
        left = dict(order.unrefunded())
        found = [(line, min(quantity, left.get(line, 0))) for line, quantity in items]
        return tuple([(line, quantity) for line, quantity in found if quantity]) or order.unrefunded()

    def _enter(
        self, order: SalesOrder, invoice_id: int, items: Quantities, new: NewMemo, is_online: bool
    ) -> CreditMemo:
        number, now = len(self._store.memos) + 1, self._clock.now()
        comments = (HistoryEntry(now, "", new.comment),) if new.comment else ()
        subtotal = order.worth(items)
        up, down = new.adjustment_up, new.adjustment_down
        memo = CreditMemo(
            number,
            order.id,
            invoice_id,
            now,
            items,
            subtotal,
            new.shipping,
            up,
            down,
            is_online,
            PAID,
            comments,
        )
        if memo.grand_total < Decimal(0):
            raise StateError("A credit memo cannot be for %amount.", amount=memo.grand_total)
        order.refund(memo)
        self._store.memos[number] = memo
        if new.to_stock:
            self._stock.take_back(order, items)
        self._credit.give_back(order, memo.grand_total, REFUNDED)
        self._orders.changed(order)
        if self._announcements.is_wanted(MEMO_SAVED):
            self._announcements.tell(MEMO_SAVED, order.reference, native_memo(memo))
        return memo
