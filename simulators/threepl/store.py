"""The provider's tables, in insertion order."""

from dataclasses import dataclass, field
from datetime import datetime

from simulators.chassis.agenda import Agenda
from simulators.chassis.index import Index
from simulators.chassis.stock_room import Stock
from simulators.chassis.tables import Table, Tables
from simulators.chassis.webhooks import Delivery
from simulators.threepl.domain.goods import InventoryItem, Receiving, Return, Webhook
from simulators.threepl.domain.orders import LOG_TYPES, Order, OrderDraft, Recipient, ShipmentStatus

SHIPMENT_OFFSET = 100_000_000
"""A shipment's id is its order's and this: an order has one."""


@dataclass(slots=True)
class Store(Tables):
    """Everything this provider remembers of one client."""

    site: str
    agenda: Agenda = field(default_factory=Agenda)
    inventory: Table[str, InventoryItem] = field(default_factory=Table)
    stock: Table[str, Stock] = field(default_factory=Table)
    inventory_ids: tuple[int, ...] = ()  # ascending, for pages
    replenishment: Table[str, int] = field(default_factory=Table)  # inventory id -> EA each morning
    orders: Table[int, Order] = field(default_factory=Table)
    order_ids_by_reference: Index[str, int] = field(default_factory=Index)
    waiting_for_batch: Table[int, None] = field(default_factory=Table)
    waiting_for_goods: Table[int, None] = field(default_factory=Table)
    receivings: Table[int, Receiving] = field(default_factory=Table)
    returns: Table[int, Return] = field(default_factory=Table)
    webhooks: Table[int, Webhook] = field(default_factory=Table)
    deliveries: Table[str, Delivery] = field(default_factory=Table)
    calls: Table[int, float] = field(default_factory=Table)  # those of the present window, by number
    recipients: Table[Recipient, Recipient] = field(default_factory=Table)  # one copy each
    first_call: int = 1
    last_call: int = 0
    last_order_id: int = 310_000_000
    last_batch_id: int = 0
    last_receiving_id: int = 700_000
    last_box_id: int = 9_000_000
    last_return_id: int = 55_000_000
    last_webhook_id: int = 0

    def add_order(self, draft: OrderDraft, at: datetime, status: ShipmentStatus) -> Order:
        """Enter an order under the next id."""
        self.last_order_id += 1
        order = Order(
            id=self.last_order_id,
            shipment_id=self.last_order_id + SHIPMENT_OFFSET,
            reference_id=draft.reference_id,
            order_number=draft.order_number,
            recipient=self.recipients.setdefault(draft.recipient, draft.recipient),
            products=draft.products,
            created_at=at,
            changed_at=at,
            holds=draft.holds,
            status=status,
            logs=((at, LOG_TYPES[status]),),
        )
        self.orders[order.id] = order
        self.order_ids_by_reference.put(order.reference_id, order.id)
        return order

    def orders_referenced(self, reference_id: str) -> list[Order]:
        """Give every order under that reference, oldest first."""
        return [self.orders[order_id] for order_id in self.order_ids_by_reference.get(reference_id, ())]
