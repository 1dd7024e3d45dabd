"""The warehouse's tables, in insertion order."""

from dataclasses import dataclass, field
from datetime import datetime

from simulators.chassis.agenda import Agenda
from simulators.chassis.index import Index
from simulators.chassis.stock_room import Stock
from simulators.chassis.tables import Table, Tables
from simulators.chassis.webhooks import Delivery
from simulators.wms.domain.arrivals import InboundOrder, Receipt, ReturnOrder
from simulators.wms.domain.goods import Article, Batch, Condition, Posting, StockItem
from simulators.wms.domain.order import Consignee, OrderDraft, OrderStatus, Terms, WarehouseOrder
from simulators.wms.domain.work import CycleCount, Subscription, Wave


@dataclass(slots=True)
class Store(Tables):
    """Everything this warehouse remembers."""

    site: str
    agenda: Agenda = field(default_factory=Agenda)
    articles: Table[str, Article] = field(default_factory=Table)
    article_numbers: tuple[str, ...] = ()  # ascending, for pages
    stock: Table[str, Stock] = field(default_factory=Table)
    stock_items: Table[int, StockItem] = field(default_factory=Table)
    stock_items_of: Index[str, int] = field(default_factory=Index)
    batches: Table[tuple[str, str], Batch] = field(default_factory=Table)  # by article and batch number
    journal: Table[int, Posting] = field(default_factory=Table)  # by the number of the first line
    replenishment: Table[str, int] = field(default_factory=Table)  # article -> EA each morning
    orders: Table[int, WarehouseOrder] = field(default_factory=Table)
    order_ids_by_number: Index[str, int] = field(default_factory=Index)
    waiting_for_wave: Table[int, None] = field(default_factory=Table)
    waiting_for_goods: Table[int, None] = field(default_factory=Table)
    waves: Table[int, Wave] = field(default_factory=Table)
    order_id_by_carton: Table[int, int] = field(default_factory=Table)
    order_id_by_shipment: Table[int, int] = field(default_factory=Table)
    inbound_orders: Table[int, InboundOrder] = field(default_factory=Table)
    receipts: Table[int, Receipt] = field(default_factory=Table)
    return_orders: Table[int, ReturnOrder] = field(default_factory=Table)
    return_ids_by_order: Index[int, int] = field(default_factory=Index)
    cycle_counts: Table[int, CycleCount] = field(default_factory=Table)
    subscriptions: Table[int, Subscription] = field(default_factory=Table)
    deliveries: Table[str, Delivery] = field(default_factory=Table)
    consignees: Table[Consignee, Consignee] = field(default_factory=Table)  # one copy each
    terms: Table[Terms, Terms] = field(default_factory=Table)  # one copy each
    stock_seen: Table[str, Stock] = field(default_factory=Table)  # by those who are shown old stock
    stock_seen_at: datetime | None = None
    last_stock_item_id: int = 0
    last_movement: int = 0
    last_order_id: int = 1000
    last_wave_id: int = 0
    last_carton: int = 0
    last_shipment_id: int = 0
    last_inbound_id: int = 0
    last_receipt_id: int = 0
    last_return_id: int = 0
    last_count_id: int = 0
    last_subscription_id: int = 0
    last_notice: int = 0

    def add_order(self, draft: OrderDraft, status: OrderStatus, at: datetime) -> WarehouseOrder:
        """Enter an order under the next id; the goods owner's number need not be new."""
        self.last_order_id += 1
        order = WarehouseOrder(
            self.last_order_id,
            draft.number,
            draft.reference,
            self.consignees.setdefault(draft.consignee, draft.consignee),
            draft.rows,
            at,
            at,
            self.terms.setdefault(draft.terms, draft.terms),
            status,
        )
        self.orders[order.order_id] = order
        self.order_ids_by_number.put(order.number, order.order_id)
        return order

    def add_stock_item(self, article: str, location: str, batch: str, condition: Condition) -> StockItem:
        """Enter a place for goods of one kind; there are none in it yet."""
        self.last_stock_item_id += 1
        item = StockItem(self.last_stock_item_id, article, location, batch, condition)
        self.stock_items[item.stock_item_id] = item
        self.stock_items_of.put(article, item.stock_item_id)
        return item

    def post(self, at: datetime, kind: str, reference: str, lines: tuple[tuple[int, ...], ...]) -> int:
        """Enter what came, went or was corrected, and give the number of its first line."""
        first = self.last_movement + 1
        self.last_movement += len(lines)
        self.journal[first] = Posting(first, at, kind, reference, lines)
        return first
