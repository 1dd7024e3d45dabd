"""Cycle counts: planned, counted, approved; only then is the book corrected."""

from collections.abc import Iterable, Mapping

from simulators.chassis.pages import page
from simulators.wms.domain.work import CountLine, CountStatus, CycleCount
from simulators.wms.errors import (
    CountIncompleteError,
    DocumentClosedError,
    NotFoundError,
    QuantityExceededError,
    UnknownRowError,
)
from simulators.wms.service.correcting import Correcting
from simulators.wms.service.site import Site

OPEN = (CountStatus.PLANNED, CountStatus.COUNTED)


class Counting:
    """What the stock takers do."""

    def __init__(self, site: Site, correcting: Correcting) -> None:
        self._site = site
        self._correcting = correcting

    def plan(self, stock_item_ids: Iterable[int], reason: str) -> CycleCount:
        """Plan to count some stock items.

        Raises:
            NotFoundError: one of them does not exist.
        """
        site, store, now = self._site, self._site.store, self._site.now()
        lines = []
        for stock_item_id in dict.fromkeys(stock_item_ids):
            if stock_item_id not in store.stock_items:
                raise NotFoundError("stock_item", stock_item_id)
            lines.append(CountLine(stock_item_id, store.stock_items[stock_item_id].quantity))
        store.last_count_id += 1
        count = CycleCount(store.last_count_id, reason, now, now, tuple(lines))
        store.cycle_counts[count.count_id] = count
        site.announcer.count(count)
        return count

    def count(self, count_id: int) -> CycleCount:
        """Give one count.

        Raises:
            NotFoundError: no count has that id.
        """
        count = self._site.store.cycle_counts.get(count_id)
        if count is None:
            raise NotFoundError("cycle_count", count_id)
        return count

    def counts(self, first: int, limit: int) -> tuple[list[CycleCount], int | None]:
        """Give a page of counts, and where the next one begins."""
        table = self._site.store.cycle_counts
        keys, further = page(tuple(table), first, limit)
        return [table[key] for key in keys], further

    def enter(self, count_id: int, counted: Mapping[int, int]) -> CycleCount:
        """Enter what was found; what the book says at this moment is what it is compared with.

        Raises:
            UnknownRowError: a stock item is not to be counted.
        """
        self._must_be_open(count_id)
        items = self._site.store.stock_items
        lines = self.count(count_id).lines
        planned = [line.stock_item_id for line in lines]
        if unknown := [stock_item_id for stock_item_id in counted if stock_item_id not in planned]:
            raise UnknownRowError(f"count {count_id} has no stock item {unknown[0]}")
        count = self._site.store.cycle_counts.edit(count_id)
        count.lines = tuple(
            [
                CountLine(line.stock_item_id, items[line.stock_item_id].quantity, counted[line.stock_item_id])
                if line.stock_item_id in counted
                else line
                for line in lines
            ]
        )
        is_whole = all(line.counted is not None for line in count.lines)
        return self._become(count_id, CountStatus.COUNTED if is_whole else CountStatus.PLANNED)

    def approve(self, count_id: int) -> CycleCount:
        """Correct the book by every difference that was found.

        Raises:
            CountIncompleteError: something has not been counted yet.
            QuantityExceededError: the goods that would be missing have left since.
        """
        self._must_be_open(count_id)
        count, items = self.count(count_id), self._site.store.stock_items
        if count.status is not CountStatus.COUNTED:
            raise CountIncompleteError(f"count {count_id} is not counted yet")
        for line in count.lines:
            if items[line.stock_item_id].quantity + _difference(line) < 0:
                raise QuantityExceededError(
                    f"stock item {line.stock_item_id} has changed since: count it again"
                )
        for line in count.lines:
            if _difference(line):
                self._correcting.correct(line.stock_item_id, _difference(line), f"COUNT-{count_id}")
        return self._become(count_id, CountStatus.APPROVED)

    def cancel(self, count_id: int) -> CycleCount:
        """Forget about a count."""
        self._must_be_open(count_id)
        return self._become(count_id, CountStatus.CANCELLED)

    def _must_be_open(self, count_id: int) -> None:
        status = self.count(count_id).status
        if status not in OPEN:
            raise DocumentClosedError(f"count {count_id} is {status}")

    def _become(self, count_id: int, status: CountStatus) -> CycleCount:
        count = self._site.store.cycle_counts.edit(count_id)
        count.status, count.changed_at = status, self._site.now()
        self._site.announcer.count(count)
        return count


def _difference(line: CountLine) -> int:
    return 0 if line.counted is None else line.counted - line.expected
