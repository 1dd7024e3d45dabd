"""What can be done in this book: enter, change, ship, invoice, cancel, collect."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from simulators.chassis.agenda import NO_ACTS
from simulators.chassis.world import World
from simulators.cloud_erp.domain.masters import NOT_BLOCKED, ZERO, Customer
from simulators.cloud_erp.domain.order import LINE_STEP, OrderStatus, SalesLine, SalesOrder, ShipTo
from simulators.cloud_erp.domain.posted import SalesInvoice, SalesShipment
from simulators.cloud_erp.errors import FieldValidationError, PostingRefusedError, TableRelationError
from simulators.cloud_erp.events import ChangeType
from simulators.cloud_erp.service.access import Access
from simulators.cloud_erp.service.audit import invoice_commit, order_commit, shipment_commit
from simulators.cloud_erp.service.drafts import CustomerChange, LineDraft, OrderDraft
from simulators.cloud_erp.service.subscriptions import Subscriptions
from simulators.cloud_erp.store import Store

LINES_MAX = 1000


class Book:
    """One company's book in one world."""

    def __init__(self, world: World, store: Store, quota_defaults: Mapping[str, Any]) -> None:
        self.world = world
        self.store = store
        self.acts = NO_ACTS
        self.access = Access(world, quota_defaults)
        self.subscriptions = Subscriptions(world)
        self.refusals = 0

    def new_id(self, table: str, number: str) -> str:
        """Make the id of a row; its last eight digits stay free to number the lines under it."""
        return str(self.world.ids.uuid(self.world.system, table, number))[:-8] + "00000000"

    def create_order(self, draft: OrderDraft) -> SalesOrder:
        """Enter an order, released at once.

        A second order under the same external document number is entered as well: this product warns a
        user of that at the screen, and nobody sits at the screen of an API.

        Raises:
            TableRelationError: no such customer, item or unit.
            PostingRefusedError: the customer is blocked.
        """
        customer = self._customer(draft)
        now, store = self.world.clock.now(), self.store
        version = store.next_version()
        lines = self._lines(draft, customer, version)
        number = store.next_number("S-ORD", 101001)
        order = SalesOrder(
            id=self.new_id("salesOrder", number),
            number=number,
            external_document_number=draft.external_document_number,
            customer=customer,
            posting=draft.posting,
            order_date=draft.order_date or now.date(),
            currency=draft.currency or customer.currency,
            ship_to=store.same_ship_to(draft.ship_to),
            lines=lines,
            version=version,
            modified_at=now,
        )
        store.add_order(order)
        self._changed(order, ChangeType.CREATED, lines_changed=True)
        return order

    def amend_order(self, order: SalesOrder, quantities: Sequence[tuple[int, Decimal]]) -> None:
        """Set the quantities of the whole order; a line that is not named goes down to zero."""
        order.amend(quantities)
        self._touch_lines(order)
        self._changed(order, ChangeType.UPDATED, lines_changed=True)

    def add_line(self, order: SalesOrder, draft: LineDraft) -> SalesLine:
        """Enter one more line on an order."""
        taken = [line.sequence for line in order.lines]
        line = self._line(draft, order.customer, taken, self.store.next_version())
        order.add_line(line)
        self._changed(order, ChangeType.UPDATED, lines_changed=True)
        return line

    def change_ship_to(self, order: SalesOrder, ship_to: ShipTo) -> None:
        """Send the goods of an open order elsewhere."""
        order.must_be_open("changed")
        order.ship_to = ship_to
        self._changed(order, ChangeType.UPDATED)

    def amend_line(self, order: SalesOrder, line: SalesLine, quantity: Decimal) -> None:
        """Set the quantity of one line."""
        order.amend_line(line, quantity)
        line.version = self.store.next_version()
        self._changed(order, ChangeType.UPDATED, lines_changed=True)

    def remove_line(self, order: SalesOrder, line: SalesLine) -> None:
        """Delete one line."""
        order.remove_line(line)
        self._changed(order, ChangeType.UPDATED, lines_changed=True)

    def cancel_order(self, order: SalesOrder) -> None:
        """Give the order up; a canceled order stays as it is."""
        if order.status is not OrderStatus.CANCELED:
            order.cancel()
            self._changed(order, ChangeType.UPDATED)

    def delete_order(self, order: SalesOrder) -> None:
        """Cancel the order and forget it."""
        self.cancel_order(order)
        self.store.remove_order(order)
        self.subscriptions.note("salesOrders", order.id, ChangeType.DELETED)

    def ship(
        self, order: SalesOrder, external_number: str, quantities: Sequence[tuple[int, Decimal]]
    ) -> SalesShipment:
        """Post goods issued against the order."""
        lines = order.ship(quantities)
        self._touch_lines(order)
        now, number = self.world.clock.now(), self.store.next_number("S-SHP", 102001)
        shipment = SalesShipment(
            id=self.new_id("salesShipment", number),
            number=number,
            order=order,
            external_shipment_number=external_number,
            posting_date=now.date(),
            lines=lines,
            version=self.store.next_version(),
            modified_at=now,
        )
        self.store.add_shipment(shipment)
        self.world.commit(shipment_commit(shipment))
        self._changed(order, ChangeType.UPDATED)
        return shipment

    def invoice(self, order: SalesOrder) -> SalesInvoice:
        """Post one invoice over all that is shipped and not yet invoiced."""
        lines = order.invoice()
        self._touch_lines(order)
        now, number = self.world.clock.now(), self.store.next_number("S-INV", 103001)
        net, tax = sum((line.net for line in lines), ZERO), sum((line.tax for line in lines), ZERO)
        invoice = SalesInvoice(
            id=self.new_id("salesInvoice", number),
            number=number,
            order=order,
            posting_date=now.date(),
            due_date=now.date() + timedelta(days=order.customer.terms_days),
            lines=lines,
            net=net,
            tax=tax,
            remaining=net + tax if order.posting else ZERO,
            version=self.store.next_version(),
            modified_at=now,
        )
        self.store.add_invoice(invoice)
        order.customer.balance += invoice.remaining
        self.world.commit(invoice_commit(invoice))
        self.subscriptions.note("salesInvoices", invoice.id, ChangeType.CREATED)
        self._changed(order, ChangeType.UPDATED)
        return invoice

    def collect_payments(self) -> None:
        """Take the money for every invoice that is due by today: customers here pay on the day."""
        now = self.world.clock.now()
        due = [day for day in self.store.unpaid_by_due_date if day <= now.date()]
        for day in due:
            for invoice in self.store.unpaid_by_due_date.pop(day):
                invoice.order.customer.balance -= invoice.remaining
                invoice.remaining, invoice.is_paid = ZERO, True
                invoice.version, invoice.modified_at = self.store.next_version(), now
                self.subscriptions.note("salesInvoices", invoice.id, ChangeType.UPDATED)

    def change_customer(self, customer: Customer, change: CustomerChange) -> None:
        """Change what is given of a customer."""
        if change.name is not None:
            customer.name = change.name
        if change.credit_limit is not None:
            customer.credit_limit = change.credit_limit
        if change.blocked is not None:
            customer.blocked = change.blocked
        customer.version, customer.modified_at = self.store.next_version(), self.world.clock.now()
        self.subscriptions.note("customers", customer.id, ChangeType.UPDATED)

    def _customer(self, draft: OrderDraft) -> Customer:
        by_number = self.store.customers.get(draft.customer_number) if draft.customer_number else None
        by_id = self.store.customers_by_id.get(draft.customer_id) if draft.customer_id else None
        customer = by_number or by_id
        named = draft.customer_number or draft.customer_id
        if customer is None:
            raise TableRelationError(f"The customer {named!r} on the sales order is in no customer table.")
        if by_number is not by_id and draft.customer_number and draft.customer_id:
            raise FieldValidationError("customerNumber and customerId do not name the same customer.")
        if customer.blocked != NOT_BLOCKED:
            raise PostingRefusedError(
                f"No sales order can be entered for customer {customer.number}: it is blocked with type "
                f"{customer.blocked}."
            )
        return customer

    def _lines(self, draft: OrderDraft, customer: Customer, version: int) -> list[SalesLine]:
        lines: dict[int, SalesLine] = {}
        for asked in draft.lines:
            line = self._line(asked, customer, lines, version)
            lines[line.sequence] = line
        return list(lines.values())

    def _line(self, draft: LineDraft, customer: Customer, taken: Collection[int], version: int) -> SalesLine:
        if len(taken) >= LINES_MAX:
            raise FieldValidationError(f"A sales order holds at most {LINES_MAX} lines.")
        items = self.store.items if draft.item_number else self.store.items_by_id
        item = items.get(draft.item_number or draft.item_id)
        if item is None:
            named = draft.item_number or draft.item_id
            raise TableRelationError(f"The item {named!r} on a sales line is in no item table.")
        sequence = draft.sequence or (max(taken, default=0) // LINE_STEP + 1) * LINE_STEP
        if sequence in taken:
            raise FieldValidationError(f"Two sales lines have the sequence {sequence}.")
        price = item.price_of(draft.unit) if draft.unit_price is None else draft.unit_price
        return SalesLine(sequence, item, draft.unit, price, draft.quantity, customer.tax_rate, version)

    def _touch_lines(self, order: SalesOrder) -> None:
        version = self.store.next_version()
        for line in order.lines:
            line.version = version

    def _changed(self, order: SalesOrder, change: ChangeType, *, lines_changed: bool = False) -> None:
        order.version, order.modified_at = self.store.next_version(), self.world.clock.now()
        exposure = order.open_gross()
        if exposure != order.exposure:
            order.customer.balance += exposure - order.exposure
            order.exposure = exposure
        self.world.commit(order_commit(order, lines_changed=lines_changed))
        self.subscriptions.note("salesOrders", order.id, change)
