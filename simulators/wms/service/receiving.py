"""What comes in: announced or not, whole or in parts, and who has been waiting for it."""

from collections.abc import Sequence
from dataclasses import replace

from simulators.chassis.pages import page
from simulators.chassis.stock_room import Quantities, total_by_item
from simulators.wms.domain.arrivals import Arrival, InboundOrder, InboundRow, InboundStatus, Receipt
from simulators.wms.domain.goods import Condition
from simulators.wms.domain.order import OrderStatus
from simulators.wms.errors import (
    DocumentClosedError,
    NotFoundError,
    QuantityExceededError,
    UnknownRowError,
)
from simulators.wms.service.ordering import must_be_registered
from simulators.wms.service.picking import Picking
from simulators.wms.service.site import Site


class Receiving:
    """What the goods-in dock does."""

    def __init__(self, site: Site, picking: Picking) -> None:
        self._site = site
        self._picking = picking

    def receive(self, reference: str, quantities: Quantities) -> int:
        """Put goods that nobody announced on their shelves and give the receipt's number.

        Raises:
            UnknownArticleError: an article is not in the register; nothing has been received.
        """
        must_be_registered(self._site.store, quantities)
        arrivals = [(article, Arrival(0, quantity)) for article, quantity in quantities.items()]
        return self._take_in(reference, None, arrivals).receipt_id

    def receipt(self, receipt_id: int) -> Receipt:
        """Give one receipt.

        Raises:
            NotFoundError: there is none under that id.
        """
        receipt = self._site.store.receipts.get(receipt_id)
        if receipt is None:
            raise NotFoundError("receipt", receipt_id)
        return receipt

    def announce(self, number: str, arrival_date: str, rows: tuple[InboundRow, ...]) -> InboundOrder:
        """Expect a delivery.

        Raises:
            UnknownArticleError: an article is not in the register.
        """
        site, store, now = self._site, self._site.store, self._site.now()
        must_be_registered(store, [row.article for row in rows])
        store.last_inbound_id += 1
        inbound = InboundOrder(store.last_inbound_id, number, arrival_date, rows, now, now)
        store.inbound_orders[inbound.inbound_id] = inbound
        site.announcer.inbound(inbound)
        return inbound

    def inbound(self, inbound_id: int) -> InboundOrder:
        """Give one announced delivery.

        Raises:
            NotFoundError: none has that id.
        """
        inbound = self._site.store.inbound_orders.get(inbound_id)
        if inbound is None:
            raise NotFoundError("inbound_order", inbound_id)
        return inbound

    def inbounds(self, number: str | None, first: int, limit: int) -> tuple[list[InboundOrder], int | None]:
        """Give a page of announced deliveries, of one number or of all, and where the next one begins."""
        table = self._site.store.inbound_orders
        keys = tuple([key for key, inbound in table.items() if number in (None, inbound.number)])
        keys_of_page, further = page(keys, first, limit)
        return [table[key] for key in keys_of_page], further

    def change(self, inbound_id: int, arrival_date: str, rows: tuple[InboundRow, ...]) -> InboundOrder:
        """Announce a delivery anew, as long as nothing of it has arrived.

        Raises:
            DocumentClosedError: something has.
            UnknownArticleError: an article is not in the register.
        """
        if self.inbound(inbound_id).status is not InboundStatus.ANNOUNCED:
            raise DocumentClosedError(f"delivery {inbound_id} has begun to arrive, or will not come")
        must_be_registered(self._site.store, [row.article for row in rows])
        inbound = self._site.store.inbound_orders.edit(inbound_id)
        inbound.arrival_date, inbound.rows = arrival_date, rows
        return self._become(inbound_id, InboundStatus.ANNOUNCED)

    def arrive(self, inbound_id: int, arrivals: Sequence[Arrival]) -> Receipt:
        """Take in some of a delivery.

        Raises:
            UnknownRowError: the delivery has no such row.
            QuantityExceededError: more than a tenth over what was announced.
            DocumentClosedError: it has all arrived, or will not come.
        """
        inbound = self.inbound(inbound_id)
        self._must_be_open(inbound)
        rows = {row.number: row for row in inbound.rows}
        for arrival in arrivals:
            row = rows.get(arrival.row)
            if row is None:
                raise UnknownRowError(f"delivery {inbound_id} has no row {arrival.row}")
            if row.received + arrival.quantity > row.most:
                raise QuantityExceededError(
                    f"row {row.number}: announced {row.expected}, at most {row.most} are taken in"
                )
            rows[row.number] = replace(row, received=row.received + arrival.quantity)
        taken = [(rows[arrival.row].article, arrival) for arrival in arrivals]
        receipt = self._take_in(inbound.number, inbound_id, taken)
        self._site.store.inbound_orders.edit(inbound_id).rows = tuple(rows.values())
        is_whole = all(row.received >= row.expected for row in rows.values())
        self._become(inbound_id, InboundStatus.RECEIVED if is_whole else InboundStatus.PARTLY_RECEIVED)
        return receipt

    def close(self, inbound_id: int) -> InboundOrder:
        """Expect no more of a delivery, though less came than was announced."""
        self._must_be_open(self.inbound(inbound_id))
        return self._become(inbound_id, InboundStatus.RECEIVED)

    def cancel(self, inbound_id: int) -> InboundOrder:
        """Expect a delivery no more.

        Raises:
            DocumentClosedError: something of it has arrived: then it is closed, not cancelled.
        """
        if self.inbound(inbound_id).status is not InboundStatus.ANNOUNCED:
            raise DocumentClosedError(f"delivery {inbound_id} has begun to arrive, or will not come")
        return self._become(inbound_id, InboundStatus.CANCELLED)

    def _take_in(
        self, reference: str, inbound_id: int | None, arrivals: Sequence[tuple[str, Arrival]]
    ) -> Receipt:
        site, store = self._site, self._site.store
        quantities = total_by_item([(0, article, arrival.quantity) for article, arrival in arrivals])
        site.room.receive(quantities, reference)
        lines = []
        for article, arrival in arrivals:
            if arrival.batch:
                site.bins.batch(article, arrival.batch, arrival.expiry)
            location = arrival.location or store.articles[article].home
            item = site.bins.item(article, location, arrival.batch, Condition(arrival.condition))
            site.bins.change(item, arrival.quantity)
            lines.append((item.stock_item_id, arrival.quantity))
        posting = store.post(site.now(), "Receipt", reference, tuple(lines))
        store.last_receipt_id += 1
        receipt = Receipt(store.last_receipt_id, reference, inbound_id, posting)
        store.receipts[receipt.receipt_id] = receipt
        site.announcer.stock(quantities, "receipt", reference)
        site.announcer.receipt(receipt.receipt_id, reference, quantities)
        self._serve_who_waits()
        return receipt

    def _serve_who_waits(self) -> None:
        """Give goods to the orders that waited for them, the most urgent first, and let those be picked."""
        site, store = self._site, self._site.store
        waiting = [store.orders[order_id] for order_id in store.waiting_for_goods]
        for order in sorted(waiting, key=lambda order: (order.terms.priority, order.order_id)):
            needed = total_by_item(order.rows)
            if site.room.short_of(needed):
                continue
            del store.waiting_for_goods[order.order_id]
            served = store.orders.edit(order.order_id)
            served.allocated = served.rows
            site.room.reserve(needed)
            for status in (OrderStatus.ALLOCATED, OrderStatus.RELEASED):
                served.become(status, site.now())
                site.announcer.order(served)
            store.waiting_for_wave[served.order_id] = None
        self._picking.start_waves_without_waiting()

    def _must_be_open(self, inbound: InboundOrder) -> None:
        if not inbound.is_open:
            raise DocumentClosedError(f"delivery {inbound.inbound_id} is {inbound.status.text}")

    def _become(self, inbound_id: int, status: InboundStatus) -> InboundOrder:
        inbound = self._site.store.inbound_orders.edit(inbound_id)
        inbound.become(status, self._site.now())
        self._site.announcer.inbound(inbound)
        return inbound
