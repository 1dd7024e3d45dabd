"""What every source said last of the stock, put together item by item when somebody asks.

A source that falls silent leaves its last word standing: what it said is older, not gone.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from facade.availability.atp import Supply
from facade.canonical.supply import Due, Lot, OnHand, Position
from facade.routing.stage import Side


class _Book(NamedTuple):
    on_hand: dict[str, dict[str, int]]
    due: Mapping[str, tuple[Due, ...]]
    at: datetime


class _Site(NamedTuple):
    positions: dict[str, Position]
    lots: Mapping[str, tuple[Lot, ...]]
    at: datetime


class StockPicture:
    """The last word of both books and of every site, and what the façade has promised since."""

    def __init__(self) -> None:
        self._books: dict[Side, _Book] = {}
        self._sites: dict[str, _Site] = {}
        self._reserved: dict[str, int] = {}
        self.version = 0
        """Moves on with every change: an answer made before may say something else now."""

    def take_book(self, side: Side, on_hand: Iterable[OnHand], due: Iterable[Due], at: datetime) -> None:
        """Take in all that a book says, in the place of what it said before."""
        rows: dict[str, dict[str, int]] = {}
        for row in on_hand:
            sites = rows.setdefault(row.item_id, {})
            sites[row.site] = sites.get(row.site, 0) + row.units
        coming: dict[str, tuple[Due, ...]] = {}
        for one in due:
            coming[one.item_id] = (*coming.get(one.item_id, ()), one)
        self._books[side] = _Book(rows, coming, at)
        self.version += 1

    def take_item(self, side: Side, item_id: str, on_hand: Iterable[OnHand]) -> None:
        """Take in what a book says of one item now; of all others its older word stands."""
        book = self._books.get(side)
        said = {row.site: row.units for row in on_hand}
        if book is not None and book.on_hand.get(item_id) != said:
            book.on_hand[item_id] = said
            self.version += 1

    def take_site(
        self, site: str, positions: Iterable[Position], at: datetime, lots: Iterable[Lot] = ()
    ) -> None:
        """Take in all that a site says, in the place of what it said before."""
        of_item: dict[str, tuple[Lot, ...]] = {}
        for lot in lots:
            of_item[lot.item_id] = (*of_item.get(lot.item_id, ()), lot)
        self._sites[site] = _Site({p.item_id: p for p in positions}, of_item, at)
        self.version += 1

    def reserve(self, item_id: str, units: int) -> None:
        """Count on fewer EA of an item, or on more again when `units` is below nothing."""
        left = self._reserved.get(item_id, 0) + units
        if left:
            self._reserved[item_id] = left
        else:
            self._reserved.pop(item_id, None)
        self.version += 1

    def allocate(self, site: str, item_id: str, units: int) -> None:
        """Count goods as promised at a site before the site itself is heard again."""
        heard = self._sites.get(site)
        position = heard.positions.get(item_id) if heard is not None else None
        if heard is not None and position is not None:
            allocated = max(0, position.allocated + units)
            heard.positions[item_id] = position._replace(allocated=allocated)
            self.version += 1

    def supply(self, side: Side, item_id: str, due_by: Side | None = None) -> Supply | None:
        """Give everything known of an item, or nothing when neither the book nor a site knows it.

        What is on its way the book of `due_by` knows, where another side than `side` buys.
        """
        book = self._books.get(side)
        booked = book.on_hand.get(item_id) if book is not None else None
        positions = tuple([s.positions[item_id] for s in self._sites.values() if item_id in s.positions])
        if booked is None and not positions:
            return None
        buyer = self._books.get(due_by) if due_by is not None else book
        due = buyer.due.get(item_id, ()) if buyer is not None else ()
        lots = tuple([lot for site in self._sites.values() for lot in site.lots.get(item_id, ())])
        return Supply(booked or {}, positions, due, lots, max(0, self._reserved.get(item_id, 0)))

    def awaited(self, side: Side) -> int:
        """Give of how many items goods are on their way that a book has ordered and will take in."""
        book = self._books.get(side)
        coming = book.due.values() if book is not None else ()
        return sum(any(one.posts for one in due) for due in coming)

    def as_of(self, side: Side) -> datetime | None:
        """Give how old the oldest word is that an answer rests on; nothing while the book was never heard."""
        book = self._books.get(side)
        if book is None:
            return None
        return min([book.at, *[site.at for site in self._sites.values()]])

    def books(self) -> Iterator[tuple[Side, datetime, list[OnHand], list[Due]]]:
        """Give what each book said last, and when."""
        for side, book in self._books.items():
            rows = [OnHand(i, site, n) for i, sites in book.on_hand.items() for site, n in sites.items()]
            yield side, book.at, rows, [due for dues in book.due.values() for due in dues]

    def sites(self) -> Iterator[tuple[str, datetime, list[Position], list[Lot]]]:
        """Give what each site said last, and when."""
        for name, site in self._sites.items():
            lots = [lot for found in site.lots.values() for lot in found]
            yield name, site.at, list(site.positions.values()), lots

    def items(self, side: Side) -> list[str]:
        """Give every item that a book or a site knows, in a fixed order."""
        book = self._books.get(side)
        named = dict.fromkeys(book.on_hand if book is not None else ())
        for site in self._sites.values():
            named.update(dict.fromkeys(site.positions))
        return sorted(named)
