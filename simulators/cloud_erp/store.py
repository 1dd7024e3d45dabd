"""The tables, and the indexes over the fields that callers look documents up by."""

from typing import TYPE_CHECKING, TypeVar

from simulators.chassis.agenda import Agenda
from simulators.chassis.tables import Tables
from simulators.cloud_erp.domain.masters import Customer, Item
from simulators.cloud_erp.domain.order import SalesOrder, ShipTo
from simulators.cloud_erp.domain.posted import SalesInvoice, SalesShipment

if TYPE_CHECKING:
    from datetime import date

K = TypeVar("K")
T = TypeVar("T")


class Index(dict[K, list[T]]):
    """Rows by the value of one field, oldest first."""

    def put(self, value: K, row: T) -> None:
        """Enter a row under a value."""
        rows = self.get(value)
        if rows is None:
            self[value] = [row]
        else:
            rows.append(row)

    def drop(self, value: K, row: T) -> None:
        """Take a row out from under a value."""
        rows = self[value]
        rows.remove(row)
        if not rows:
            del self[value]


class Store(Tables):
    """Everything one company holds. Tables keep the order in which rows were entered."""

    def __init__(self) -> None:
        self.agenda = Agenda()
        self.customers: dict[str, Customer] = {}  # by number
        self.customers_by_id: dict[str, Customer] = {}
        self.items: dict[str, Item] = {}  # by number
        self.items_by_id: dict[str, Item] = {}
        self.orders: dict[str, SalesOrder] = {}  # by id
        self.orders_by_number: dict[str, SalesOrder] = {}
        self.orders_by_external: Index[str, SalesOrder] = Index()
        self.shipments: dict[str, SalesShipment] = {}  # by id
        self.shipments_by_order: Index[str, SalesShipment] = Index()
        self.shipments_by_external: Index[str, SalesShipment] = Index()
        self.invoices: dict[str, SalesInvoice] = {}  # by id
        self.invoices_by_order: Index[str, SalesInvoice] = Index()
        self.unpaid_by_due_date: Index[date, SalesInvoice] = Index()
        self._ship_tos: dict[ShipTo, ShipTo] = {}
        self._changes = 0
        self._last_number: dict[str, int] = {}

    def next_version(self) -> int:
        """Count one more change of any row."""
        self._changes += 1
        return self._changes

    def next_number(self, series: str, first: int) -> str:
        """Take the next number of a series."""
        number = self._last_number.get(series, first - 1) + 1
        self._last_number[series] = number
        return f"{series}{number}"

    def add_customer(self, customer: Customer) -> None:
        """Enter a customer."""
        self.customers[customer.number] = customer
        self.customers_by_id[customer.id] = customer

    def add_item(self, item: Item) -> None:
        """Enter an item."""
        self.items[item.number] = item
        self.items_by_id[item.id] = item

    def same_ship_to(self, ship_to: ShipTo) -> ShipTo:
        """Give the one copy of an address that is kept however many orders name it."""
        return self._ship_tos.setdefault(ship_to, ship_to)

    def add_order(self, order: SalesOrder) -> None:
        """Enter an order."""
        self.orders[order.id] = order
        self.orders_by_number[order.number] = order
        self.orders_by_external.put(order.external_document_number, order)

    def remove_order(self, order: SalesOrder) -> None:
        """Delete an order, as if it had never been entered."""
        del self.orders[order.id]
        del self.orders_by_number[order.number]
        self.orders_by_external.drop(order.external_document_number, order)

    def add_shipment(self, shipment: SalesShipment) -> None:
        """Enter a posted shipment."""
        self.shipments[shipment.id] = shipment
        self.shipments_by_order.put(shipment.order.number, shipment)
        self.shipments_by_external.put(shipment.external_shipment_number, shipment)

    def add_invoice(self, invoice: SalesInvoice) -> None:
        """Enter a posted invoice; one that is owed waits for its due date."""
        self.invoices[invoice.id] = invoice
        self.invoices_by_order.put(invoice.order.number, invoice)
        if invoice.remaining:
            self.unpaid_by_due_date.put(invoice.due_date, invoice)
