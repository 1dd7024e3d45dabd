"""The tables of one back office, with the indexes that its pages are searched by."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from simulators.chassis.agenda import Agenda
from simulators.chassis.tables import Tables
from simulators.legacy_erp.domain.masters import Customer, Item, SalesPrice
from simulators.legacy_erp.domain.sales import PostedInvoice, PostedShipment, SalesOrder, ShipTo

_ORDERS_FROM, _SHIPMENTS_FROM, _INVOICES_FROM = 100_001, 200_001, 300_001


@dataclass(slots=True)
class Store(Tables):
    """All records in order of entry. Invoice numbers are taken only when the invoice is stored: no gaps."""

    agenda: Agenda = field(default_factory=Agenda)
    customers: dict[str, Customer] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    contracts: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    orders: dict[str, SalesOrder] = field(default_factory=dict)
    shipments: dict[str, PostedShipment] = field(default_factory=dict)
    invoices: dict[str, PostedInvoice] = field(default_factory=dict)
    orders_by_document: dict[str, list[SalesOrder]] = field(default_factory=dict)
    shipments_by_document: dict[str, list[PostedShipment]] = field(default_factory=dict)
    unpaid_by_due_date: dict[date, list[PostedInvoice]] = field(default_factory=dict)
    leading_invoices: int = 0
    _ship_tos: dict[ShipTo, ShipTo] = field(default_factory=dict)

    def next_order_no(self) -> str:
        """Give the number that the next order takes."""
        return f"SO-{_ORDERS_FROM + len(self.orders)}"

    def next_shipment_no(self) -> str:
        """Give the number that the next shipment takes."""
        return f"PS-{_SHIPMENTS_FROM + len(self.shipments)}"

    def next_invoice_no(self, posting: bool) -> str:
        """Give the number that the next invoice takes: mirrors have a series of their own, without gaps."""
        if posting:
            return f"PI-{_INVOICES_FROM + self.leading_invoices}"
        return f"MI-{_INVOICES_FROM + len(self.invoices) - self.leading_invoices}"

    def same_ship_to(self, ship_to: ShipTo) -> ShipTo:
        """Give the one copy of an address that is kept however many orders name it."""
        return self._ship_tos.setdefault(ship_to, ship_to)

    def add_order(self, order: SalesOrder) -> None:
        """Keep a new order."""
        self.orders[order.no] = order
        self.orders_by_document.setdefault(order.external_document_no, []).append(order)

    def add_shipment(self, shipment: PostedShipment) -> None:
        """Keep a new shipment."""
        self.shipments[shipment.no] = shipment
        self.shipments_by_document.setdefault(shipment.external_shipment_no, []).append(shipment)

    def add_invoice(self, invoice: PostedInvoice) -> None:
        """Keep a new invoice; a leading one waits to be paid."""
        self.invoices[invoice.no] = invoice
        if invoice.order.posting:
            self.leading_invoices += 1
            self.unpaid_by_due_date.setdefault(invoice.due_date, []).append(invoice)

    def price(self, customer: Customer, item: Item) -> SalesPrice:
        """Give the price in force: the customer's contract, or else the list."""
        contract = self.contracts.get((customer.no, item.no))
        if contract is None:
            return SalesPrice(customer.no, item, item.unit_price, "List", customer.currency)
        return SalesPrice(customer.no, item, contract, "Contract", customer.currency)
