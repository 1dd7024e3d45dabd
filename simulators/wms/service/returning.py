"""What buyers send back, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import replace

from simulators.chassis.agenda import Acts
from simulators.chassis.pages import page
from simulators.wms.domain.arrivals import Disposition, InboundStatus, ReturnOrder, ReturnRow
from simulators.wms.domain.goods import RETURNS, Condition
from simulators.wms.domain.order import OrderStatus, by_row
from simulators.wms.errors import (
    DocumentClosedError,
    NotFoundError,
    OrderNotShippedError,
    QuantityExceededError,
    UnknownRowError,
)
from simulators.wms.service.correcting import Correcting
from simulators.wms.service.site import Site

CONDITIONS = {
    Disposition.RESTOCK: Condition.AVAILABLE,
    Disposition.INSPECT: Condition.HELD,
    Disposition.DAMAGED: Condition.DAMAGED,
    Disposition.SCRAP: Condition.DAMAGED,
}
USUAL = {"damaged": Disposition.SCRAP, "defective": Disposition.INSPECT}
"""What the returns desk does with goods by the cause they come back for; whatever else it puts back."""


class Returning:
    """What the returns desk does."""

    acts: Acts

    def __init__(self, site: Site, correcting: Correcting) -> None:
        self._site = site
        self._correcting = correcting
        self.acts = {"look_at_return": self._look_at}

    def announce(self, order_id: int, rows: Sequence[tuple[int, int, str]], number: str = "") -> ReturnOrder:
        """Expect some goods of a shipped order to come back; rows are row number, EA and cause.

        Raises:
            OrderNotShippedError: the order has not left.
            UnknownRowError: nothing left of a row.
            QuantityExceededError: more than has left, or is announced to come back already.
        """
        site, store, now = self._site, self._site.store, self._site.now()
        order = site.order(order_id)
        if order.status is not OrderStatus.SHIPPED:
            raise OrderNotShippedError(
                f"order {order_id} is {order.status.text}: nothing of it can come back"
            )
        articles = {row: article for row, article, _ in order.goods}
        left = {row: quantity - self._announced(order_id, row) for row, _, quantity in order.goods}
        for row, quantity in by_row([(row, quantity) for row, quantity, _ in rows]).items():
            if row not in left:
                raise UnknownRowError(f"order {order_id}: nothing left of row {row}")
            if quantity > left[row]:
                raise QuantityExceededError(f"row {row}: {left[row]} can still come back, not {quantity}")
        store.last_return_id += 1
        expected = tuple([ReturnRow(row, articles[row], quantity, cause) for row, quantity, cause in rows])
        returned = ReturnOrder(store.last_return_id, order_id, expected, now, now, number=number)
        store.return_orders[returned.return_id] = returned
        store.return_ids_by_order.put(order_id, returned.return_id)
        self._tell(returned)
        site.after(site.pace.return_s, "look_at_return", returned.return_id)
        return returned

    def returned(self, return_id: int) -> ReturnOrder:
        """Give one return.

        Raises:
            NotFoundError: none has that id.
        """
        returned = self._site.store.return_orders.get(return_id)
        if returned is None:
            raise NotFoundError("return_order", return_id)
        return returned

    def returns(self, order_id: int | None, first: int, limit: int) -> tuple[list[ReturnOrder], int | None]:
        """Give a page of returns, of one order or of all, and where the next one begins."""
        store = self._site.store
        ids = tuple(store.return_orders) if order_id is None else store.return_ids_by_order.get(order_id, ())
        keys, further = page(ids, first, limit)
        return [store.return_orders[key] for key in keys], further

    def arrive(self, return_id: int, arrivals: Sequence[tuple[int, int, Disposition]]) -> ReturnOrder:
        """Take goods back; arrivals are row number, EA and what becomes of them.

        Raises:
            DocumentClosedError: everything has come back, or the return was cancelled.
            UnknownRowError: the return has no such row.
            QuantityExceededError: more than was announced.
        """
        returned = self.returned(return_id)
        self._must_be_open(returned)
        rows = {row.number: row for row in returned.rows}
        for number, quantity, disposition in arrivals:
            row = rows.get(number)
            if row is None:
                raise UnknownRowError(f"return {return_id} has no row {number}")
            if row.arrived + quantity > row.expected:
                raise QuantityExceededError(f"row {number}: announced {row.expected}, {row.arrived} are back")
            rows[number] = replace(row, received=(*row.received, (disposition, quantity)))
        for number, quantity, disposition in arrivals:
            self._take_back(rows[number].article, quantity, disposition, returned.reference)
        is_whole = all(row.arrived == row.expected for row in rows.values())
        self._site.store.return_orders.edit(return_id).rows = tuple(rows.values())
        return self._become(return_id, InboundStatus.RECEIVED if is_whole else InboundStatus.PARTLY_RECEIVED)

    def cancel(self, return_id: int) -> ReturnOrder:
        """Expect nothing more to come back."""
        self._must_be_open(self.returned(return_id))
        return self._become(return_id, InboundStatus.CANCELLED)

    def _look_at(self, return_id: int) -> None:
        """See to what is on the dock by now, unless somebody has seen to all of it."""
        returned = self.returned(return_id)
        if returned.status < InboundStatus.RECEIVED:
            rows = [(row, row.expected - row.arrived) for row in returned.rows]
            self.arrive(
                return_id,
                [
                    (row.number, left, USUAL.get(row.cause.lower(), Disposition.RESTOCK))
                    for row, left in rows
                    if left
                ],
            )

    def _take_back(self, article: str, quantity: int, disposition: Disposition, reference: str) -> None:
        site = self._site
        condition = CONDITIONS[disposition]
        place = site.store.articles[article].home if condition is Condition.AVAILABLE else RETURNS
        item = site.bins.item(article, place, "", condition)
        site.room.receive({article: quantity}, reference)
        site.bins.change(item, quantity)
        site.store.post(site.now(), "Receipt", reference, ((item.stock_item_id, quantity),))
        if disposition is Disposition.SCRAP:
            self._correcting.correct(item.stock_item_id, -quantity, reference)
        else:
            site.announcer.stock((article,), "return", reference)

    def _announced(self, order_id: int, row: int) -> int:
        """Give how much of an order's row has come back, or may yet."""
        store = self._site.store
        total = 0
        for return_id in store.return_ids_by_order.get(order_id, ()):
            returned = store.return_orders[return_id]
            is_off = returned.status is InboundStatus.CANCELLED
            rows = [each for each in returned.rows if each.number == row]
            total += sum(each.arrived if is_off else each.expected for each in rows)
        return total

    def _must_be_open(self, returned: ReturnOrder) -> None:
        if returned.status >= InboundStatus.RECEIVED:
            raise DocumentClosedError(f"return {returned.return_id} is {returned.status.text}")

    def _become(self, return_id: int, status: InboundStatus) -> ReturnOrder:
        returned = self._site.store.return_orders.edit(return_id)
        returned.become(status, self._site.now())
        self._tell(returned)
        return returned

    def _tell(self, returned: ReturnOrder) -> None:
        self._site.announcer.returned(returned, self._site.store.orders[returned.order_id].reference)
