"""What can be done in the shop: sign in, buy, show the buyer what happened, take back."""

from datetime import timedelta
from decimal import Decimal

from simulators.chassis.world import World
from simulators.commerce.domain.access import INTEGRATION_USER, TOKEN_LASTS_S
from simulators.commerce.domain.catalogue import Company, Product, same_address
from simulators.commerce.domain.documents import NewItem, NewOrder, Shipment, ShopInvoice, Track
from simulators.commerce.domain.order import Notice, SalesItem, SalesOrder
from simulators.commerce.errors import InvalidInputError, NoSuchEntityError, NotSignedInError
from simulators.commerce.events import ORDER_CANCELLED, ORDER_SAVED, commit_of
from simulators.commerce.service.outbox import Outbox
from simulators.commerce.store import Store

EXPORTS_TWICE = "exports_twice"


class Shop:
    """One shop at work. Every method reads and stores in one step, with no wait between."""

    def __init__(self, world: World, store: Store) -> None:
        self.world = world
        self.store = store
        self.outbox = Outbox(world, store, self._settle)
        self.acts = {**self.outbox.acts, "export_again": self._export_again}

    def sign_in(self, username: str, password: str) -> str:
        """Give a new bearer token for four hours.

        Raises:
            NotSignedInError: wrong user name or password.
        """
        if {"username": username, "password": password} != INTEGRATION_USER:
            raise NotSignedInError("The user name or the password is wrong.")
        now = self.world.clock.monotonic()
        for ended in [token for token, end in self.store.tokens.items() if end <= now]:
            del self.store.tokens[ended]
        token = self.world.ids.uuid("commerce", "token", username, int(now * 1e6)).hex
        self.store.tokens[token] = now + TOKEN_LASTS_S
        return token

    def is_signed_in(self, token: str) -> bool:
        """Tell whether the token still opens the shop."""
        return self.store.tokens.get(token, 0.0) > self.world.clock.monotonic()

    def order(self, order_id: int) -> SalesOrder:
        """Give an order.

        Raises:
            NoSuchEntityError: no such order.
        """
        try:
            return self.store.orders[order_id]
        except KeyError:
            raise NoSuchEntityError("order", order_id) from None

    def company(self, company_id: int) -> Company:
        """Give a company.

        Raises:
            NoSuchEntityError: no such company.
        """
        try:
            return self.store.companies[company_id]
        except KeyError:
            raise NoSuchEntityError("company", company_id) from None

    def product(self, sku: str) -> Product:
        """Give a product.

        Raises:
            NoSuchEntityError: no such product.
        """
        try:
            return self.store.products[sku]
        except KeyError:
            raise NoSuchEntityError("product", sku) from None

    def place(self, new: NewOrder) -> SalesOrder:
        """Take an order in and begin to say it outward.

        A second order under the same reference is a second order: the shop asks no questions.

        Raises:
            InvalidInputError: an unknown company or product, or another currency than the company's.
        """
        company = self.store.companies.get(new.company_id)
        if company is None:
            raise InvalidInputError("No company has the number %company_id.", company_id=new.company_id)
        if new.currency not in ("", company.currency):
            raise InvalidInputError(
                "Company %company_id buys in %currency, not in %asked.",
                company_id=company.id,
                currency=company.currency,
                asked=new.currency,
            )
        items = tuple([self._item(company, item) for item in new.items])
        now = self.world.clock.now()
        order_id = len(self.store.orders) + 1
        order = SalesOrder(
            id=order_id,
            reference=new.reference or f"{order_id:09d}",
            company_id=company.id,
            company_name=company.name,
            currency=company.currency,
            items=items,
            first_item_id=self.store.sold_items + 1,
            billing=same_address(new.billing or company.address),
            shipping=same_address(new.shipping or new.billing or company.address),
            payment_method=new.payment_method,
            po_number=new.po_number,
            created_at=now,
            updated_at=now,
        )
        self.store.add_order(order)
        self.world.commit(commit_of(order))
        self.outbox.put(Notice(ORDER_SAVED, order.id, order.increment_id))
        return order

    def _item(self, company: Company, item: NewItem) -> SalesItem:
        product = self.store.products.get(item.sku)
        if product is None:
            raise InvalidInputError("No product has the SKU %sku.", sku=item.sku)
        price = item.price
        if price is None:
            price = product.price_of(item.unit, self.store.price_of_each(company.id, product))
        return SalesItem(product.sku, product.name, item.unit, item.quantity, price)

    def tell_status(self, order_id: int, status: str, comment: str) -> None:
        """Show the buyer a status and what is said of it.

        Raises:
            NoSuchEntityError: no such order.
        """
        order = self._to_change(order_id)
        if order.show(status or order.status, comment, self.world.clock.now()):
            self._changed(order)

    def tell_shipment(
        self, order_id: int, reference: str, items: tuple[tuple[int, int], ...], tracks: tuple[Track, ...]
    ) -> int:
        """Show the buyer a shipment and give its number; the same reference again is the same shipment.

        Raises:
            NoSuchEntityError: no such order.
            InvalidInputError: more would have left than was ordered.
        """
        order = self._to_change(order_id)
        for known_id, known in order.shipments:
            if known == reference:
                return known_id
        number = len(self.store.shipments) + 1
        now = self.world.clock.now()
        shipment = Shipment(
            number, order_id, reference or f"{number:09d}", now, items or order.unshipped(), tracks
        )
        order.ship(shipment)
        self.store.shipments[number] = shipment
        self._changed(order)
        return number

    def tell_invoice(
        self,
        order_id: int,
        reference: str,
        items: tuple[tuple[int, int], ...],
        amounts: tuple[Decimal, Decimal, Decimal],
    ) -> int:
        """Show the buyer an invoice and give its number; the same reference again is the same invoice.

        Raises:
            NoSuchEntityError: no such order.
        """
        order = self._to_change(order_id)
        for known_id, known in order.invoices:
            if known == reference:
                return known_id
        number = len(self.store.invoices) + 1
        shipments = [self.store.shipments[shipment_id] for shipment_id, _ in order.shipments]
        shipped = next((shipment.items for shipment in shipments if shipment.items == items), items)
        invoice = ShopInvoice(
            number,
            order_id,
            reference or f"{number:09d}",
            self.world.clock.now(),
            shipped,  # the same quantities, kept once
            *amounts,
        )
        order.invoice(invoice)
        self.store.invoices[number] = invoice
        self._changed(order)
        return number

    def cancel(self, order_id: int, quantities: tuple[tuple[int, int], ...]) -> str:
        """Ask outward for an order, or quantities of it, to be taken back; gives where the request stands.

        Raises:
            NoSuchEntityError: no such order.
            InvalidInputError: the order is past that, or has less than that left.
        """
        order = self._to_change(order_id)
        request, is_new = order.ask_to_cancel(quantities, self.world.clock.now())
        if is_new:
            self.store.changed(order)
            key = f"{order.increment_id}-c{request.number}"
            self.outbox.put(Notice(ORDER_CANCELLED, order.id, key, request.number))
        return request.status

    def subscribe(self, hook: str, url: str) -> None:
        """Say `hook` to `url` from now on, and what has waited for a listener as well."""
        self.store.subscriptions[hook] = url
        self.outbox.resume()

    def _to_change(self, order_id: int) -> SalesOrder:
        self.order(order_id)
        return self.store.orders.edit(order_id)

    def _changed(self, order: SalesOrder) -> None:
        self.store.changed(order)
        self.world.commit(commit_of(order))

    def _settle(self, notice: Notice, refusal: str | None) -> None:
        """Enter the answer to a notice.

        A no to an order counts only while nothing else was heard of it: a yes whose answer got lost may
        already have been followed by deeds.
        """
        order, now = self.store.orders.edit(notice.order_id), self.world.clock.now()
        if notice.cancel is not None:
            order.settle_cancel(notice.cancel, refusal, now)
        elif order.acknowledged_at is not None:
            return
        elif refusal is None:
            order.acknowledge(now)
            self._perhaps_again(notice)
        elif order.status == "pending":
            order.show("rejected", refusal, now)
        else:
            return
        self._changed(order)

    def _perhaps_again(self, notice: Notice) -> None:
        habit = self.world.misbehaviours.get(EXPORTS_TWICE)
        if habit and self.world.chance.uniform(EXPORTS_TWICE, notice.key) < float(habit["share"]):
            due = self.world.clock.now() + timedelta(seconds=float(habit["delay_s"]))
            self.store.agenda.put(due, "export_again", notice.order_id)

    def _export_again(self, order_id: int) -> None:
        order = self.store.orders[order_id]
        self.world.misbehave(EXPORTS_TWICE, order.reference)
        self.outbox.put(Notice(ORDER_SAVED, order.id, order.increment_id))
