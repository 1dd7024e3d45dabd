"""The old book's records in canonical words."""

from collections.abc import Iterable
from datetime import date
from sys import intern

from lxml import etree

from facade.adapters.legacy_erp_wire import SYSTEM
from facade.adapters.reading import Reading
from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.fulfilment import PostedShipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedLine, BookedOrder
from facade.canonical.value import figure, quantity_written
from facade.canonical.xref import CrossReference

READING = Reading(SYSTEM)
LEADING, MIRROR = "Leading", "Mirror"
LINE_STEP = 10_000
SHIP_TO = (
    "Ship_to_Name",
    "Ship_to_Address",
    "Ship_to_City",
    "Ship_to_Post_Code",
    "Ship_to_Country_Region_Code",
)
_NOT_BLOCKED = "_blank_"
_LINE = ("Line_No", "No", "Quantity", "Unit_of_Measure_Code", "Unit_Price", "Line_Amount")
_PRICE = (
    "Item_No",
    "Unit_of_Measure_Code",
    "Unit_Price",
    "Packing_Unit_of_Measure",
    "Pieces_per_Packing_Unit",
)
_STATUS = {
    "Open": "open",
    "Released": "open",
    "Shipped": "shipped",
    "Invoiced": "invoiced",
    "Cancelled": "cancelled",
}


class Record:
    """One record's fields by name, each read from the element only when it is asked for."""

    __slots__ = ("_cells",)

    def __init__(self, element: etree._Element) -> None:
        begins = element.tag.index("}") + 1
        self._cells = {cell.tag[begins:]: cell for cell in element}

    def __getitem__(self, name: str) -> str:
        """Give the text of a field."""
        return self._cells[name].text or ""

    def get(self, name: str) -> str:
        """Give the text of a field that a record may leave out."""
        cell = self._cells.get(name)
        return "" if cell is None else cell.text or ""

    def rows(self, name: str) -> etree._Element | None:
        """Give what holds the rows below the record; a record without any may leave it out."""
        return self._cells.get(name)


def part(element: etree._Element, name: str) -> etree._Element | None:
    """Give the child of that name in the element's own namespace."""
    tag = f"{namespace(element)}{name}"
    for child in element:
        if child.tag == tag:
            return child
    return None


def namespace(element: etree._Element) -> str:
    """Give the element's own namespace, as it stands before a name."""
    return element.tag[: element.tag.index("}") + 1]


class Reader:
    """Translates records with the codes of one installation."""

    def __init__(self, xref: CrossReference) -> None:
        self._xref = xref

    def order(self, element: etree._Element) -> BookedOrder:
        """Translate a sales order."""
        said = Record(element)
        return BookedOrder(
            number=said["No"],
            external_ref=intern(said["External_Document_No"]),
            customer_id=self._xref.business("customer", said["Sell_to_Customer_No"]),
            status=_STATUS[said["Status"]],
            posting=said["Book_Role"] == LEADING,
            order_date=date.fromisoformat(said["Order_Date"]),
            lines=self._lines(said.rows("SalesLines")),
            net=figure(said["Amount"]),
            tax=figure(said["VAT_Amount"]),
            gross=figure(said["Amount_Including_VAT"]),
            currency=intern(said["Currency_Code"]),
            ship_to=intern(", ".join([said.get(name) for name in SHIP_TO])),
            exposure=figure(said["Outstanding_Amount"]),
        )

    def shipment(self, element: etree._Element) -> PostedShipment:
        """Translate a posted shipment."""
        said = Record(element)
        rows = table(said.rows("ShipmentLines"), "Line_No", "Quantity")
        return PostedShipment(
            number=said["No"],
            order_number=said["Order_No"],
            lines=tuple([(int(line) // LINE_STEP, figure(quantity)) for line, quantity in rows]),
        )

    def invoice(self, element: etree._Element) -> Invoice:
        """Translate a posted invoice."""
        said = Record(element)
        return Invoice(
            number=said["No"],
            order_number=said["Order_No"],
            external_ref=intern(said["External_Document_No"]),
            posting=said["Book_Role"] == LEADING,
            invoice_date=date.fromisoformat(said["Posting_Date"]),
            lines=self._lines(said.rows("InvoiceLines")),
            net=figure(said["Amount"]),
            tax=figure(said["VAT_Amount"]),
            gross=figure(said["Amount_Including_VAT"]),
            currency=intern(said["Currency_Code"]),
        )

    def account(self, element: etree._Element) -> CustomerAccount:
        """Translate a customer."""
        said = Record(element)
        return CustomerAccount(
            customer_id=self._xref.business("customer", said["No"]),
            blocked=said["Blocked"] != _NOT_BLOCKED,
            credit_limit=figure(said["Credit_Limit_LCY"]),
            exposure=figure(said["Balance"]),
            currency=intern(said["Currency_Code"]),
        )

    def terms(self, prices: etree._Element | None) -> dict[str, ItemTerms]:
        """Translate a set of prices."""
        found = {}
        for code, base, price, packing, pieces in table(prices, *_PRICE):
            item_id = self._xref.business("item", code)
            sizes = ((self._unit(base), 1), (self._unit(packing), int(pieces)))
            found[item_id] = ItemTerms(item_id, figure(price), sizes)
        return found

    def _lines(self, lines: etree._Element | None) -> tuple[BookedLine, ...]:
        return tuple(
            [
                BookedLine(
                    int(number) // LINE_STEP,
                    self._xref.business("item", item),
                    quantity_written(quantity, self._unit(unit)),
                    figure(price),
                    figure(net),
                )
                for number, item, quantity, unit, price, net in table(lines, *_LINE)
            ]
        )

    def _unit(self, code: str) -> str:
        return self._xref.business("unit", code)


def table(rows: etree._Element | None, *names: str) -> Iterable[tuple[str, ...]]:
    """Give these fields of every row, in one pass over them all.

    The book writes its fields in the order of its schema, and the names are given in that order.

    Raises:
        ValueError: it does not, or a row lacks one of them.
    """
    if rows is None or not len(rows):
        return ()
    before = namespace(rows)
    tags = [f"{before}{name}" for name in names]
    cells = list(rows.iter(*tags))
    if [cell.tag for cell in cells[: len(tags)]] != tags:
        raise ValueError(f"rows without {', '.join(names)}")
    return zip(*[iter([cell.text or "" for cell in cells])] * len(tags), strict=True)
