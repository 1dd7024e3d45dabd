"""The shop's tables and their indexes, what was told, and what is still to be said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from simulators.chassis.agenda import Agenda
from simulators.chassis.index import Index
from simulators.chassis.tables import Table, Tables
from simulators.chassis.webhooks import Delivery
from simulators.commerce.domain.access import Token
from simulators.commerce.domain.bulk import Bulk, Operation
from simulators.commerce.domain.cart import Cart
from simulators.commerce.domain.catalogue import Product, SharedCatalog, Tier
from simulators.commerce.domain.company import Buyer, Company, Credit, CreditEntry, CustomerGroup
from simulators.commerce.domain.documents import CreditMemo, Notice, Shipment, ShopInvoice
from simulators.commerce.domain.hooks import Subscription
from simulators.commerce.domain.order import SalesOrder, copied
from simulators.commerce.domain.quote import NegotiableQuote
from simulators.commerce.domain.returns import Return
from simulators.commerce.domain.stock import Source, SourceItem


@dataclass(slots=True)
class Store(Tables):
    """Everything one shop remembers, in order of entry.

    All rows but orders never change: another takes their place. `outbox` survives whoever carries it: a
    notice leaves it only when somebody has answered.
    """

    agenda: Agenda = field(default_factory=Agenda)
    tokens: Table[str, Token] = field(default_factory=Table)
    groups: Table[int, CustomerGroup] = field(default_factory=Table)
    buyers: Table[int, Buyer] = field(default_factory=Table)
    buyer_ids_by_email: Table[str, int] = field(default_factory=Table)
    companies: Table[int, Company] = field(default_factory=Table)
    credits: Table[int, Credit] = field(default_factory=Table)
    credit_ids_by_company: Table[int, int] = field(default_factory=Table)
    credit_entries: Table[int, CreditEntry] = field(default_factory=Table)
    products: Table[str, Product] = field(default_factory=Table)
    catalogs: Table[int, SharedCatalog] = field(default_factory=Table)
    tier_prices: Table[tuple[int, str], tuple[Tier, ...]] = field(default_factory=Table)  # by group, SKU
    sources: Table[str, Source] = field(default_factory=Table)
    source_items: Table[tuple[str, str], SourceItem] = field(default_factory=Table)  # by SKU, source
    reserved: Table[str, int] = field(default_factory=Table)  # SKU -> single pieces promised to orders
    carts: Table[int, Cart] = field(default_factory=Table)
    cart_ids_by_buyer: Table[int, int] = field(default_factory=Table)  # the active one
    quotes: Table[int, NegotiableQuote] = field(default_factory=Table)
    orders: Table[int, SalesOrder] = field(default_factory=partial(Table, copied))
    order_ids_by_reference: Index[str, int] = field(default_factory=Index)
    order_ids_by_change: Table[int, None] = field(default_factory=Table)  # the one changed last comes last
    shipments: Table[int, Shipment] = field(default_factory=Table)
    invoices: Table[int, ShopInvoice] = field(default_factory=Table)
    memos: Table[int, CreditMemo] = field(default_factory=Table)
    returns: Table[int, Return] = field(default_factory=Table)
    bulks: Table[str, Bulk] = field(default_factory=Table)
    operations: Table[tuple[str, int], Operation] = field(default_factory=Table)
    subscriptions: Table[str, Subscription] = field(default_factory=Table)
    watched: Index[str, str] = field(default_factory=Index)  # hook -> subscribers who decide nothing
    deliveries: Table[str, Delivery] = field(default_factory=Table)
    outbox: Table[int, tuple[Notice, ...]] = field(default_factory=Table)  # order -> what to say, in turn
    unheard: Table[int, None] = field(default_factory=Table)  # orders whose next notice has no subscriber
    sold_items: int = 0
    last_ids: Table[str, int] = field(default_factory=Table)  # kind of row -> the number given last

    def next_id(self, kind: str) -> int:
        """Give the next number of a kind of row."""
        number = self.last_ids.get(kind, 0) + 1
        self.last_ids[kind] = number
        return number

    def add_order(self, order: SalesOrder) -> None:
        """Enter a new order; two may carry one reference."""
        self.orders[order.id] = order
        self.sold_items += len(order.items)
        self.order_ids_by_reference.put(order.reference, order.id)
        self.order_ids_by_change[order.id] = None

    def changed(self, order: SalesOrder) -> None:
        """Keep the index of changes in step after `order` has changed."""
        if next(reversed(self.order_ids_by_change)) != order.id:
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

    def subscribe(self, subscription: Subscription) -> None:
        """Enter a subscriber, or move one that is known."""
        self.unsubscribe(subscription.key)
        self.subscriptions[subscription.key] = subscription
        if not subscription.decides:
            self.watched.put(subscription.method, subscription.key)

    def unsubscribe(self, key: str) -> bool:
        """Forget a subscriber; false when there is none."""
        known = self.subscriptions.pop(key, None)
        if known is not None and not known.decides:
            self.watched.drop(known.method, key)
        return known is not None

    def reserve(self, sku: str, pieces: int) -> None:
        """Promise pieces, or take a promise back with a number below nought."""
        left = self.reserved.get(sku, 0) + pieces
        if left:
            self.reserved[sku] = left
        else:
            self.reserved.pop(sku, None)
