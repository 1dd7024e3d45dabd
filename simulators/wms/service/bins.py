"""Where the goods lie: every EA on hand is in one stock item, or in the hands of the floor."""

from collections.abc import Iterable
from datetime import date

from simulators.chassis.stock_room import Line, StockRoom
from simulators.chassis.world import World
from simulators.wms.domain.goods import LOST, Batch, Condition, StockItem
from simulators.wms.domain.order import Pick
from simulators.wms.store import Store

_FAR = date.max


class Bins:
    """The stock items of one warehouse, kept in step with the totals of its stock room."""

    def __init__(self, world: World, store: Store, room: StockRoom) -> None:
        self._world = world
        self._store = store
        self._room = room

    def open(self, article: str, quantity: int) -> None:
        """Put the opening stock of an article in its home."""
        self._room.open(article, quantity)
        item = self._store.add_stock_item(
            article, self._store.articles[article].home, "", Condition.AVAILABLE
        )
        item.quantity = quantity
        if quantity:
            self._store.post(self._world.clock.now(), "Opening", "OPENING", ((item.stock_item_id, quantity),))

    def item(self, article: str, location: str, batch: str, condition: Condition) -> StockItem:
        """Give the stock item of that place, batch and condition, entering one if there is none."""
        store = self._store
        for stock_item_id in store.stock_items_of.get(article, ()):
            item = store.stock_items[stock_item_id]
            if (item.location, item.batch, item.condition) == (location, batch, condition):
                return item
        return store.add_stock_item(article, location, batch, condition)

    def batch(self, article: str, number: str, expiry: date | None) -> Batch:
        """Give a batch, entering it when it is new; the first expiry date that is told counts."""
        batch = self._store.batches.setdefault((article, number), Batch(article, number))
        if batch.expiry is None and expiry is not None:
            batch = self._store.batches.edit((article, number))
            batch.expiry = expiry
        return batch

    def may_be_picked(self, item: StockItem) -> bool:
        """Tell whether goods are good and no batch of theirs is held."""
        if item.condition is not Condition.AVAILABLE:
            return False
        return not item.batch or not self._store.batches[item.article, item.batch].is_held

    def pickable(self, article: str) -> list[StockItem]:
        """Give where an article may be picked, what expires first before the rest."""
        store = self._store
        items = [store.stock_items[i] for i in store.stock_items_of.get(article, ())]
        items = [item for item in items if item.quantity > 0 and self.may_be_picked(item)]
        if len(items) > 1:
            items.sort(key=lambda item: (self._expiry(item), item.stock_item_id))
        return items

    def take_lines(self, lines: Iterable[Line]) -> list[Pick]:
        """Take order lines from the shelves as far as they are there; most lie in one place, whole."""
        places, items = self._store.stock_items_of, self._store.stock_items
        picks: list[Pick] = []
        for row, article, quantity in lines:
            ids = places[article]
            item = items.edit(ids[0])
            is_usual = len(ids) == 1 and not item.batch and item.condition is Condition.AVAILABLE
            if is_usual and item.quantity >= quantity:
                item.quantity -= quantity
                picks.append((row, quantity, ids[0]))
            else:
                picks.extend([(row, grip, where) for where, grip in self.take(article, quantity)])
        return picks

    def take(self, article: str, quantity: int) -> list[tuple[int, int]]:
        """Take up to that much from the shelves and give stock item and EA of each grip."""
        grips: list[tuple[int, int]] = []
        for item in self.pickable(article):
            if quantity <= 0:
                break
            grip = min(quantity, item.quantity)
            self._store.stock_items.edit(item.stock_item_id).quantity -= grip
            grips.append((item.stock_item_id, grip))
            quantity -= grip
        return grips

    def change(self, item: StockItem, change: int) -> None:
        """Put goods into a stock item, or take them out of it, and keep back what may not be picked."""
        self._store.stock_items.edit(item.stock_item_id).quantity += change
        if not self.may_be_picked(item):
            self._room.hold(item.article, change)

    def move(self, item: StockItem, quantity: int, location: str, condition: Condition) -> StockItem:
        """Move goods to another place, or into another condition, and give where they are now."""
        target = self.item(item.article, location, item.batch, condition)
        self.change(item, -quantity)
        self.change(target, quantity)
        lines = ((item.stock_item_id, -quantity), (target.stock_item_id, quantity))
        self._store.post(self._world.clock.now(), "Move", location, lines)
        return target

    def lose(self, article: str, quantity: int) -> list[StockItem]:
        """Book goods as lost that should lie on the shelves and do not; give where they are booked now."""
        lost: list[StockItem] = []
        for item in self.pickable(article):
            if quantity <= 0:
                break
            missing = min(quantity, item.quantity)
            lost.append(self.move(item, missing, LOST, Condition.HELD))
            quantity -= missing
        return lost

    def keep_back(self, batch: Batch, reason: str) -> None:
        """Hold a batch for a reason, or let it go again when the reason is empty."""
        was_held = batch.is_held
        self._store.batches.edit((batch.article, batch.number)).hold_reason = reason
        if was_held == bool(reason):
            return
        on_shelf = sum(
            item.quantity
            for item in map(self._store.stock_items.__getitem__, self._store.stock_items_of[batch.article])
            if item.batch == batch.number and item.condition is Condition.AVAILABLE
        )
        if on_shelf:
            self._room.hold(batch.article, -on_shelf if was_held else on_shelf)

    def _expiry(self, item: StockItem) -> date:
        return (self._store.batches[item.article, item.batch].expiry if item.batch else None) or _FAR
