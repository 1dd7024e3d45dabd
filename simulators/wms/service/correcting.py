"""The book is corrected to what really lies there, whoever found it out."""

from collections.abc import Iterator

from simulators.wms.domain.goods import Condition, StockItem
from simulators.wms.domain.order import OrderStatus, WarehouseOrder, by_row
from simulators.wms.errors import NotFoundError, QuantityExceededError
from simulators.wms.service.site import Site


class Correcting:
    """Adjustments and changes of condition, and what they do to orders that counted on the goods."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def stock_item(self, stock_item_id: int) -> StockItem:
        """Give one stock item.

        Raises:
            NotFoundError: there is none under that id.
        """
        item = self._site.store.stock_items.get(stock_item_id)
        if item is None:
            raise NotFoundError("stock_item", stock_item_id)
        return item

    def correct(self, stock_item_id: int, change: int, reference: str) -> int:
        """Change what the book says of a stock item, and give the number of the movement.

        Raises:
            QuantityExceededError: there is less in it than is to be taken out.
        """
        site, item = self._site, self.stock_item(stock_item_id)
        if item.quantity + change < 0:
            raise QuantityExceededError(f"stock item {stock_item_id} holds {item.quantity} items")
        stock = site.store.stock[item.article]
        too_much = stock.allocated - (stock.on_hand + change)
        if too_much > 0:
            self._disappoint(item.article, too_much)
        site.bins.change(item, change)
        site.room.adjust(item.article, change, reference)
        number = site.store.post(site.now(), "Adjustment", reference, ((stock_item_id, change),))
        site.announcer.stock((item.article,), "adjustment", reference)
        return number

    def move(
        self, stock_item_id: int, quantity: int, location: str | None, condition: Condition | None
    ) -> StockItem:
        """Move goods to another place, or say that they are in another condition.

        Raises:
            QuantityExceededError: there is less in the stock item.
        """
        site, item = self._site, self.stock_item(stock_item_id)
        if quantity > item.quantity:
            raise QuantityExceededError(f"stock item {stock_item_id} holds {item.quantity} items")
        target = site.bins.move(item, quantity, location or item.location, condition or item.condition)
        site.announcer.stock((item.article,), "move", target.location)
        return self.stock_item(target.stock_item_id)

    def _disappoint(self, article: str, too_much: int) -> None:
        """Take a promise back from the newest orders that can still be told."""
        for order in self._hopeful(article):
            picked = by_row(order.picks)
            lines: list[tuple[int, str, int]] = []
            freed = 0
            for row, wanted, quantity in order.allocated:
                open_quantity = quantity - picked.get(row, 0) if wanted == article else 0
                less = min(open_quantity, too_much - freed)
                freed += less
                if quantity > less:
                    lines.append((row, wanted, quantity - less))
            if freed:
                order.allocated = tuple(lines)
                self._site.room.free({article: freed})
                order.change(self._site.now())
                self._site.announcer.order(order)
            too_much -= freed
            if too_much == 0:
                return

    def _hopeful(self, article: str) -> Iterator[WarehouseOrder]:
        orders = self._site.store.orders
        for order_id in reversed(orders):
            order = orders[order_id]
            if order.status not in (OrderStatus.ALLOCATED, OrderStatus.RELEASED):
                continue
            if any(wanted == article for _, wanted, _ in order.allocated):
                yield orders.edit(order_id)
