"""The fulfilment house's tables, in insertion order."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from simulators.chassis.agenda import Agenda
from simulators.chassis.index import Index
from simulators.chassis.stock_room import Stock
from simulators.chassis.tables import Table, Tables
from simulators.chassis.webhooks import Delivery
from simulators.threepl_graphql.domain.goods import Product, PurchaseOrder, Return, Shipment, Webhook
from simulators.threepl_graphql.domain.orders import Address, Order, OrderDraft


@dataclass(slots=True)
class Store(Tables):
    """Everything this fulfilment house remembers of one account."""

    site: str
    agenda: Agenda = field(default_factory=Agenda)
    products: Table[str, Product] = field(default_factory=Table)  # by SKU
    skus: Table[int, str] = field(default_factory=Table)  # by product id
    stock: Table[str, Stock] = field(default_factory=Table)
    replenishment: Table[str, int] = field(default_factory=Table)  # SKU -> EA each morning
    orders: Table[int, Order] = field(default_factory=Table)
    order_ids_by_number: Index[str, int] = field(default_factory=Index)
    order_ids_by_partner_id: Index[str, int] = field(default_factory=Index)
    waiting_for_goods: Table[int, None] = field(default_factory=Table)
    waiting_for_batch: Table[int, None] = field(default_factory=Table)
    shipments: Table[int, Shipment] = field(default_factory=Table)
    purchase_orders: Table[int, PurchaseOrder] = field(default_factory=Table)
    returns: Table[int, Return] = field(default_factory=Table)
    return_ids_by_order: Index[int, int] = field(default_factory=Index)
    webhooks: Table[int, Webhook] = field(default_factory=Table)
    deliveries: Table[str, Delivery] = field(default_factory=Table)
    tokens: Table[str, datetime] = field(default_factory=Table)  # access token -> when it expires
    addresses: Table[Address, Address] = field(default_factory=Table)  # one copy each
    credits_left: float = -1.0  # a purse nobody has opened yet is full
    credits_at_s: float = 0.0
    last_request: int = 0
    last_id: int = 500_000_000
    last_batch_id: int = 0

    def next_id(self) -> int:
        """Take the next legacy id; everything in the house draws from one row of numbers."""
        self.last_id += 1
        return self.last_id

    def add_order(self, draft: OrderDraft, at: datetime) -> Order:
        """Enter an order, and give it and its lines their ids."""
        kept = self.addresses.setdefault(draft.address, draft.address)
        lines = tuple(replace(line, id=self.next_id()) for line in draft.lines)
        order_id = self.next_id()
        number = draft.number or f"MO-{order_id}"
        own = replace(draft, number=number, address=kept, lines=())
        order = Order(order_id, own, lines, draft.holds, at, at)
        order.note(at, "Order created")
        self.orders[order_id] = order
        self.order_ids_by_number.put(number, order_id)
        if draft.partner_id:
            self.order_ids_by_partner_id.put(draft.partner_id, order_id)
        return order

    def orders_under(self, ids: Index[str, int], number: str) -> list[Order]:
        """Give the orders under a number, oldest first."""
        return [self.orders[order_id] for order_id in ids.get(number, ())]
