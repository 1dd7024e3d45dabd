"""What the client stores here, and how much of it there is."""

from collections.abc import Iterable, Sequence

from simulators.chassis.pages import page
from simulators.chassis.stock_room import Stock
from simulators.threepl.domain.goods import InventoryItem, ReceivingStatus
from simulators.threepl.domain.orders import ShipmentStatus
from simulators.threepl.errors import NotFoundError
from simulators.threepl.store import Store

Level = tuple[InventoryItem, Stock]


class Inventory:
    """The inventory of one client."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def level(self, inventory_id: int, kind: str = "inventory") -> Level:
        """Give one item with its stock.

        Raises:
            NotFoundError: there is none with that id; `kind` is what it was asked for as.
        """
        key = str(inventory_id)
        if key not in self._store.inventory:
            raise NotFoundError(kind, inventory_id)
        return self._store.inventory[key], self._store.stock[key]

    def levels(
        self, first: int, limit: int, asked: Sequence[int] | None, search: str
    ) -> tuple[list[Level], int | None]:
        """Give a page of inventory, and where the next one begins."""
        ids: Sequence[int] = self._store.inventory_ids
        if asked is not None:
            wanted = dict.fromkeys(asked)
            ids = [i for i in ids if i in wanted]
        if search:
            ids = [i for i in ids if search in self._store.inventory[str(i)].name.casefold()]
        found, further = page(ids, first, limit)
        return [self.level(i) for i in found], further

    def names(self, inventory_ids: Iterable[str]) -> dict[str, str]:
        """Give the names of items that are there."""
        return {key: self._store.inventory[key].name for key in inventory_ids}

    def on_the_way(self) -> tuple[dict[str, int], dict[str, int]]:
        """Give EA by inventory id: announced and not counted yet, and owed to orders in exception."""
        awaiting: dict[str, int] = {}
        for receiving in self._store.receivings.values():
            if receiving.status in (ReceivingStatus.AWAITING, ReceivingStatus.PROCESSING):
                for box in receiving.boxes:
                    for key, quantity in box.expected if box.counted_at is None else ():
                        awaiting[key] = awaiting.get(key, 0) + quantity
        owed: dict[str, int] = {}
        for order_id in self._store.waiting_for_goods:
            order = self._store.orders[order_id]
            assert order.status is ShipmentStatus.EXCEPTION
            for _, key, quantity in order.products:
                owed[key] = owed.get(key, 0) + quantity
        return awaiting, owed
