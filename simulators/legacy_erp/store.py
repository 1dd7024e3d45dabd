"""The tables of one database: two companies of one business, with the indexes that pages are searched by."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from simulators.chassis.agenda import Agenda
from simulators.chassis.index import Index
from simulators.chassis.tables import Table, Tables
from simulators.legacy_erp.domain import series as numbers
from simulators.legacy_erp.domain.files import File
from simulators.legacy_erp.domain.goods_in import (
    CreditMemo,
    PurchaseInvoice,
    PurchaseOrder,
    PurchaseReceipt,
    SalesReturn,
)
from simulators.legacy_erp.domain.ledger import LedgerDocument
from simulators.legacy_erp.domain.masters import CONTRACT, LIST, Customer, Item, Location, SalesPrice, Vendor
from simulators.legacy_erp.domain.posted import PostedInvoice, PostedShipment
from simulators.legacy_erp.domain.sales import SalesOrder, ShipTo
from simulators.legacy_erp.errors import NumberSeriesError


@dataclass(slots=True)
class CompanyStore(Tables):
    """The records of one legal entity, in order of entry."""

    prefix: str = ""
    """Stands before every number of this company's own series."""
    taken: Table[str, int] = field(default_factory=Table)
    """How many numbers of each series are gone."""
    customers: Table[str, Customer] = field(default_factory=Table)
    items: Table[str, Item] = field(default_factory=Table)
    vendors: Table[str, Vendor] = field(default_factory=Table)
    locations: Table[str, Location] = field(default_factory=Table)
    contracts: Table[tuple[str, str], Decimal] = field(default_factory=Table)
    contract_versions: Table[tuple[str, str], int] = field(default_factory=Table)
    orders: Table[str, SalesOrder] = field(default_factory=Table)
    shipments: Table[str, PostedShipment] = field(default_factory=Table)
    invoices: Table[str, PostedInvoice] = field(default_factory=Table)
    orders_by_document: Index[str, str] = field(default_factory=Index)
    shipments_by_document: Index[str, str] = field(default_factory=Index)
    unpaid_by_due_date: Index[date, str] = field(default_factory=Index)
    returns: Table[str, SalesReturn] = field(default_factory=Table)
    returns_by_invoice: Index[str, str] = field(default_factory=Index)
    credit_memos: Table[str, CreditMemo] = field(default_factory=Table)
    purchases: Table[str, PurchaseOrder] = field(default_factory=Table)
    purchases_by_sales_order: Index[str, str] = field(default_factory=Index)  # the drop shipments
    receipts: Table[str, PurchaseReceipt] = field(default_factory=Table)
    purchase_invoices: Table[str, PurchaseInvoice] = field(default_factory=Table)
    billed: Table[tuple[str, str], str] = field(default_factory=Table)  # vendor and its own number -> invoice
    files: Table[tuple[str, str], File] = field(default_factory=Table)  # by folder and name
    received: Table[str, str] = field(default_factory=Table)  # sender and control number -> file
    is_polling: bool = False
    ship_tos: Table[ShipTo, ShipTo] = field(default_factory=Table)  # one copy each
    ledger: Table[int, LedgerDocument] = field(default_factory=Table)  # by the number of the first entry
    inventory: Table[tuple[str, str], Decimal] = field(default_factory=Table)  # (item, location) -> pieces
    last_entry_no: int = 0

    def next_number(self, code: str) -> str:
        """Give the next number of a series.

        Raises:
            NumberSeriesError: the series has come to its end.
        """
        series, place = numbers.SERIES[code], self.taken.get(code, 0)
        if series.first + place > series.last:
            raise NumberSeriesError(code)
        return f"{self.prefix}{series.prefix}{series.first + place}"

    def add_order(self, order: SalesOrder) -> None:
        """Keep a new order."""
        self.orders[order.no] = order
        self.orders_by_document.put(order.external_document_no, order.no)

    def add_shipment(self, shipment: PostedShipment) -> None:
        """Keep a new shipment."""
        self.shipments[shipment.no] = shipment
        self.shipments_by_document.put(shipment.external_shipment_no, shipment.no)

    def add_invoice(self, invoice: PostedInvoice) -> None:
        """Keep a new invoice; a leading one waits to be paid."""
        self.invoices[invoice.no] = invoice
        if invoice.posting:
            self.unpaid_by_due_date.put(invoice.due_date, invoice.no)

    def move_stock(self, document: LedgerDocument) -> None:
        """Enter a posting in the item ledger. Stock may go below nought: the book is not the warehouse."""
        self.ledger[self.last_entry_no + 1] = document
        self.last_entry_no += len(document.moved)
        for item_no, quantity in document.moved:
            place = (item_no, document.location_code)
            self.inventory[place] = self.inventory.get(place, _NOTHING) + quantity

    def price(self, customer: Customer, item: Item) -> SalesPrice:
        """Give the price in force: the customer's contract, or else the list."""
        place = (customer.no, item.no)
        contract = self.contracts.get(place)
        version = self.contract_versions.get(place, 1) if self.contract_versions else 1
        if contract is None:
            return SalesPrice(
                *place, item.unit_price, LIST, customer.currency, item.pieces_per_carton, version
            )
        return SalesPrice(*place, contract, CONTRACT, customer.currency, item.pieces_per_carton, version)


MAIN, SECOND = "Distribution", "Retail"
_NOTHING = Decimal(0)


@dataclass(slots=True)
class Store(Tables):
    """The whole database; what is under way in either company is on one agenda."""

    agenda: Agenda = field(default_factory=Agenda)
    main: CompanyStore = field(default_factory=CompanyStore)
    second: CompanyStore = field(default_factory=lambda: CompanyStore("R"))
