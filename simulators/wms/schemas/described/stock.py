"""Answers about the register, the shelves and who is told."""

from datetime import date
from typing import Literal

from simulators.wms.schemas.described.base import Described, Naive


class StockAnswer(Described):
    """One article's stock in EA."""

    article_number: str
    number_of_items: int
    allocated_number_of_items: int
    held_number_of_items: int
    available_number_of_items: int


class StockPage(Described):
    """A page."""

    stock: list[StockAnswer]
    next_article_number: str | None


class StockItemAnswer(Described):
    """What lies in one place."""

    stock_item_id: int
    article_number: str
    location_code: str
    batch_number: str | None
    condition: Literal["Available", "Held", "Damaged"]
    number_of_items: int


class StockItemPage(Described):
    """A page."""

    stock_items: list[StockItemAnswer]
    next_stock_item_id: int | None


class MovementAnswer(Described):
    """One line of the journal."""

    movement_id: int
    date: Naive
    kind: Literal["Opening", "Receipt", "Issue", "Adjustment", "Move"]
    reference: str
    change: int
    stock_item_id: int
    article_number: str
    location_code: str
    batch_number: str | None


class MovementPage(Described):
    """A page."""

    stock_movements: list[MovementAnswer]
    next_movement_id: int | None


class AdjustmentAnswer(StockItemAnswer):
    """What lies in the place now, and the movement that says why."""

    movement_id: int


class ArticleAnswer(Described):
    """One article of the register."""

    article_number: str
    article_name: str
    bar_code: str
    article_unit_code: Literal["EA"]
    home_location_code: str


class ArticlePage(Described):
    """A page."""

    articles: list[ArticleAnswer]
    next_article_number: str | None


class BatchAnswer(Described):
    """One batch."""

    article_number: str
    batch_number: str
    expiry_date: date | None
    is_held: bool
    hold_reason: str | None


class BatchList(Described):
    """All of them."""

    batches: list[BatchAnswer]


class CountLineAnswer(Described):
    """One stock item of a count."""

    stock_item_id: int
    expected_number_of_items: int
    counted_number_of_items: int | None


class CountAnswer(Described):
    """A cycle count."""

    cycle_count_id: int
    status: Literal["Planned", "Counted", "Approved", "Cancelled"]
    reason: str
    lines: list[CountLineAnswer]
    created_date: Naive
    changed_date: Naive


class CountPage(Described):
    """A page."""

    cycle_counts: list[CountAnswer]
    next_cycle_count_id: int | None


class SubscriptionAnswer(Described):
    """One subscription to webhooks."""

    subscription_id: int
    url: str
    order_statuses: list[int]
    topics: list[Literal["order", "stock", "inboundOrder", "returnOrder", "cycleCount", "receipt"]]


class SubscriptionList(Described):
    """All of them."""

    subscriptions: list[SubscriptionAnswer]
