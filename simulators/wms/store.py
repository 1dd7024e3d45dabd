"""The warehouse's tables, in insertion order."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime

from simulators.wms.domain import Article, Consignee, OrderDraft, Subscription, WarehouseOrder


@dataclass(slots=True)
class Store:
    """Everything this warehouse remembers."""

    site: str = "WH-01"
    articles: dict[str, Article] = field(default_factory=dict)
    article_numbers: list[str] = field(default_factory=list)  # ascending, for pages
    replenishment: dict[str, int] = field(default_factory=dict)  # article -> EA each morning
    orders: dict[int, WarehouseOrder] = field(default_factory=dict)
    order_ids_by_number: dict[str, list[int]] = field(default_factory=dict)
    waiting_for_wave: dict[int, None] = field(default_factory=dict)
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    consignees: dict[Consignee, Consignee] = field(default_factory=dict)  # one copy each
    last_order_id: int = 1000
    last_wave_id: int = 0
    last_receipt_id: int = 0
    last_subscription_id: int = 0

    def add_article(self, article: Article) -> None:
        """Register an article."""
        self.articles[article.number] = article
        self.article_numbers.insert(bisect_left(self.article_numbers, article.number), article.number)

    def articles_from(self, number: str, limit: int) -> tuple[list[Article], str | None]:
        """Give up to `limit` articles from `number` on, and where the next page begins."""
        start = bisect_left(self.article_numbers, number)
        page = self.article_numbers[start : start + limit + 1]
        return [self.articles[n] for n in page[:limit]], page[limit] if len(page) > limit else None

    def add_order(self, draft: OrderDraft, at: datetime) -> WarehouseOrder:
        """Enter an order under the next id; the goods owner's number need not be new."""
        self.last_order_id += 1
        consignee = self.consignees.setdefault(draft.consignee, draft.consignee)
        order = WarehouseOrder(
            self.last_order_id, draft.number, draft.reference, consignee, draft.rows, at, at
        )
        self.orders[order.order_id] = order
        self.order_ids_by_number.setdefault(order.number, []).append(order.order_id)
        return order

    def orders_numbered(self, number: str) -> list[WarehouseOrder]:
        """Give every order under the goods owner's number, oldest first."""
        return [self.orders[order_id] for order_id in self.order_ids_by_number.get(number, ())]

    def add_subscription(self, url: str, statuses: tuple[int, ...]) -> Subscription:
        """Enter a subscriber."""
        self.last_subscription_id += 1
        subscription = Subscription(self.last_subscription_id, url, statuses)
        self.subscriptions[subscription.subscription_id] = subscription
        return subscription
