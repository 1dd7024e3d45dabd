"""What callers send: from the elements of an operation to what a use case takes."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from sys import intern

from lxml import etree

from simulators.legacy_erp.domain.key import ORDER_LINE_TABLE, unseal
from simulators.legacy_erp.domain.sales import LEADING, LINE_STEP, MIRROR, ShipTo
from simulators.legacy_erp.errors import FieldValidationError, MalformedRequestError
from simulators.legacy_erp.service.orders import LineChange, LineDraft, OrderChange, OrderDraft
from simulators.legacy_erp.service.posting import ShipmentDraft

Texts = dict[str, str]
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{0,5})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def texts(element: etree._Element) -> Texts:
    """Give the text of each child by its local name; a child without text is left out.

    Raises:
        MalformedRequestError: a child is there twice.
    """
    found = {child.tag.rpartition("}")[2]: child.text or "" for child in element}
    if len(found) != len(element):
        raise MalformedRequestError(f"{_name(element)} holds a field more than once.")
    return found if all(found.values()) else {name: text for name, text in found.items() if text}


def part(element: etree._Element, name: str) -> etree._Element | None:
    """Give the child of that local name, whatever its namespace."""
    for child in element:
        if child.tag.rpartition("}")[2] == name:
            return child
    return None


def needed(element: etree._Element, name: str) -> str:
    """Give the text of a child that must be there.

    Raises:
        MalformedRequestError: it is not.
    """
    text = texts(element).get(name)
    if text is None:
        raise MalformedRequestError(f"{_name(element)} needs {name}.")
    return text


def decimal(field: str, text: str) -> Decimal:
    """Read a number of at most 12 digits and 5 decimals.

    Raises:
        FieldValidationError: it is none.
    """
    try:
        return _decimal(text)
    except ValueError:
        raise FieldValidationError(
            field, f"'{text}' is no number of at most 12 digits and 5 decimals"
        ) from None


@lru_cache(8192)
def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(text)
    return Decimal(text.strip())  # cached, so that lines share the few numbers there are


def read_filters(operation: etree._Element) -> tuple[list[tuple[str, str]], str, int]:
    """Give the filters, the bookmark and the set size of a ReadMultiple."""
    filters, bookmark, size = [], "", 0
    for child in operation:
        name = child.tag.rpartition("}")[2]
        if name == "filter":
            said = texts(child)
            if "Field" in said:
                filters.append((said["Field"], said.get("Criteria", "")))
        elif name == "bookmarkKey":
            bookmark = child.text or ""
        elif name == "setSize" and child.text:
            size = _whole("setSize", child.text)
    return filters, bookmark, size


def read_order_draft(operation: etree._Element) -> OrderDraft:
    """Give the order that a Create wants to enter."""
    record, said = _record(operation, "SalesOrder")
    lines = part(record, "SalesLines")
    role = said.get("Book_Role", LEADING)
    if role not in (LEADING, MIRROR):
        raise FieldValidationError("Book_Role", f"'{role}' is neither {LEADING} nor {MIRROR}")
    for name in ("Sell_to_Customer_No", "External_Document_No"):
        if name not in said:
            raise FieldValidationError(name, "it must have a value")
    return OrderDraft(
        external_document_no=intern(said["External_Document_No"]),
        customer_no=said["Sell_to_Customer_No"],
        order_date=_day("Order_Date", said["Order_Date"]) if "Order_Date" in said else None,
        currency=said.get("Currency_Code", ""),
        book_role=role,
        ship_to=ShipTo(
            said.get("Ship_to_Name", ""),
            said.get("Ship_to_Address", ""),
            said.get("Ship_to_City", ""),
            said.get("Ship_to_Post_Code", ""),
            said.get("Ship_to_Country_Region_Code", ""),
        ),
        lines=tuple(map(_line_draft, lines)) if lines is not None else (),
    )


def read_order_change(operation: etree._Element) -> OrderChange:
    """Give what an Update wants to change."""
    record, said = _record(operation, "SalesOrder")
    lines = part(record, "SalesLines")
    return OrderChange(
        key=needed(record, "Key"),
        external_document_no=said.get("External_Document_No"),
        customer_no=said.get("Sell_to_Customer_No"),
        book_role=said.get("Book_Role"),
        lines=tuple(map(_line_change, lines)) if lines is not None else (),
    )


def read_customer_change(operation: etree._Element) -> tuple[str, Decimal | None, str | None]:
    """Give the Key, the new credit limit and the new block of a customer's Update."""
    record, said = _record(operation, "Customer")
    limit = said.get("Credit_Limit_LCY")
    return (
        needed(record, "Key"),
        None if limit is None else decimal("Credit_Limit_LCY", limit),
        said.get("Blocked"),
    )


def read_shipment_draft(operation: etree._Element) -> ShipmentDraft:
    """Give the goods issued that a PostShipment reports."""
    said = texts(operation)
    quantities = read_quantities(operation)
    if quantities is None:
        raise MalformedRequestError("PostShipment needs lines.")
    return ShipmentDraft(
        order_no=needed(operation, "orderNo"),
        external_shipment_no=needed(operation, "externalShipmentNo"),
        location_code=said.get("locationCode", ""),
        quantities=quantities,
    )


def read_quantities(operation: etree._Element) -> dict[int, Decimal] | None:
    """Give the quantity of each line named, or nothing when no lines are."""
    lines = part(operation, "lines")
    if lines is None or not len(lines):
        return None
    quantities: dict[int, Decimal] = {}
    for line in lines:
        said = texts(line)
        if "lineNo" not in said or "quantity" not in said:
            raise MalformedRequestError("Every line needs lineNo and quantity.")
        place = _place(_whole("lineNo", said["lineNo"]))
        quantity = decimal("quantity", said["quantity"])
        if quantity < 0:
            raise FieldValidationError("quantity", f"{quantity} is below 0")
        if place in quantities:
            raise FieldValidationError("lineNo", f"{said['lineNo']} is given twice")
        quantities[place] = quantity
    return quantities


def _line_draft(element: etree._Element) -> LineDraft:
    said = texts(element)
    for name in ("No", "Quantity", "Unit_of_Measure_Code", "Unit_Price"):
        if name not in said:
            raise FieldValidationError(name, "every line must have a value in it")
    return LineDraft(
        line_no=_whole("Line_No", said["Line_No"]) if "Line_No" in said else None,
        item_no=said["No"],
        quantity=decimal("Quantity", said["Quantity"]),
        unit=said["Unit_of_Measure_Code"],
        unit_price=decimal("Unit_Price", said["Unit_Price"]),
    )


def _line_change(element: etree._Element) -> LineChange:
    said = texts(element)
    if "Key" in said:
        place = int(unseal("SalesOrder", ORDER_LINE_TABLE, said["Key"])[0].rpartition("/")[2])
    elif "Line_No" in said:
        place = _place(_whole("Line_No", said["Line_No"]))
    else:
        raise FieldValidationError("Line_No", "a released order takes no new lines; name one that it has")
    return LineChange(
        place=place,
        quantity=decimal("Quantity", said["Quantity"]) if "Quantity" in said else None,
        item_no=said.get("No"),
        unit=said.get("Unit_of_Measure_Code"),
        unit_price=decimal("Unit_Price", said["Unit_Price"]) if "Unit_Price" in said else None,
    )


def _record(operation: etree._Element, name: str) -> tuple[etree._Element, Texts]:
    record = part(operation, name)
    if record is None:
        raise MalformedRequestError(f"{_name(operation)} needs a {name}.")
    return record, texts(record)


def _place(line_no: int) -> int:
    place, rest = divmod(line_no, LINE_STEP)
    if rest:
        raise FieldValidationError("Line_No", f"{line_no} is not a multiple of {LINE_STEP}")
    return place


def _whole(field: str, text: str) -> int:
    number = decimal(field, text)
    if number != int(number):
        raise FieldValidationError(field, f"'{text}' is no whole number")
    return int(number)


def _day(field: str, text: str) -> date:
    try:
        if not _DATE.fullmatch(text.strip()):
            raise ValueError(text)
        return date.fromisoformat(text.strip())
    except ValueError:
        raise FieldValidationError(field, f"'{text}' is no date of the form YYYY-MM-DD") from None


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
