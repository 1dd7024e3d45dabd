"""What a book has ordered from vendors, what has come, and what they are owed, read over the wire."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from dualrun.reconciliation.extract import Document, Vendor
from dualrun.reconciliation.native import NOTHING, bought, known, line
from dualrun.reconciliation.pages import odata_rows, soap_rows
from facade.adapters.cloud_erp_reading import exact
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp_reading import Record
from facade.adapters.legacy_erp_wire import LegacyErpWire
from facade.canonical.value import CENT, figure
from facade.canonical.xref import CrossReference

OPEN, BILLED = "open", "billed"
_CLOSED = ("Cancelled", "Canceled")


class Ordered(NamedTuple):
    """One line of a purchase order, in whichever book."""

    item: str
    unit: str
    cost: Decimal
    quantity: Decimal
    came: Decimal
    billed: Decimal


class Bought(NamedTuple):
    """All that a book knows of buying."""

    orders: tuple[Document, ...]
    received: tuple[Document, ...]
    bills: tuple[Document, ...]
    vendors: tuple[Vendor, ...]
    goods_in: tuple[tuple[str, str], ...]


async def old_buying(erp: LegacyErpWire, xref: CrossReference) -> Bought:
    """Read the old book's."""
    found = _Collected(xref)
    for row in await soap_rows(erp, "PurchaseOrder"):
        said = Record(row)
        reference = said.get("Your_Reference") or said.get("Vendor_Order_No") or said["No"]
        names = reference, said["No"], said["Buy_from_Vendor_No"]
        role = said["Book_Role"] == "Leading"
        found.order((*names, said["Currency_Code"]), said["Status"], _old_lines(said), posting=role)
    bills = [Record(row) for row in await soap_rows(erp, "PostedPurchaseInvoice")]
    vendors = [Record(row) for row in await soap_rows(erp, "Vendor")]
    return found.with_bills(
        [_old_bill(said, xref) for said in bills],
        [Vendor(said["No"], said["Currency_Code"], figure(said["Balance"])) for said in vendors],
    )


async def new_buying(erp: CloudErpWire, xref: CrossReference) -> Bought:
    """Read the new book's."""
    found = _Collected(xref)
    for said in await odata_rows(erp, "purchaseOrders", "purchaseOrderLines"):
        reference = said["yourReference"] or said["vendorOrderNumber"] or said["number"]
        names = reference, said["number"], said["vendorNumber"]
        lines = _new_lines(said["purchaseOrderLines"], "receivedQuantity", "directUnitCost")
        role = said["bookRole"] == "leading"
        found.order((*names, said["currencyCode"]), said["status"], list(lines), posting=role)
    rows = await odata_rows(erp, "purchaseInvoices", "purchaseInvoiceLines")
    posted = [said for said in rows if said["status"] != "Draft"]
    for said in posted:
        if not said["orderNumber"]:  # what follows no order brings its goods itself
            found.take(_new_lines(said["purchaseInvoiceLines"], "quantity", "unitCost"))
    vendors = await odata_rows(erp, "vendors")
    return found.with_bills(
        [_new_bill(said, xref) for said in posted],
        [Vendor(said["number"], said["currencyCode"], exact(said["balance"])) for said in vendors],
    )


class _Collected:
    """Sorts the purchase orders of a book into what is to come, what has come, and what moved the stock."""

    def __init__(self, xref: CrossReference) -> None:
        self._xref = xref
        self._orders: list[Document] = []
        self._received: list[Document] = []
        self._goods_in: list[tuple[str, str]] = []

    def order(
        self, names: tuple[str, str, str, str], status: str, lines: Sequence[Ordered], *, posting: bool
    ) -> None:
        """Take one order in; of a copy no goods come in, and nothing is owed for them."""
        names = (*names[:2], known(self._xref, "supplier", names[2]), names[3])
        if posting:
            self.take(lines)
        to_come = [one for one in lines if one.quantity > one.came and status not in _CLOSED]
        if to_come:
            worth = sum((_cents((one.quantity - one.came) * one.cost) for one in to_come), NOTHING)
            said = tuple(line(self._xref, o.item, o.quantity - o.came, o.unit) for o in to_come)
            self._orders.append(bought(names, OPEN, worth, NOTHING, lines=said, posting=posting))
        owed = sum((_cents((one.came - one.billed) * one.cost) for one in lines), NOTHING)
        if owed and posting:
            self._received.append(bought(names, OPEN, owed, owed))

    def take(self, lines: Iterable[Ordered]) -> None:
        """Count goods as come in."""
        self._goods_in += [line(self._xref, one.item, one.came, one.unit) for one in lines if one.came]

    def with_bills(self, bills: Sequence[Document], vendors: Sequence[Vendor]) -> Bought:
        """Give all of it, with what vendors have billed."""
        return Bought(
            tuple(self._orders), tuple(self._received), tuple(bills), tuple(vendors), tuple(self._goods_in)
        )


def _old_lines(said: Record) -> list[Ordered]:
    rows = said.rows("PurchLines")
    return [
        Ordered(
            *(one["No"], one["Unit_of_Measure_Code"], figure(one["Direct_Unit_Cost"])),
            *map(figure, (one["Quantity"], one["Quantity_Received"], one["Quantity_Invoiced"])),
        )
        for one in map(Record, () if rows is None else rows)
    ]


def _new_lines(rows: Iterable[Any], came: str, cost: str) -> Iterator[Ordered]:
    for row in rows:
        amounts = row[cost], row["quantity"], row[came], row.get("invoicedQuantity", 0)
        yield Ordered(row["lineObjectNumber"], row["unitOfMeasureCode"], *map(exact, amounts))


def _old_bill(said: Record, xref: CrossReference) -> Document:
    vendor = known(xref, "supplier", said["Buy_from_Vendor_No"])
    named = said.get("Vendor_Invoice_No")
    names = f"{vendor} {named or said['No']}", said["No"], vendor, said["Currency_Code"]
    amount, owed = figure(said["Amount"]), figure(said["Remaining_Amount"])
    return bought(names, BILLED, amount, owed, due=said["Due_Date"])


def _new_bill(said: Any, xref: CrossReference) -> Document:
    vendor, named = known(xref, "supplier", said["vendorNumber"]), said["vendorInvoiceNumber"]
    names = f"{vendor} {named or said['number']}", said["number"], vendor, said["currencyCode"]
    amount = exact(said["totalAmountIncludingTax"])
    owed = amount if said["status"] == "Open" else NOTHING  # vendors are paid all of it at once
    return bought(names, BILLED, amount, owed, due=said["dueDate"])


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
