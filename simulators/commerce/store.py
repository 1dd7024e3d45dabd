"""The shop's tables: catalogue, orders with their indexes, what was told, and what is still to be said."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from simulators.chassis.agenda import Agenda
from simulators.chassis.tables import Tables
from simulators.commerce.domain.catalogue import Address, Company, Product
from simulators.commerce.domain.documents import Shipment, ShopInvoice
from simulators.commerce.domain.order import Notice, SalesOrder


@dataclass(slots=True)
class Store(Tables):
    """Everything one shop remembers, in order of entry.

    `outbox` survives whoever carries it: a notice leaves it only when somebody has answered.
    """

    agenda: Agenda = field(default_factory=Agenda)
    companies: dict[int, Company] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    company_prices: dict[tuple[int, str], Decimal] = field(default_factory=dict)
    orders: dict[int, SalesOrder] = field(default_factory=dict)
    shipments: dict[int, Shipment] = field(default_factory=dict)
    invoices: dict[int, ShopInvoice] = field(default_factory=dict)
    subscriptions: dict[str, str] = field(default_factory=dict)  # hook -> URL
    tokens: dict[str, float] = field(default_factory=dict)  # bearer token -> when it ends
    outbox: dict[int, deque[Notice]] = field(default_factory=dict)  # order -> what to say of it, in turn
    sold_items: int = 0
    _by_reference: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _by_change: dict[int, None] = field(default_factory=dict)
    _addresses: dict[Address, Address] = field(default_factory=dict)
    _amounts: dict[Decimal, Decimal] = field(default_factory=dict)

    def add_order(self, order: SalesOrder) -> None:
        """Enter a new order; two may carry one reference."""
        self.orders[order.id] = order
        self.sold_items += len(order.items)
        self._by_reference[order.reference] = (*self._by_reference.get(order.reference, ()), order.id)
        self._by_change[order.id] = None

    def changed(self, order: SalesOrder) -> None:
        """Keep the index of changes in step after `order` has changed."""
        self._by_change.pop(order.id)
        self._by_change[order.id] = None

    def referenced(self, reference: str) -> Iterator[SalesOrder]:
        """Give the orders entered under one buyer's reference."""
        for order_id in self._by_reference.get(reference, ()):
            yield self.orders[order_id]

    def newest_changes(self) -> Iterator[SalesOrder]:
        """Give all orders, the one changed last first, so that a poll can stop early."""
        for order_id in reversed(self._by_change):
            yield self.orders[order_id]

    def price_of_each(self, company_id: int, product: Product) -> Decimal:
        """Give what one each costs a company: its shared catalogue, or else the list."""
        return self.company_prices.get((company_id, product.sku), product.list_price)

    def same_address(self, address: Address) -> Address:
        """Give the one copy of an address that is kept however many orders name it."""
        return self._addresses.setdefault(address, address)

    def same_amount(self, amount: Decimal) -> Decimal:
        """Give the one copy of an amount that is kept however many lines name it."""
        return self._amounts.setdefault(amount, amount)
