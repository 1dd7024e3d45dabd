"""Purchase orders: entered, changed, received, invoiced.

One that names a sales order is a drop shipment: its vendor sends the goods to that order's customer, and they
are posted as received when the sales order is shipped.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from simulators.cloud_erp.domain.line import Moved
from simulators.cloud_erp.domain.listening import ChangeType
from simulators.cloud_erp.domain.masters import VENDOR_BLOCKED_ALL
from simulators.cloud_erp.domain.order import OrderStatus, PurchaseOrder
from simulators.cloud_erp.domain.posted import BillStatus, Movement, PurchaseInvoice
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.drafts import DocumentDraft
from simulators.cloud_erp.service.lines import new_lines
from simulators.cloud_erp.service.ordering import Ordering
from simulators.cloud_erp.service.parties import due_day, must_not_be_blocked, party_of
from simulators.cloud_erp.service.payables import Payables
from simulators.cloud_erp.service.stock import PURCHASE, RECEIPT, book_stock
from simulators.cloud_erp.service.vendor_desk import VendorDesk, sale_of


class Purchasing(Ordering[PurchaseOrder]):
    """The use cases of purchase orders. Of those for the shelf the auditor hears nothing."""

    entity_set = "purchaseOrders"
    at_cost = True

    def __init__(self, desk: Desk, payables: Payables) -> None:
        super().__init__(desk, desk.store.purchase_orders)
        self._payables = payables
        self._vendors = VendorDesk(desk)
        self.acts = self._vendors.acts

    def create(self, draft: DocumentDraft) -> PurchaseOrder:
        """Enter an order, released at once.

        Raises:
            TableRelationError: no such vendor, item or unit.
            PostingRefusedError: the vendor is blocked, or the sales order named is no longer open.
        """
        store = self._desk.store
        vendor = party_of(store, "vendors", store.vendors, draft)
        must_not_be_blocked(vendor, (VENDOR_BLOCKED_ALL,), "purchase order")
        lines = new_lines(store, draft.lines, vendor.party, store.next_version(), at_cost=True)
        sold = sale_of(store, draft.sales_order_number, lines)
        if sold is not None:
            draft = replace(draft, book_role=sold.head.book_role)
        order = PurchaseOrder(
            head=self._head(draft, ("P-ORD", 106001), vendor),
            ship_to=store.ship_tos.setdefault(draft.ship_to, draft.ship_to),
            requested_day=draft.requested_day,
            lines=lines,
            version=0,
            modified_at=self._desk.now(),
            your_reference=draft.your_reference,
            sales_order_number=draft.sales_order_number,
            sales_order_id=sold.head.id if sold is not None else "",
        )
        store.purchase_orders[order.head.id] = order
        if sold is not None:
            store.purchase_orders_by_sale.put(sold.head.id, order.head.id)
            self._vendors.hand_over(order)
        return self._settled(order, ChangeType.CREATED, lines_changed=True)

    def receive(
        self, order_id: str, external_number: str, quantities: Sequence[tuple[int, Decimal]]
    ) -> Movement:
        """Post goods received against the order."""
        store, now = self._desk.store, self._desk.now()
        order = store.purchase_orders.edit(order_id)
        moved = order.move(quantities, store.next_version())
        number = store.next_number("P-RCP", 107001)
        receipt = Movement(
            id=self._desk.new_id("purchaseReceipt", number),
            number=number,
            head=order.head,
            external_number=external_number,
            posting_date=now.date(),
            lines=moved,
            version=store.next_version(),
            modified_at=now,
        )
        store.receipts[receipt.id] = receipt
        store.receipts_by_order.put(order.head.number, receipt.id)
        if self._vendors.is_posting(order):
            book_stock(store, (receipt.id, number, RECEIPT), PURCHASE, 1, moved, now)
        self._settled(order)
        return receipt

    def receive_drop_shipments(self, sale_id: str, papers: str, shipped: Sequence[Moved]) -> None:
        """Post as received what vendors have sent for a sales order, as that is posted as shipped."""
        for order_id in self._desk.store.purchase_orders_by_sale.get(sale_id, ()):
            order, gone = self._table.get(order_id), {line.sequence: units for line, units in shipped}
            if order is None or order.status is not OrderStatus.OPEN:
                continue
            left = [(line.sequence, line.quantity - line.moved) for line in order.lines]
            come = [(place, min(units, gone[place])) for place, units in left if units and gone.get(place)]
            if come:
                self.receive(order_id, papers, come)

    def receive_and_invoice(self, order_id: str) -> PurchaseInvoice:
        """Receive all that is outstanding and post the vendor's invoice over all that has come."""
        if any(line.quantity > line.moved for line in self._table[order_id].lines):
            self.receive(order_id, "", ())
        store, now = self._desk.store, self._desk.now()
        order = store.purchase_orders.edit(order_id)
        lines, number = order.invoice(store.next_version()), self._payables.invoices.next_number()
        invoice = PurchaseInvoice(
            id=self._desk.new_id("purchaseInvoice", number),
            number=number,
            head=order.head,
            document_date=now.date(),
            posting_date=now.date(),
            due_date=due_day(store, order.head.party, now.date()),
            lines=lines,
            version=store.next_version(),
            modified_at=now,
            status=BillStatus.OPEN if self._vendors.is_posting(order) else BillStatus.PAID,
        )
        self._payables.invoices.enter(invoice)
        if self._vendors.is_posting(order):
            self._payables.owe(invoice)
        self._settled(order)
        return invoice

    def _announce(self, order: PurchaseOrder, change: ChangeType, *, lines_changed: bool) -> None:
        """Tell the auditor of drop shipments, and nobody else: this product does not notify of purchases."""
        self._vendors.tell(order)
