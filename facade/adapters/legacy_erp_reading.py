"""The old book's records in canonical words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import InvalidOperation
from sys import intern

from lxml import etree

from facade.adapters.legacy_erp_wire import SYSTEM
from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.fulfilment import PostedShipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import BookedLine, BookedOrder
from facade.canonical.value import figure, quantity_of
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemUnavailableError, UnknownCodeError

LEADING, MIRROR = "Leading", "Mirror"
LINE_STEP = 10_000
_NOT_BLOCKED = "_blank_"
_STATUS = {"Released": "open", "Shipped": "shipped", "Invoiced": "invoiced", "Cancelled": "cancelled"}

Texts = dict[str, str]


@contextmanager
def reading() -> Iterator[None]:
    """Say in the façade's words what goes wrong between codes and records.

    Raises:
        SystemRefusedError: a code that the cross-reference does not know, on the way in or out.
        SystemUnavailableError: a record without a field it must have, or with a value of the wrong kind.
    """
    try:
        yield
    except UnknownCodeError as error:
        raise SystemRefusedError(SYSTEM, "unknown_code", str(error)) from error
    except (KeyError, ValueError, InvalidOperation) as error:
        raise SystemUnavailableError(SYSTEM, f"an answer that cannot be read: {error!r}") from error


def part(element: etree._Element, name: str) -> etree._Element | None:
    """Give the child of that name in the element's own namespace."""
    namespace = str(element.tag).rpartition("}")[0]
    return element.find(f"{namespace}}}{name}")


def texts(element: etree._Element) -> Texts:
    """Give the text of each child by its name."""
    return {child.tag.rpartition("}")[2]: child.text or "" for child in element}


class Reader:
    """Translates records with the codes of one installation."""

    def __init__(self, xref: CrossReference) -> None:
        self._xref = xref

    def order(self, record: etree._Element) -> BookedOrder:
        """Translate a sales order."""
        said = texts(record)
        return BookedOrder(
            number=said["No"],
            external_ref=intern(said["External_Document_No"]),
            customer_id=self._xref.business("customer", said["Sell_to_Customer_No"]),
            status=_STATUS[said["Status"]],
            posting=said["Book_Role"] == LEADING,
            order_date=date.fromisoformat(said["Order_Date"]),
            lines=self._lines(part(record, "SalesLines")),
            net=figure(said["Amount"]),
            tax=figure(said["VAT_Amount"]),
            gross=figure(said["Amount_Including_VAT"]),
            currency=intern(said["Currency_Code"]),
        )

    def shipment(self, record: etree._Element) -> PostedShipment:
        """Translate a posted shipment."""
        said = texts(record)
        lines = part(record, "ShipmentLines")
        rows = [texts(line) for line in lines] if lines is not None else []
        return PostedShipment(
            number=said["No"],
            order_number=said["Order_No"],
            lines=tuple((int(row["Line_No"]) // LINE_STEP, figure(row["Quantity"])) for row in rows),
        )

    def invoice(self, record: etree._Element) -> Invoice:
        """Translate a posted invoice."""
        said = texts(record)
        return Invoice(
            number=said["No"],
            order_number=said["Order_No"],
            external_ref=intern(said["External_Document_No"]),
            posting=said["Book_Role"] == LEADING,
            invoice_date=date.fromisoformat(said["Posting_Date"]),
            lines=self._lines(part(record, "InvoiceLines")),
            net=figure(said["Amount"]),
            tax=figure(said["VAT_Amount"]),
            gross=figure(said["Amount_Including_VAT"]),
            currency=intern(said["Currency_Code"]),
        )

    def account(self, record: etree._Element) -> CustomerAccount:
        """Translate a customer."""
        said = texts(record)
        return CustomerAccount(
            customer_id=self._xref.business("customer", said["No"]),
            blocked=said["Blocked"] != _NOT_BLOCKED,
            credit_limit=figure(said["Credit_Limit_LCY"]),
            exposure=figure(said["Balance"]),
            currency=intern(said["Currency_Code"]),
        )

    def terms(self, prices: etree._Element) -> dict[str, ItemTerms]:
        """Translate a set of prices."""
        rows = zip(
            _column(prices, "Item_No"),
            _column(prices, "Unit_Price"),
            _column(prices, "Unit_of_Measure_Code"),
            _column(prices, "Packing_Unit_of_Measure"),
            _column(prices, "Pieces_per_Packing_Unit"),
            strict=True,
        )
        found = {}
        for code, price, base, packing, pieces in rows:
            item_id = self._xref.business("item", code)
            sizes = ((self._unit(base), 1), (self._unit(packing), int(pieces)))
            found[item_id] = ItemTerms(item_id, figure(price), sizes)
        return found

    def _lines(self, lines: etree._Element | None) -> tuple[BookedLine, ...]:
        if lines is None:
            return ()
        rows = zip(
            _column(lines, "Line_No"),
            _column(lines, "No"),
            _column(lines, "Quantity"),
            _column(lines, "Unit_of_Measure_Code"),
            _column(lines, "Unit_Price"),
            _column(lines, "Line_Amount"),
            strict=True,
        )
        return tuple(
            [
                BookedLine(
                    line=int(number) // LINE_STEP,
                    item_id=self._xref.business("item", item),
                    quantity=quantity_of(figure(quantity), self._unit(unit)),
                    unit_price=figure(price),
                    net=figure(net),
                )
                for number, item, quantity, unit, price, net in rows
            ]
        )

    def _unit(self, code: str) -> str:
        return self._xref.business("unit", code)


def _column(rows: etree._Element, name: str) -> list[str]:
    """Give one field of every row, which is quicker than row by row where there are hundreds."""
    namespace = str(rows.tag).rpartition("}")[0]
    return [cell.text or "" for cell in rows.iter(f"{namespace}}}{name}")]
