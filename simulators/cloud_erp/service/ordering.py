"""What can be done with an order of either kind: enter, change, cancel, delete."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar, Generic, TypeVar

from simulators.chassis.tables import Table
from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.listening import ChangeType
from simulators.cloud_erp.domain.masters import Account
from simulators.cloud_erp.domain.order import Head, Order, OrderStatus
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.drafts import DocumentDraft, HeaderChange, LineChange, LineDraft
from simulators.cloud_erp.service.lines import new_line
from simulators.cloud_erp.service.parties import currency_of

D = TypeVar("D", bound=Order)


class Ordering(Generic[D]):
    """The use cases that sales and purchase orders share."""

    entity_set: ClassVar[str]
    at_cost: ClassVar[bool] = False

    def __init__(self, desk: Desk, table: Table[str, D]) -> None:
        self._desk = desk
        self._table = table

    def amend(self, order_id: str, quantities: Sequence[tuple[int, Decimal]]) -> D:
        """Set the quantities of the whole order; a line that is not named goes down to zero."""
        order = self._table.edit(order_id)
        order.amend(quantities, self._desk.store.next_version())
        return self._settled(order, lines_changed=True)

    def add_line(self, order_id: str, draft: LineDraft) -> Line:
        """Enter one more line on an order."""
        order = self._table.edit(order_id)
        taken = [line.sequence for line in order.lines]
        store = self._desk.store
        line = new_line(store, draft, order.head.party, taken, store.next_version(), at_cost=self.at_cost)
        order.put_line(line)
        self._settled(order, lines_changed=True)
        return line

    def change_line(self, order_id: str, sequence: int, change: LineChange) -> Line:
        """Set the quantity, price or discount of one line."""
        order = self._table.edit(order_id)
        line = order.line(sequence).changed(
            self._desk.store.next_version(), change.quantity, change.unit_price, change.discount_percent
        )
        order.put_line(line)
        self._settled(order, lines_changed=True)
        return line

    def remove_line(self, order_id: str, sequence: int) -> None:
        """Delete one line."""
        order = self._table.edit(order_id)
        order.remove_line(sequence)
        self._settled(order, lines_changed=True)

    def change_header(self, order_id: str, change: HeaderChange) -> D:
        """Change where an open order goes, when it is wanted, its name elsewhere, and who leads it."""
        order = self._table.edit(order_id)
        order.must_be_open("changed")
        if change.book_role is not None:
            order.head = order.head._replace(book_role=change.book_role)
        if change.ship_to is not None:
            order.ship_to = change.ship_to
        if change.requested_day is not None:
            order.requested_day = change.requested_day
        if change.external_number is not None and change.external_number != order.head.external_number:
            self._renamed(order, change.external_number)
            order.head = order.head._replace(external_number=change.external_number)
        return self._settled(order)

    def cancel(self, order_id: str) -> None:
        """Give the order up; a canceled order stays as it is."""
        if self._table[order_id].status is not OrderStatus.CANCELED:
            order = self._table.edit(order_id)
            order.cancel()
            self._settled(order)

    def delete(self, order_id: str) -> None:
        """Cancel the order and forget it."""
        self.cancel(order_id)
        self._forget(self._table[order_id])

    def _head(self, draft: DocumentDraft, series: tuple[str, int], account: Account) -> Head:
        store = self._desk.store
        currency_id, currency = currency_of(store, draft.currency, account)
        number = store.next_number(*series)
        order_id = self._desk.new_id(self.entity_set, number)
        store.ids[self.entity_set, number] = order_id
        return Head(
            id=order_id,
            number=number,
            external_number=draft.external_number,
            party=account.party,
            book_role=draft.book_role,
            order_date=draft.document_date or self._desk.now().date(),
            currency_id=currency_id,
            currency=currency,
        )

    def _settled(
        self, order: D, change: ChangeType = ChangeType.UPDATED, *, lines_changed: bool = False
    ) -> D:
        order.version, order.modified_at = self._desk.store.next_version(), self._desk.now()
        self._announce(order, change, lines_changed=lines_changed)
        return order

    def _announce(self, order: D, change: ChangeType, *, lines_changed: bool) -> None:
        raise NotImplementedError

    def _renamed(self, order: D, external_number: str) -> None:
        """Nothing to do unless somebody looks orders up by that number."""

    def _forget(self, order: D) -> None:
        del self._table[order.head.id]
        del self._desk.store.ids[self.entity_set, order.head.number]
