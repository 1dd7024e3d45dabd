"""The shelves of one site: what lies there, what is promised, and what came and went.

Every site counts the same way, whatever it calls its orders, and the auditor hears of every change: of the
movement first, then of what lies there now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from simulators.chassis.commits import MovementCommit, StockCommit
from simulators.chassis.master import MasterData
from simulators.chassis.tables import Table
from simulators.chassis.world import World

Line = tuple[int, str, int]
"""One line of a site's order: its number, the item, the quantity in EA."""

Quantities = Mapping[str, int]
"""EA by item."""

NOTHING: Quantities = {}


@dataclass(slots=True)
class Stock:
    """One item at one site in EA; what is allocated or held back is still on hand."""

    item: str
    on_hand: int = 0
    allocated: int = 0
    held: int = 0  # damaged, or kept back until somebody has looked at it

    @property
    def available(self) -> int:
        """How much may still be promised; never less than nothing."""
        free = self.on_hand - self.allocated - self.held
        return free if free > 0 else 0


class StockRoom:
    """What happens to the stock of one site in one world; `table` is its store's.

    Each method takes goods of items that are there; whether there is enough is asked first, with `short_of`.
    """

    def __init__(self, world: World, site: str, table: Table[str, Stock]) -> None:
        self._world = world
        self._site = site
        self._table = table

    def open(self, item: str, quantity: int) -> None:
        """Enter an item with what lies there at the beginning."""
        stock = self._table[item] = Stock(item, quantity)
        if quantity:
            self._world.commit(MovementCommit(self._site, item, quantity, "opening", "OPENING"))
        self._commit(stock)

    def short_of(self, needed: Quantities, besides: Quantities = NOTHING) -> list[Stock]:
        """Give the stock of each item of which less is left than needed, `besides` what would be freed."""
        short = []
        for item, quantity in needed.items():
            stock = self._table[item]
            if stock.on_hand - stock.allocated - stock.held + besides.get(item, 0) < quantity:
                short.append(stock)
        return short

    def reserve(self, needed: Quantities) -> None:
        """Promise all of it; what is not available cannot be promised."""
        for item, quantity in needed.items():
            stock = self._table.edit(item)
            stock.allocated += quantity
            assert stock.allocated + stock.held <= stock.on_hand, f"{item}: {quantity} promised"
            self._commit(stock)

    def reserve_partly(self, needed: Quantities) -> Quantities:
        """Promise as much as is available and give what that is, item by item."""
        table = self._table
        partly = {item: min(quantity, table[item].available) for item, quantity in needed.items()}
        self.reserve({item: quantity for item, quantity in partly.items() if quantity})
        return partly

    def exchange(self, before: Quantities, after: Quantities) -> None:
        """Promise something else instead of what was promised before."""
        for item in {**before, **after}:
            stock = self._table.edit(item)
            stock.allocated += after.get(item, 0) - before.get(item, 0)
            self._commit(stock)

    def free(self, quantities: Quantities) -> None:
        """Take a promise back."""
        for item, quantity in quantities.items():
            stock = self._table.edit(item)
            stock.allocated -= quantity
            self._commit(stock)

    def receive(self, quantities: Quantities, reference: str) -> None:
        """Put what has arrived on the shelves."""
        for item, quantity in quantities.items():
            self._move(item, quantity, "receipt", reference)

    def issue(self, quantities: Quantities, reference: str) -> None:
        """Let promised goods leave."""
        for item, quantity in quantities.items():
            self._move(item, -quantity, "issue", reference, -quantity)

    def adjust(self, item: str, change: int, reference: str) -> None:
        """Correct the book to what really lies there."""
        self._move(item, change, "adjustment", reference)

    def hold(self, item: str, quantity: int) -> None:
        """Keep goods back, so that they are not promised; a negative quantity lets them go again."""
        stock = self._table.edit(item)
        stock.held += quantity
        self._commit(stock)

    def _move(self, item: str, change: int, kind: str, reference: str, promised: int = 0) -> None:
        stock = self._table.edit(item)
        stock.on_hand += change
        stock.allocated += promised
        self._world.commit(MovementCommit(self._site, item, change, kind, reference))
        self._commit(stock)

    def _commit(self, stock: Stock) -> None:
        self._world.commit(StockCommit(self._site, stock.item, stock.on_hand, stock.allocated))


def total_by_item(lines: Iterable[Line]) -> dict[str, int]:
    """Sum lines by item, in order of first appearance: two lines may ask for the same one."""
    total: dict[str, int] = {}
    for _, item, quantity in lines:
        total[item] = total.get(item, 0) + quantity
    return total


def site_of(master: MasterData, system: str) -> str | None:
    """Give the one site that a system runs in this business, if any.

    Raises:
        ValueError: the business gives it several.
    """
    sites = [site.id for site in master.sites if site.system == system]
    if len(sites) > 1:
        raise ValueError(f"{system} runs one site, but the master data gives it {sites}")
    return sites[0] if sites else None


def arriving_each_morning(master: MasterData, site: str | None, numbers: Mapping[str, str]) -> Quantities:
    """Give what the business sends to a site every day, by the site's own item numbers."""
    return {
        numbers[item_id]: quantity
        for (at_site, item_id), quantity in master.replenishment.items()
        if at_site == site and quantity > 0
    }
