"""Articles, where their goods lie, in which condition and of which batch."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LOST = "LOST"
"""Where goods are booked that a picker did not find, until somebody has counted."""

RETURNS = "RETURNS"
ISSUE = "Issue"
_AISLES, _BAYS, _LEVELS = "ABCDEFGHJK", 40, 6


class Condition(StrEnum):
    """Whether goods may be sold."""

    AVAILABLE = "Available"
    HELD = "Held"
    DAMAGED = "Damaged"


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the register, counted in EA; `home` is where its goods usually lie."""

    number: str
    name: str
    bar_code: str
    home: str


@dataclass(slots=True)
class StockItem:
    """Goods of one article, batch and condition in one location; it stays when nothing is left in it."""

    stock_item_id: int
    article: str
    location: str
    batch: str
    condition: Condition
    quantity: int = 0


@dataclass(slots=True)
class Batch:
    """One lot of an article; while it is held, none of it may be picked."""

    article: str
    number: str
    expiry: date | None = None
    hold_reason: str = ""

    @property
    def is_held(self) -> bool:
        """Whether it may not be picked."""
        return bool(self.hold_reason)

    def expires_before(self, other_days: date) -> bool:
        """Tell whether it is no longer good on that day."""
        return self.expiry is not None and self.expiry <= other_days


@dataclass(frozen=True, slots=True)
class Posting:
    """One event in the journal of stock movements; its lines are numbered on from `first`.

    An issue's lines are the picks that left, which the order holds as well: there are as many as all others.
    """

    first: int
    at: datetime
    kind: str  # Opening | Receipt | Issue | Adjustment | Move
    reference: str
    lines: tuple[tuple[int, ...], ...]  # stock item, change in EA; of an issue: row, items, stock item

    def changes(self) -> list[tuple[int, int]]:
        """Give the stock item of each line, and what changed in it, in EA."""
        if self.kind == ISSUE:
            return [(stock_item_id, -grip) for _, grip, stock_item_id in self.lines]
        return [(stock_item_id, change) for stock_item_id, change in self.lines]


def home_of(place: int) -> str:
    """Give the usual location of the article that stands at that place of the register."""
    aisle = _AISLES[place // (_BAYS * _LEVELS) % len(_AISLES)]
    return f"{aisle}-{place // _LEVELS % _BAYS + 1:02d}-{place % _LEVELS + 1}"
