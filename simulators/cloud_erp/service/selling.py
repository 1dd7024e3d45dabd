"""Sales orders: entered, changed, shipped, invoiced."""

from collections.abc import Sequence
from decimal import Decimal

from simulators.cloud_erp.domain.listening import ChangeType
from simulators.cloud_erp.domain.masters import BLOCKED_ALL, BLOCKED_SHIP, ZERO
from simulators.cloud_erp.domain.order import SalesOrder
from simulators.cloud_erp.domain.posted import Movement, SalesInvoice
from simulators.cloud_erp.errors import PostingRefusedError
from simulators.cloud_erp.service.audit import order_commit, shipment_commit
from simulators.cloud_erp.service.billing import Billing
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.diverging import diverge, must_be_due
from simulators.cloud_erp.service.drafts import DocumentDraft
from simulators.cloud_erp.service.lines import new_lines
from simulators.cloud_erp.service.ordering import Ordering
from simulators.cloud_erp.service.parties import must_not_be_blocked, party_of
from simulators.cloud_erp.service.purchasing import Purchasing
from simulators.cloud_erp.service.stock import SALE, SHIPMENT, book_stock

ORDER_BLOCKING = (BLOCKED_SHIP, BLOCKED_ALL)


class Selling(Ordering[SalesOrder]):
    """The use cases of sales orders."""

    entity_set = "salesOrders"

    def __init__(self, desk: Desk, billing: Billing, purchasing: Purchasing) -> None:
        super().__init__(desk, desk.store.sales_orders)
        self._billing = billing
        self._purchasing = purchasing

    def create(self, draft: DocumentDraft) -> SalesOrder:
        """Enter an order, released at once.

        A second order under the same external document number is entered as well: this product warns a
        user of that at the screen, and nobody sits at the screen of an API.

        Raises:
            TableRelationError: no such customer, item or unit.
            PostingRefusedError: the customer is blocked.
        """
        store = self._desk.store
        customer = party_of(store, "customers", store.customers, draft)
        must_not_be_blocked(customer, ORDER_BLOCKING, "sales order")
        lines = new_lines(store, draft.lines, customer.party, store.next_version())
        order = SalesOrder(
            head=self._head(draft, ("S-ORD", 101001), customer),
            ship_to=store.ship_tos.setdefault(draft.ship_to, draft.ship_to),
            requested_day=draft.requested_day,
            lines=lines,
            version=0,
            modified_at=self._desk.now(),
            ships_in_parts=draft.ships_in_parts,
        )
        diverge(self._desk, order)
        store.put_sales_order(order)
        return self._settled(order, ChangeType.CREATED, lines_changed=True)

    def ship(
        self, order_id: str, external_number: str, quantities: Sequence[tuple[int, Decimal]]
    ) -> Movement:
        """Post goods issued against the order."""
        store, now = self._desk.store, self._desk.now()
        order = store.sales_orders.edit(order_id)
        moved = order.move(quantities, store.next_version())
        number = store.next_number("S-SHP", 102001)
        shipment = Movement(
            id=self._desk.new_id("salesShipment", number),
            number=number,
            head=order.head,
            external_number=external_number,
            posting_date=now.date(),
            lines=moved,
            version=store.next_version(),
            modified_at=now,
        )
        store.put_shipment(shipment)
        if order.head.posting:
            book_stock(store, (shipment.id, number, SHIPMENT), SALE, -1, moved, now)
        self._desk.commit(shipment_commit(shipment))
        self._purchasing.receive_drop_shipments(order_id, external_number, moved)
        self._settled(order)
        return shipment

    def invoice(self, order_id: str) -> SalesInvoice:
        """Post one invoice over all that is shipped and not yet invoiced."""
        store = self._desk.store
        order = store.sales_orders.edit(order_id)
        must_be_due(self._desk, order)
        lines = order.invoice(store.next_version())
        invoice = self._billing.invoice_order(order, lines)
        self._settled(order)
        return invoice

    def ship_and_invoice(self, order_id: str) -> None:
        """Ship all that is outstanding and invoice all that has shipped; one may be nothing, not both."""
        if any(line.quantity > line.moved for line in self._table[order_id].lines):
            self.ship(order_id, "", ())
        self.invoice(order_id)

    def _announce(self, order: SalesOrder, change: ChangeType, *, lines_changed: bool) -> None:
        exposure = order.weight if order.head.posting else ZERO
        if exposure != order.exposure:
            customer = self._desk.store.customers.edit(order.head.party.id)
            customer.balance += exposure - order.exposure
            order.exposure = exposure
        self._desk.commit(order_commit(order, lines_changed=lines_changed))
        self._desk.note("salesOrders", order.head.id, change)

    def _renamed(self, order: SalesOrder, external_number: str) -> None:
        index = self._desk.store.sales_orders_by_external
        if order.head.external_number:
            index.drop(order.head.external_number, order.head.id)
        if external_number:
            index.put(external_number, order.head.id)

    def delete(self, order_id: str) -> None:
        """Cancel the order and forget it.

        Raises:
            PostingRefusedError: goods have moved for it, or vendors were asked to send some.
        """
        if self._desk.store.purchase_orders_by_sale.get(order_id):
            number = self._table[order_id].head.number
            raise PostingRefusedError(f"Sales order {number} cannot be deleted: goods were bought for it.")
        super().delete(order_id)

    def _forget(self, order: SalesOrder) -> None:
        super()._forget(order)
        self._renamed(order, "")
        self._desk.note("salesOrders", order.head.id, ChangeType.DELETED)
