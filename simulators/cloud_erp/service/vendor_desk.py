"""The vendors' end of drop shipments: an order is confirmed or declined, then goods leave for the customer.

Vendors are partners of this book alone; what they answer is entered on the purchase order. They hear of no
order that copies another book's.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulators.chassis.commits import PurchaseCommit
from simulators.chassis.supplier_pace import PACES
from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.order import OrderStatus, PurchaseOrder, SalesOrder
from simulators.cloud_erp.errors import FieldValidationError, TableRelationError
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.store import Store

if TYPE_CHECKING:
    from simulators.chassis.agenda import Acts

CONFIRM, SEND = "vendor_confirms", "vendor_sends"
COPIES_SENT = "copied_purchases_sent"
"""A misbehaviour of this desk: see faults.py."""
DECLINED = "purchases_declined"
"""A habit of the vendors themselves."""


def sale_of(store: Store, number: str, lines: Sequence[Line]) -> SalesOrder | None:
    """Give the sales order that goods are bought for; nothing when they are for the shelf.

    Raises:
        TableRelationError: there is no such sales order.
        PostingRefusedError: it is no longer open.
        FieldValidationError: it does not sell what is bought.
    """
    if not number:
        return None
    order = store.by_number("salesOrders", store.sales_orders, number)
    if order is None:
        raise TableRelationError(f"The sales order {number!r} is in no order table.")
    if order.status is not OrderStatus.OPEN:
        order.must_be_open("bought for")
    sold = {line.sequence: line for line in order.lines}
    for line in lines:
        ours = sold.get(line.sequence)
        is_alike = ours is not None and (ours.item_id, ours.unit) == (line.item_id, line.unit)
        if ours is None or not is_alike or line.quantity > ours.quantity:
            what = f"{line.quantity} {line.unit} of {line.item_number}"
            raise FieldValidationError(f"Line {line.sequence} of sales order {number} is not over {what}.")
    return order


class VendorDesk:
    """All vendors of one book."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.acts: Acts = {CONFIRM: self._confirm, SEND: self._send}

    def is_posting(self, order: PurchaseOrder) -> bool:
        """Say whether an order is this book's own, rather than the copy of another's."""
        return order.head.posting

    def hand_over(self, order: PurchaseOrder) -> None:
        """Let the vendor hear of a drop shipment."""
        desk, subject = self._desk, order.your_reference
        if self.is_posting(order) or desk.habits.strike(COPIES_SENT, subject, subject) is not None:
            after = PACES[desk.world.pace].confirms_after(self._chance(CONFIRM, order))
            desk.store.agenda.put(desk.now() + after, CONFIRM, order.head.id)

    def tell(self, order: PurchaseOrder) -> None:
        """Tell the auditor how a drop shipment stands; goods for the shelf are no business of anybody's."""
        if not order.sales_order_id:
            return
        ordered = [
            (line.position, line.item_number, int(line.quantity * line.base_units)) for line in order.lines
        ]
        self._desk.commit(
            PurchaseCommit(
                number=order.head.number,
                order_number=order.sales_order_number,
                external_ref=self._sale(order).head.external_number,
                supplier=order.head.party.number,
                posting=self.is_posting(order),
                status=_status(order),
                ordered=tuple(ordered),
                papers=order.papers,
            )
        )

    def _confirm(self, order_id: str) -> None:
        """Let the vendor take an order on or decline it, unless it was taken back meanwhile."""
        desk, table = self._desk, self._desk.store.purchase_orders
        if order_id not in table or table[order_id].status is not OrderStatus.OPEN:
            return
        order, subject = table.edit(order_id), table[order_id].your_reference
        if desk.habits.strike(DECLINED, subject, subject) is not None:
            order.cancel()
            self._changed(order)
            return
        due = desk.now() + PACES[desk.world.pace].sends_after(self._chance(SEND, order))
        order.head = order.head._replace(external_number=f"V-{order.head.number}")
        order.lines = tuple([line._replace(day=due.date()) for line in order.lines])
        self._changed(order)
        desk.store.agenda.put(due, SEND, order_id)

    def _send(self, order_id: str) -> None:
        """Let the goods leave the vendor, whose notice of it is entered on the order."""
        order = self._desk.store.purchase_orders.edit(order_id)
        order.papers, order.sent_at = f"VS-{order.head.number}", self._desk.now()
        self._changed(order)

    def _changed(self, order: PurchaseOrder) -> None:
        order.version, order.modified_at = self._desk.store.next_version(), self._desk.now()
        self.tell(order)

    def _sale(self, order: PurchaseOrder) -> SalesOrder:
        return self._desk.store.sales_orders[order.sales_order_id]

    def _chance(self, act: str, order: PurchaseOrder) -> float:
        world = self._desk.world
        return world.chance.uniform(world.system, act, order.your_reference or order.head.number)


def _status(order: PurchaseOrder) -> str:
    if order.status is OrderStatus.CANCELED:
        return "cancelled"
    if order.papers:
        return "shipped"
    return "confirmed" if order.head.external_number else "open"
