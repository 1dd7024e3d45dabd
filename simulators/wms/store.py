"""The warehouse's tables, in insertion order."""

from dataclasses import dataclass, field
from datetime import datetime

from simulators.chassis.agenda import Agenda
from simulators.chassis.stock_room import Stock
from simulators.chassis.tables import Index, Table, Tables
from simulators.chassis.webhooks import Delivery
from simulators.wms.domain import Article, Consignee, OrderDraft, Subscription, WarehouseOrder


@dataclass(slots=True)
class Store(Tables):
    """Everything this warehouse remembers."""

    site: str
    agenda: Agenda = field(default_factory=Agenda)
    articles: Table[str, Article] = field(default_factory=Table)
    stock: Table[str, Stock] = field(default_factory=Table)
    article_numbers: tuple[str, ...] = ()  # ascending, for pages
    replenishment: Table[str, int] = field(default_factory=Table)  # article -> EA each morning
    orders: Table[int, WarehouseOrder] = field(default_factory=Table)
    order_ids_by_number: Index[str, int] = field(default_factory=Index)
    waiting_for_wave: Table[int, None] = field(default_factory=Table)
    subscriptions: Table[int, Subscription] = field(default_factory=Table)
    deliveries: Table[str, Delivery] = field(default_factory=Table)
    consignees: Table[Consignee, Consignee] = field(default_factory=Table)  # one copy each
    last_order_id: int = 1000
    last_wave_id: int = 0
    last_receipt_id: int = 0
    last_subscription_id: int = 0

    def add_order(self, draft: OrderDraft, at: datetime) -> WarehouseOrder:
        """Enter an order under the next id; the goods owner's number need not be new."""
        self.last_order_id += 1
        consignee = self.consignees.setdefault(draft.consignee, draft.consignee)
        order = WarehouseOrder(
            self.last_order_id, draft.number, draft.reference, consignee, draft.rows, at, at
        )
        self.orders[order.order_id] = order
        self.order_ids_by_number.put(order.number, order.order_id)
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
