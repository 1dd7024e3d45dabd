"""What lies in the warehouse, and what is put there or taken away by hand."""

from collections.abc import Callable

from simulators.chassis.stock_room import Quantities, Stock, StockRoom
from simulators.threepl_graphql.domain.account import WAREHOUSE_ID
from simulators.threepl_graphql.domain.goods import Product
from simulators.threepl_graphql.errors import NotEnoughInventoryError, NotFoundError
from simulators.threepl_graphql.events import INVENTORY_UPDATE, inventory_document
from simulators.threepl_graphql.service.telling import Telling
from simulators.threepl_graphql.store import Store


class Inventory:
    """The stock of one account; `on_more` is called when there is more of something."""

    on_more: Callable[[], None]

    def __init__(self, store: Store, room: StockRoom, telling: Telling) -> None:
        self._store = store
        self._room = room
        self._telling = telling
        self.on_more = _nobody_waits

    def product(self, sku: str) -> Product:
        """Give a product by its SKU.

        Raises:
            NotFoundError: there is none.
        """
        found = self._store.products.get(sku)
        if found is None:
            raise NotFoundError(f"Product not found: {sku[:40]!r}")
        return found

    def stock(self, sku: str) -> Stock:
        """Give the stock of a product that is there."""
        return self._store.stock[sku]

    def backordered(self, sku: str) -> int:
        """Give how much of a product is owed to orders that wait for goods."""
        waiting = (self._store.orders[order_id] for order_id in self._store.waiting_for_goods)
        return sum(line.quantity for order in waiting for line in order.lines if line.sku == sku)

    def check_warehouse(self, warehouse_id: str) -> None:
        """Make sure that it is the warehouse of this account.

        Raises:
            NotFoundError: it is another.
        """
        if warehouse_id != WAREHOUSE_ID or not self._store.products:
            raise NotFoundError(f"Warehouse not found: {warehouse_id[:40]!r}")

    def receive(self, reference: str, quantities: Quantities) -> None:
        """Put what has arrived on the shelves; orders that wait for it come first."""
        arrived = {sku: quantity for sku, quantity in quantities.items() if quantity}
        if arrived:
            self._room.receive(arrived, reference)
            self.tell_levels(*arrived)
            self.on_more()

    def add(self, sku: str, quantity: int, reason: str) -> Stock:
        """Find more of something."""
        self.product(sku)
        self._adjust(sku, quantity, reason)
        return self.stock(sku)

    def subtract(self, sku: str, quantity: int, reason: str) -> Stock:
        """Take something away, but not from under an order.

        Raises:
            NotEnoughInventoryError: that much is not free.
        """
        self.product(sku)
        free = self.stock(sku).available
        if quantity > free:
            raise NotEnoughInventoryError(
                f"Not enough inventory to subtract {quantity} of {sku}: {free} available", available=free
            )
        self._adjust(sku, -quantity, reason)
        return self.stock(sku)

    def replace(self, sku: str, quantity: int, reason: str) -> Stock:
        """Set what is there; what is promised to orders, or cannot be sold, stays there.

        Raises:
            NotEnoughInventoryError: it would be less than that.
        """
        self.product(sku)
        stock = self.stock(sku)
        bound = stock.allocated + stock.held
        if quantity < bound:
            raise NotEnoughInventoryError(
                f"Inventory of {sku} cannot be {quantity}: {bound} are allocated or not sellable",
                available=bound,
            )
        self._adjust(sku, quantity - stock.on_hand, reason)
        return self.stock(sku)

    def keep_back(self, sku: str, quantity: int) -> None:
        """Leave goods on the shelf that cannot be sold again."""
        self._room.hold(sku, quantity)

    def tell_levels(self, *skus: str) -> None:
        """Say how much there is now, if anybody wants to know."""
        if not self._telling.is_heard(INVENTORY_UPDATE):
            return
        for sku in skus:
            stock = self.stock(sku)
            document = inventory_document(sku, stock.on_hand, stock.available, self.backordered(sku))
            self._telling.tell(INVENTORY_UPDATE, sku, document, sku, self._store.next_id())

    def _adjust(self, sku: str, change: int, reason: str) -> None:
        if change:
            self._room.adjust(sku, change, reason or "manual")
            self.tell_levels(sku)
        if change > 0:
            self.on_more()


def _nobody_waits() -> None:
    return None
