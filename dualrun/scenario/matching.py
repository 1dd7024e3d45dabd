"""Which order does a cancellation take back?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dualrun.history import LineIntent
from dualrun.scenario.past import PastCancellation


@dataclass(frozen=True, slots=True)
class Taken:
    """An order as the file has it: when, by whom, and the lines that it ordered."""

    external_ref: str
    customer_id: str
    at: datetime
    lines: tuple[LineIntent, ...]


@dataclass(frozen=True, slots=True)
class TakingBack:
    """One line of a cancelling document, in the file's own words."""

    document: str
    customer_id: str
    item_id: str
    at: datetime
    quantity: int


@dataclass(slots=True)
class _Part:
    """What one document takes back of one order."""

    order: Taken
    at: datetime
    quantities: Counter[int]
    lines: int = 0


class Matcher:
    """Matches cancelling lines to what is left of earlier orders, the latest order first."""

    def __init__(self, orders: Iterable[Taken]) -> None:
        self.rejected: Counter[str] = Counter()
        self._by_item: dict[tuple[str, str], dict[str, Taken]] = defaultdict(dict)
        self._left: dict[tuple[str, int], int] = {}
        for order in orders:
            for line in order.lines:
                self._by_item[order.customer_id, line.item_id][order.external_ref] = order
                self._left[order.external_ref, line.line] = line.quantity

    def match(self, cancelling: Sequence[TakingBack]) -> tuple[PastCancellation, ...]:
        """Give one cancellation for each document and order; what fits no order is counted as rejected."""
        parts: dict[tuple[str, str], _Part] = {}
        for line in sorted(cancelling, key=lambda line: line.at):
            order = self._order_of(line)
            if order is None:
                continue
            part = parts.setdefault((line.document, order.external_ref), _Part(order, line.at, Counter()))
            part.quantities.update(self._take(order, line))
            part.at = max(part.at, line.at)
            part.lines += 1
        return tuple(self._told(part) for part in parts.values())

    def _order_of(self, line: TakingBack) -> Taken | None:
        having = self._by_item.get((line.customer_id, line.item_id), {}).values()
        earlier = [order for order in having if order.at <= line.at]
        if not earlier:
            self.rejected["cancellation_without_order"] += 1
            return None
        enough = [order for order in earlier if self._left_of(order, line.item_id) >= line.quantity]
        if not enough:
            self.rejected["cancellation_exceeds_order"] += 1
            return None
        return max(enough, key=lambda order: order.at)

    def _left_of(self, order: Taken, item_id: str) -> int:
        return sum(
            self._left[order.external_ref, line.line] for line in order.lines if line.item_id == item_id
        )

    def _take(self, order: Taken, cancelling: TakingBack) -> dict[int, int]:
        taken: dict[int, int] = {}
        wanted = cancelling.quantity
        for line in order.lines:
            left = self._left[order.external_ref, line.line]
            quantity = min(wanted, left) if line.item_id == cancelling.item_id else 0
            if quantity:
                taken[line.line] = quantity
                self._left[order.external_ref, line.line] = left - quantity
                wanted -= quantity
        return taken

    def _told(self, part: _Part) -> PastCancellation:
        """Tell what one document took back; a document that took everything takes back the order itself."""
        ordered = {line.line: line.quantity for line in part.order.lines}
        is_whole = ordered == dict(part.quantities)
        quantities = () if is_whole else tuple(sorted(part.quantities.items()))
        after_s = (part.at - part.order.at).total_seconds()
        return PastCancellation(part.order.external_ref, after_s, quantities, part.lines)
