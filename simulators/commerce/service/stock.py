"""What is in stock at which source, and how much of it can still be sold."""

from collections.abc import Sequence
from dataclasses import replace

from simulators.commerce.domain.documents import Quantities
from simulators.commerce.domain.hooks import STOCK_SAVED
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.domain.stock import DEFAULT_SOURCE, IN_STOCK, STOCK_ID, Source, SourceItem
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.store import Store


class Stock:
    """The inventory of one shop: sources, what lies there, and what is promised."""

    def __init__(self, store: Store, announcements: Announcements) -> None:
        self._store = store
        self._announcements = announcements

    def source(self, code: str) -> Source:
        """Give a source.

        Raises:
            NoSuchEntityError: there is none of that code.
        """
        try:
            return self._store.sources[code]
        except KeyError:
            raise NoSuchEntityError("sourceCode", code) from None

    def save_source(self, source: Source) -> None:
        """Enter a source, or another in its place."""
        self._store.sources[source.code] = source

    def items_of(self, sku: str) -> list[SourceItem]:
        """Give what lies where of a product."""
        found = (self._store.source_items.get((sku, code)) for code in self._store.sources)
        return [item for item in found if item is not None]

    def save_items(self, items: Sequence[SourceItem]) -> None:
        """Enter how much lies where; all of them or none.

        Raises:
            StateError: a product or source is unknown.
        """
        for item in items:
            if item.sku not in self._store.products:
                raise StateError("No product has the SKU %sku.", sku=item.sku)
            if item.source_code not in self._store.sources:
                raise StateError("No source has the code %source.", source=item.source_code)
        for item in items:
            self._store.source_items[item.sku, item.source_code] = item
            if self._announcements.is_wanted(STOCK_SAVED):
                row = {"sku": item.sku, "source_code": item.source_code, "quantity": item.quantity}
                self._announcements.tell(STOCK_SAVED, item.sku, {**row, "status": item.status})

    def delete_items(self, keys: Sequence[tuple[str, str]]) -> None:
        """Forget how much lies where."""
        for key in keys:
            self._store.source_items.pop(key, None)

    def salable(self, sku: str, stock_id: int = STOCK_ID) -> int:
        """Give how many pieces can still be sold.

        Raises:
            NoSuchEntityError: no such product or stock.
        """
        if stock_id != STOCK_ID:
            raise NoSuchEntityError("stockId", stock_id)
        if sku not in self._store.products:
            raise NoSuchEntityError("sku", sku)
        there = sum(
            item.quantity
            for item in self.items_of(sku)
            if item.status == IN_STOCK and self._store.sources[item.source_code].is_enabled
        )
        return there - self._store.reserved.get(sku, 0)

    def issue(self, order: SalesOrder, items: Quantities) -> None:
        """Let what was promised to an order leave, from the sources in their order."""
        for line, quantity in items:
            sku, pieces = self._pieces(order, line, quantity)
            self._store.reserve(sku, -pieces)
            for there in self.items_of(sku):
                taken = min(there.quantity, pieces)
                pieces -= taken
                self._put(replace(there, quantity=there.quantity - taken))
        if all(item.shipped + item.canceled >= item.quantity for item in order.items):
            self.release(order)

    def release(self, order: SalesOrder) -> None:
        """Take back the promise of what of an order will never leave."""
        order.is_reserved = False
        for line, item in enumerate(order.items, 1):
            sku, pieces = self._pieces(order, line, item.canceled)
            self._store.reserve(sku, -pieces)

    def take_back(self, order: SalesOrder, items: Quantities) -> None:
        """Put returned goods back on the shelves of the first source."""
        for line, quantity in items:
            sku, pieces = self._pieces(order, line, quantity)
            there = next(iter(self.items_of(sku)), SourceItem(sku, DEFAULT_SOURCE, 0))
            self._put(replace(there, quantity=there.quantity + pieces))

    def _pieces(self, order: SalesOrder, line: int, quantity: int) -> tuple[str, int]:
        item = order.items[line - 1]
        product = self._store.products.get(item.sku)  # it may be gone by now
        return item.sku, quantity if product is None else product.eaches(item.unit, quantity)

    def _put(self, item: SourceItem) -> None:
        self._store.source_items[item.sku, item.source_code] = item
