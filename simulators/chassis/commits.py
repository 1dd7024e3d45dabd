"""What a system tells the auditor each time it commits: one neutral record a document.

Codes, numbers and units are the system's own. The auditor, not the system, translates them: a checker
that trusted the integration layer's mapping could not find fault with it. The records are tuples, which are
the cheapest to make: there are dozens to an order.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


class OrderLineCommit(NamedTuple):
    """One line of a sales order as the book holds it; `net` is the book's own arithmetic."""

    line: int
    item: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal


class OrderCommit(NamedTuple):
    """A sales order in a book. `posting` is false for a mirror that must never reach the ledger."""

    number: str
    external_ref: str
    customer: str
    posting: bool
    status: str  # open | shipped | invoiced | cancelled
    order_date: date
    lines: tuple[OrderLineCommit, ...]
    net: Decimal
    tax: Decimal
    currency: str


class ShipmentCommit(NamedTuple):
    """A posted shipment in a book: the quantity per order line, in the line's own unit."""

    number: str
    order_number: str
    external_ref: str
    posting: bool
    quantities: tuple[tuple[int, Decimal], ...]


class InvoiceCommit(NamedTuple):
    """A posted invoice in a book. `tax_basis` says how tax was rounded: line or document."""

    number: str
    order_number: str
    external_ref: str
    posting: bool
    lines: tuple[OrderLineCommit, ...]
    net: Decimal
    tax: Decimal
    tax_rate: Decimal
    tax_basis: str  # line | document
    currency: str


class StockCommit(NamedTuple):
    """The stock of one item at one site after a change, in base units."""

    site: str
    item: str
    on_hand: int
    allocated: int


class MovementCommit(NamedTuple):
    """One physical movement of stock, in base units; negative when goods leave."""

    site: str
    item: str
    quantity: int
    kind: str  # opening | receipt | issue | adjustment
    reference: str


class FulfilmentCommit(NamedTuple):
    """A warehouse order at a site; quantities in base units per order line."""

    site: str
    number: str
    external_ref: str
    status: str  # allocated | released | picked | shipped | cancelled
    reserved: tuple[tuple[int, str, int], ...]  # (order line, item, base units)
    shipped: tuple[tuple[int, str, int], ...]


class PurchaseCommit(NamedTuple):
    """A purchase order in a book, for goods that the supplier sends straight to a customer of ours.

    `posting` is false for a copy that the supplier must never hear of; `papers` is what the supplier calls
    the shipment, once the goods have left.
    """

    number: str
    order_number: str
    external_ref: str
    supplier: str
    posting: bool
    status: str  # open | confirmed | shipped | cancelled
    ordered: tuple[tuple[int, str, int], ...]  # (order line, item, base units)
    papers: str = ""

    @property
    def shipped(self) -> tuple[tuple[int, str, int], ...]:
        """What has left: suppliers send all or nothing."""
        return self.ordered if self.papers else ()


class ReturnCommit(NamedTuple):
    """Goods on their way back to a site, or back, in base units by item; `received` is all that has come."""

    site: str
    number: str
    external_ref: str
    status: str  # expected | received | cancelled
    expected: tuple[tuple[str, int], ...]  # (item, base units)
    received: tuple[tuple[str, int], ...]


class CreditCommit(NamedTuple):
    """A posted credit memo in a book, over goods that were sold on an invoice; lines as on the memo."""

    number: str
    invoice_number: str
    external_ref: str
    posting: bool
    lines: tuple[OrderLineCommit, ...]
    net: Decimal
    tax: Decimal
    currency: str


class ChannelCommit(NamedTuple):
    """A channel's own view of one of its orders: what its buyer sees."""

    external_ref: str
    customer: str
    status: str  # new | processing | backordered | shipped | invoiced | complete | rejected | cancelled
    reason: str
    shipments: tuple[str, ...]  # the shipment references shown to the buyer, in order of arrival
    invoices: tuple[str, ...]  # the invoice numbers shown to the buyer, in order of arrival
    acknowledged_at: datetime | None


Commit = (
    OrderCommit
    | ShipmentCommit
    | InvoiceCommit
    | StockCommit
    | MovementCommit
    | FulfilmentCommit
    | PurchaseCommit
    | ReturnCommit
    | CreditCommit
    | ChannelCommit
)

CommitHook = Callable[[str, Commit], None]
"""Called with the system's name and what it has just committed."""
