"""What can be done with an order as such: buy, say where it stands, hold, take back."""

from datetime import timedelta
from decimal import Decimal

from simulators.chassis.figures import line_total
from simulators.chassis.habits import Habits
from simulators.chassis.world import World
from simulators.commerce.domain.catalogue import same_address
from simulators.commerce.domain.company import REVERTED, Company
from simulators.commerce.domain.documents import NewItem, NewOrder, Notice, Quantities
from simulators.commerce.domain.hooks import ORDER_CANCELLED, ORDER_SAVED
from simulators.commerce.domain.order import SalesItem, SalesOrder
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.events.orders import commit_of, native_order
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.service.credits import Credits
from simulators.commerce.service.outbox import Outbox
from simulators.commerce.service.prices import Prices
from simulators.commerce.service.stock import Stock
from simulators.commerce.store import Store

EXPORTS_TWICE = "exports_twice"
NOTHING = Decimal(0)


class Orders:
    """The orders of one shop. Every method reads and stores in one step, with no wait between."""

    def __init__(
        self,
        world: World,
        store: Store,
        habits: Habits,
        announcements: Announcements,
        prices: Prices,
        credit: Credits,
        stock: Stock,
    ) -> None:
        self._world = world
        self._store = store
        self._habits = habits
        self._announcements = announcements
        self._prices = prices
        self._credit = credit
        self._stock = stock
        self.outbox = Outbox(world, store, self._settle)
        self.acts = {**self.outbox.acts, "export_again": self._export_again}

    def order(self, order_id: int) -> SalesOrder:
        """Give an order.

        Raises:
            NoSuchEntityError: no such order.
        """
        try:
            return self._store.orders[order_id]
        except KeyError:
            raise NoSuchEntityError("orderId", order_id) from None

    def to_change(self, order_id: int) -> SalesOrder:
        """Give an order that is about to change.

        Raises:
            NoSuchEntityError: no such order.
        """
        self.order(order_id)
        return self._store.orders.edit(order_id)

    def place(self, new: NewOrder, *, is_reserved: bool = False) -> SalesOrder:
        """Take an order in and begin to say it outward.

        A second order under the same reference is a second order: the shop asks no questions.

        Raises:
            StateError: an unknown company or product, or another currency than the company's.
        """
        company = self._store.companies.get(new.company_id)
        if company is None:
            raise StateError("No company has the number %company_id.", company_id=new.company_id)
        if new.currency not in ("", company.currency):
            raise StateError(
                "Company %company_id buys in %currency, not in %asked.",
                company_id=company.id,
                currency=company.currency,
                asked=new.currency,
            )
        items = tuple([self._item(company, item) for item in new.items])
        now = self._world.clock.now()
        order_id = len(self._store.orders) + 1
        order = SalesOrder(
            id=order_id,
            reference=new.reference or f"{order_id:09d}",
            company_id=company.id,
            company_name=company.name,
            currency=company.currency,
            items=items,
            subtotal=sum([item.row_total for item in items], NOTHING),
            first_item_id=self._store.sold_items + 1,
            billing=same_address(new.billing or company.address),
            shipping=same_address(new.shipping or new.billing or company.address),
            payment_method=new.payment_method,
            po_number=new.po_number,
            created_at=now,
            updated_at=now,
            is_reserved=is_reserved,
        )
        self._store.add_order(order)
        self._tell(order)
        self.outbox.put(Notice(ORDER_SAVED, order.id, order.increment_id))
        return order

    def _item(self, company: Company, item: NewItem) -> SalesItem:
        product = self._store.products.get(item.sku)
        if product is None:
            raise StateError("No product has the SKU %sku.", sku=item.sku)
        price = item.price
        if price is None:
            price = product.price_of(item.unit, self._prices.of_each(company.group_id, product))
        total = line_total(Decimal(item.quantity), price)
        return SalesItem(product.sku, product.name, item.unit, item.quantity, price, total)

    def tell_status(self, order_id: int, status: str, comment: str) -> None:
        """Show the buyer a status and what is said of it.

        Raises:
            NoSuchEntityError: no such order.
        """
        order = self.to_change(order_id)
        if order.show(status or order.status, comment, self._world.clock.now()):
            if order.status == "canceled":
                self._let_go(order)
            self.changed(order)

    def hold(self, order_id: int) -> None:
        """Let nothing more happen to an order.

        Raises:
            NoSuchEntityError: no such order.
            StateError: it is held already, or at its end.
        """
        order = self.to_change(order_id)
        order.hold(self._world.clock.now())
        self.changed(order)

    def unhold(self, order_id: int) -> None:
        """Let an order go on.

        Raises:
            NoSuchEntityError: no such order.
            StateError: it is not held.
        """
        order = self.to_change(order_id)
        order.unhold(self._world.clock.now())
        self.changed(order)

    def cancel(self, order_id: int, quantities: Quantities) -> bool:
        """Ask outward for an order, or quantities of it, to be taken back; false when it is past that.

        An order that nobody has heard of, nor listens for, is cancelled here and now.

        Raises:
            NoSuchEntityError: no such order.
            StateError: it has less than that left.
        """
        order, now = self.to_change(order_id), self._world.clock.now()
        request, is_new = order.ask_to_cancel(quantities, now)
        if request is None:
            return False
        if not is_new:
            return True
        if not self.outbox.listener(ORDER_CANCELLED) and self._is_nobodys(order):
            self._cancel_now(order, request.number)
            return True
        self._store.changed(order)
        key = f"{order.increment_id}-c{request.number}"
        self.outbox.put(Notice(ORDER_CANCELLED, order.id, key, request.number))
        return True

    def _is_nobodys(self, order: SalesOrder) -> bool:
        return order.acknowledged_at is None and not self._store.subscriptions

    def _cancel_now(self, order: SalesOrder, number: int) -> None:
        now = self._world.clock.now()
        order.settle_cancel(number, None, now)
        if (
            all(item.canceled >= item.quantity for item in order.items)
            or not order.cancels[number - 1].quantities
        ):
            self.outbox.drop(order.id)
            order.show("canceled", "", now)
            self._let_go(order)
        self.changed(order)

    def _let_go(self, order: SalesOrder) -> None:
        """Give back what a cancelled order had promised and spent."""
        if order.is_reserved:
            self._stock.release(order)
        self._credit.give_back(order, order.subtotal, REVERTED)

    def changed(self, order: SalesOrder) -> None:
        """Tell everybody that an order is not what it was."""
        self._store.changed(order)
        self._tell(order)

    def _tell(self, order: SalesOrder) -> None:
        self._world.commit(commit_of(order))
        if self._announcements.is_wanted(ORDER_SAVED):
            self._announcements.tell(ORDER_SAVED, order.reference, native_order(order))

    def _settle(self, notice: Notice, refusal: str | None) -> None:
        """Enter the answer to a notice.

        A no to an order counts only while nothing else was heard of it: a yes whose answer got lost may
        already have been followed by deeds.
        """
        order, now = self._store.orders.edit(notice.order_id), self._world.clock.now()
        if notice.cancel is not None:
            order.settle_cancel(notice.cancel, refusal, now)
        elif order.acknowledged_at is not None:
            return
        elif refusal is None:
            order.acknowledge(now)
            self._perhaps_again(notice, order)
        elif order.status == "pending":
            order.show("rejected", refusal, now)
        else:
            return
        self.changed(order)

    def _perhaps_again(self, notice: Notice, order: SalesOrder) -> None:
        habit = self._habits.strike(EXPORTS_TWICE, order.reference, notice.key)
        if habit:
            due = self._world.clock.now() + timedelta(seconds=float(habit["delay_s"]))
            self._store.agenda.put(due, "export_again", order.id)

    def _export_again(self, order_id: int) -> None:
        self.outbox.put(Notice(ORDER_SAVED, order_id, self._store.orders[order_id].increment_id))
