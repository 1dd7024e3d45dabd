"""The tables, and the indexes over the fields that callers look documents up by."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from simulators.chassis.agenda import Agenda
from simulators.chassis.index import Index
from simulators.chassis.tables import Table, Tables
from simulators.cloud_erp.domain.listening import Change, Notice, Subscription
from simulators.cloud_erp.domain.masters import (
    Currency,
    Customer,
    Item,
    Location,
    PaymentTerms,
    PriceListLine,
    Unit,
    Vendor,
)
from simulators.cloud_erp.domain.order import PurchaseOrder, SalesOrder, ShipTo
from simulators.cloud_erp.domain.posted import (
    Movement,
    Posting,
    PurchaseInvoice,
    SalesCreditMemo,
    SalesInvoice,
)

V = TypeVar("V")


class Token(NamedTuple):
    """A bearer token: whose it is and how long it is good for."""

    user: str
    expires_at: datetime


@dataclass(slots=True, eq=False)
class CallWindow:
    """How often a user called of late: `counts` holds slots with their calls, oldest first."""

    slot: int = 0
    calls: int = 0
    earlier: tuple[tuple[int, int], ...] = ()
    total: int = 0


@dataclass(slots=True)
class Store(Tables):
    """Everything one company holds, each table by id unless it says otherwise.

    Tables keep the order in which rows were entered.
    """

    agenda: Agenda = field(default_factory=Agenda)
    customers: Table[str, Customer] = field(default_factory=Table)
    vendors: Table[str, Vendor] = field(default_factory=Table)
    items: Table[str, Item] = field(default_factory=Table)
    price_list_lines: Table[str, PriceListLine] = field(default_factory=Table)
    prices_by_customer: Index[str, str] = field(default_factory=Index)  # by the customer's number
    prices_by_item: Index[str, str] = field(default_factory=Index)  # by the item's number
    locations: Table[str, Location] = field(default_factory=Table)
    payment_terms: Table[str, PaymentTerms] = field(default_factory=Table)
    units: Table[str, Unit] = field(default_factory=Table)
    currencies: Table[str, Currency] = field(default_factory=Table)
    ids: Table[tuple[str, str], str] = field(default_factory=Table)  # by entity set and number or code
    sales_orders: Table[str, SalesOrder] = field(default_factory=Table)
    sales_orders_by_external: Index[str, str] = field(default_factory=Index)
    purchase_orders: Table[str, PurchaseOrder] = field(default_factory=Table)
    purchase_orders_by_sale: Index[str, str] = field(default_factory=Index)  # the drop shipments
    shipments: Table[str, Movement] = field(default_factory=Table)
    shipments_by_order: Index[str, str] = field(default_factory=Index)  # by the order's number
    shipments_by_external: Index[str, str] = field(default_factory=Index)
    receipts: Table[str, Movement] = field(default_factory=Table)
    receipts_by_order: Index[str, str] = field(default_factory=Index)
    invoices: Table[str, SalesInvoice] = field(default_factory=Table)
    invoices_by_order: Index[str, str] = field(default_factory=Index)
    unpaid: Table[str, date] = field(default_factory=Table)  # invoices with their due dates
    credit_memos: Table[str, SalesCreditMemo] = field(default_factory=Table)
    purchase_invoices: Table[str, PurchaseInvoice] = field(default_factory=Table)
    ledger: Table[str, Posting] = field(default_factory=Table)  # by document
    ship_tos: Table[ShipTo, ShipTo] = field(default_factory=Table)  # one copy of each
    last_numbers: Table[str, int] = field(default_factory=Table)  # by series
    tokens: Table[str, Token] = field(default_factory=Table)
    windows: Table[str, CallWindow] = field(default_factory=Table)  # by user
    subscriptions: Table[str, Subscription] = field(default_factory=Table)
    changes: Table[tuple[str, str], Change] = field(default_factory=Table)  # by subscription and record
    notices: Table[str, Notice] = field(default_factory=Table)
    last_version: int = 0
    last_entry: int = 0
    tokens_issued: int = 0
    refusals: int = 0
    handshakes: int = 0

    def next_version(self) -> int:
        """Count one more change of any row."""
        self.last_version += 1
        return self.last_version

    def next_number(self, series: str, first: int) -> str:
        """Take the next number of a series."""
        number = self.last_numbers.get(series, first - 1) + 1
        self.last_numbers[series] = number
        return f"{series}{number}"

    def by_number(self, entity_set: str, table: Table[str, V], number: str) -> V | None:
        """Find a row by its number or code."""
        key = self.ids.get((entity_set, number))
        return None if key is None else table[key]

    def agreed_price(self, customer_number: str, item_number: str) -> PriceListLine | None:
        """Find what a customer pays for an item, if that is not its list price."""
        for line_id in self.prices_by_item.get(item_number, ()):
            line = self.price_list_lines[line_id]
            if line.customer_number == customer_number:
                return line
        return None

    def put_price(self, line: PriceListLine) -> None:
        """Enter what a customer pays for an item."""
        self.price_list_lines[line.id] = line
        self.prices_by_customer.put(line.customer_number, line.id)
        self.prices_by_item.put(line.item_number, line.id)

    def drop_price(self, line: PriceListLine) -> None:
        """Forget what a customer pays for an item: it is the list price again."""
        del self.price_list_lines[line.id]
        self.prices_by_customer.drop(line.customer_number, line.id)
        self.prices_by_item.drop(line.item_number, line.id)

    def put_sales_order(self, order: SalesOrder) -> None:
        """Enter a sales order; orders that nobody has a number for are not looked up by it."""
        self.sales_orders[order.head.id] = order
        if order.head.external_number:
            self.sales_orders_by_external.put(order.head.external_number, order.head.id)

    def sales_orders_called(self, external_number: str) -> list[SalesOrder]:
        """Give the sales orders that the customer calls so, oldest first."""
        if external_number:
            found = self.sales_orders_by_external.get(external_number, ())
            return [self.sales_orders[order_id] for order_id in found]
        return [order for order in self.sales_orders.values() if not order.head.external_number]

    def put_shipment(self, shipment: Movement) -> None:
        """Enter a shipment; those without papers are not looked up by their number."""
        self.shipments[shipment.id] = shipment
        self.shipments_by_order.put(shipment.head.number, shipment.id)
        if shipment.external_number:
            self.shipments_by_external.put(shipment.external_number, shipment.id)

    def shipments_called(self, external_number: str) -> list[Movement]:
        """Give the shipments with that number on their papers, oldest first."""
        if external_number:
            found = self.shipments_by_external.get(external_number, ())
            return [self.shipments[shipment_id] for shipment_id in found]
        return [shipment for shipment in self.shipments.values() if not shipment.external_number]

    def roll_back(self, before: "Store") -> None:
        """Put every table back to where `before`, a fork of this store, branched off."""
        for entry in fields(self):
            now, then = getattr(self, entry.name), getattr(before, entry.name)
            if isinstance(now, Table):
                _put_back(now, then)
            elif isinstance(now, Agenda):
                for number in [number for number in now.entries if number not in then.entries]:
                    now.drop(number)
            else:
                setattr(self, entry.name, then)


def _put_back(now: Table[V, object], then: Table[V, object]) -> None:
    for key in [key for key in now if key not in then]:
        del now[key]
    has_lost = len(now) < len(then)
    for key, row in then.items():
        if has_lost:
            now.pop(key, None)  # so that all rows come again in their order
        if now.get(key) is not row:
            now[key] = row
