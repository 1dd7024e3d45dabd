"""The shop's tables and their indexes, what was told, and what is still to be said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from simulators.chassis.agenda import Agenda
from simulators.chassis.tables import Index, Table, Tables
from simulators.commerce.domain.catalogue import Company, Product
from simulators.commerce.domain.documents import Shipment, ShopInvoice
from simulators.commerce.domain.order import Notice, SalesOrder, copied


def _orders() -> Table[int, SalesOrder]:
    return Table(copied)


@dataclass(slots=True)
class Store(Tables):
    """Everything one shop remembers, in order of entry.

    `outbox` survives whoever carries it: a notice leaves it only when somebody has answered.
    """

    agenda: Agenda = field(default_factory=Agenda)
    companies: Table[int, Company] = field(default_factory=Table)
    products: Table[str, Product] = field(default_factory=Table)
    company_prices: Table[tuple[int, str], Decimal] = field(default_factory=Table)
    orders: Table[int, SalesOrder] = field(default_factory=_orders)
    order_ids_by_reference: Index[str, int] = field(default_factory=Index)
    order_ids_by_change: Table[int, None] = field(default_factory=Table)  # the one changed last comes last
    shipments: Table[int, Shipment] = field(default_factory=Table)
    invoices: Table[int, ShopInvoice] = field(default_factory=Table)
    subscriptions: Table[str, str] = field(default_factory=Table)  # hook -> URL
    tokens: Table[str, float] = field(default_factory=Table)  # bearer token -> when it ends
    outbox: Table[int, tuple[Notice, ...]] = field(default_factory=Table)  # order -> what to say, in turn
    unheard: Table[int, None] = field(default_factory=Table)  # orders whose next notice has no subscriber
    sold_items: int = 0

    def add_order(self, order: SalesOrder) -> None:
        """Enter a new order; two may carry one reference."""
        self.orders[order.id] = order
        self.sold_items += len(order.items)
        self.order_ids_by_reference.put(order.reference, order.id)
        self.order_ids_by_change[order.id] = None

    def changed(self, order: SalesOrder) -> None:
        """Keep the index of changes in step after `order` has changed."""
        self.order_ids_by_change.pop(order.id)
        self.order_ids_by_change[order.id] = None

    def referenced(self, reference: str) -> Iterator[SalesOrder]:
        """Give the orders entered under one buyer's reference."""
        for order_id in self.order_ids_by_reference.get(reference, ()):
            yield self.orders[order_id]

    def newest_changes(self) -> Iterator[SalesOrder]:
        """Give all orders, the one changed last first, so that a poll can stop early."""
        for order_id in reversed(self.order_ids_by_change):
            yield self.orders[order_id]

    def price_of_each(self, company_id: int, product: Product) -> Decimal:
        """Give what one each costs a company: its shared catalogue, or else the list."""
        return self.company_prices.get((company_id, product.sku), product.list_price)
