"""The bodies of the writes, turned into what the book understands."""

from decimal import Decimal
from typing import Any

from simulators.cloud_erp.domain.line import NO_DISCOUNT
from simulators.cloud_erp.domain.masters import NO_DAY, NO_ID
from simulators.cloud_erp.domain.order import LEADING, ShipTo
from simulators.cloud_erp.errors import FieldValidationError, RequiredParameterError
from simulators.cloud_erp.schemas.bodies import (
    ON_CHANGE,
    ON_INSERT,
    Body,
    Record,
    only,
    read_lines,
    read_number,
    read_record,
    read_text,
    read_whole,
)
from simulators.cloud_erp.schemas.catalogue import Edition
from simulators.cloud_erp.schemas.entity import EntitySet
from simulators.cloud_erp.service.drafts import DocumentDraft, HeaderChange, LineChange, LineDraft

SHIP_TO = ("shipToName", "shipToAddressLine1", "shipToCity", "shipToPostCode", "shipToCountry")
EXTERNAL_NUMBERS = ("externalDocumentNumber", "vendorOrderNumber", "vendorInvoiceNumber")
DOCUMENT_DATES = ("orderDate", "invoiceDate", "creditMemoDate", "postingDate")
REQUESTED_DAYS = ("requestedDeliveryDate", "requestedReceiptDate")
LINE_DAYS = ("shipmentDate", "expectedReceiptDate")
PRICES = ("unitPrice", "directUnitCost", "unitCost")
MOVE_PARAMETERS = {
    "ship": "externalShipmentNumber",
    "receive": "vendorShipmentNumber",
}
QUANTITY_FIELDS = frozenset({"sequence", "quantity"})
PERCENT_MAX = 100


def document_draft(edition: Edition, entity_set: EntitySet, body: Body) -> DocumentDraft:
    """Read an order, invoice or credit memo with its lines.

    Raises:
        RequiredParameterError: it names no customer or vendor, or a line no item or quantity.
    """
    where = entity_set.type_name
    record = read_record(body, entity_set, ON_INSERT, where, entity_set.lines)
    party = "vendor" if entity_set.property("vendorNumber") else "customer"
    number, party_id = record.get(f"{party}Number", ""), record.get(f"{party}Id", "")
    if not number and not party_id:
        raise RequiredParameterError(f"A {where} needs a {party}Number or a {party}Id.")
    currency = record.get("currencyCode", "")
    if currency and not (currency.isascii() and currency.isupper() and len(currency) == 3):
        raise FieldValidationError(f"{where}.currencyCode must be three capital letters, not '{currency}'.")
    line_set = edition.sets[entity_set.lines]
    return DocumentDraft(
        party_number=number,
        party_id=party_id,
        external_number=_first(record, EXTERNAL_NUMBERS, ""),
        book_role=record.get("bookRole", LEADING),
        document_date=_first(record, DOCUMENT_DATES, None),
        due_day=record.get("dueDate"),
        requested_day=_first(record, REQUESTED_DAYS, NO_DAY),
        currency=currency,
        ship_to=ShipTo(*[record.get(name, "") for name in SHIP_TO]),
        ships_in_parts=record.get("partialShipping", True),
        invoice_id=record.get("invoiceId", NO_ID),
        your_reference=record.get("yourReference", ""),
        sales_order_number=record.get("salesOrderNumber", ""),
        lines=tuple([_line(line, line_set, place) for line, place in read_lines(body, entity_set.lines)]),
    )


def line_draft(line_set: EntitySet, body: Body) -> tuple[str, LineDraft]:
    """Read a line that comes by itself, with the id of its document when that is in the body."""
    return str(body.get("documentId") or "").lower(), _line(body, line_set, line_set.type_name)


def line_change(line_set: EntitySet, body: Body) -> LineChange:
    """Read what is to change of a line."""
    record = read_record(body, line_set, ON_CHANGE, line_set.type_name)
    return LineChange(
        record.get("quantity"), _first(record, PRICES, None), _discount(record, line_set.type_name)
    )


def header_change(entity_set: EntitySet, body: Body, before: ShipTo | None) -> HeaderChange:
    """Read what is to change of a document's header; `before` is where its goods go now."""
    record = read_record(body, entity_set, ON_CHANGE, entity_set.type_name)
    ship_to = None
    if before is not None and not record.keys().isdisjoint(SHIP_TO):
        ship_to = ShipTo(*[record.get(name, old) for name, old in zip(SHIP_TO, before, strict=True)])
    return HeaderChange(
        external_number=_first(record, EXTERNAL_NUMBERS, None),
        book_role=record.get("bookRole"),
        requested_day=_first(record, REQUESTED_DAYS, None),
        document_date=_first(record, DOCUMENT_DATES, None),
        ship_to=ship_to,
    )


def master_values(entity_set: EntitySet, body: Body, *, is_new: bool) -> Record:
    """Read a customer, vendor, item or code, by the names that the book has for its fields."""
    allowed = ON_INSERT if is_new else ON_CHANGE
    record = read_record(body, entity_set, allowed, entity_set.type_name)
    values: Record = {}
    for name, value in record.items():
        declared = entity_set.property(name)
        assert declared is not None
        values[declared.attribute] = value
    if "due_date_calculation" in values:
        values["days"] = _days(values.pop("due_date_calculation"))
    return values


def moving(action: str, body: Body) -> tuple[str, list[tuple[int, Decimal]]]:
    """Read what to ship or receive: the number of the papers, and the quantities."""
    papers = MOVE_PARAMETERS[action]
    only(body, frozenset({papers, "lines"}), action)
    number = body.get(papers)
    return "" if number is None else read_text(number, 35, f"{action}.{papers}"), _quantities(body)


def amendment(body: Body) -> list[tuple[int, Decimal]]:
    """Read the new quantities of an order.

    Raises:
        RequiredParameterError: there is no list of lines; an empty one is meant, an absent one is not.
    """
    only(body, frozenset({"lines"}), "amend")
    if body.get("lines") is None:
        raise RequiredParameterError("amend.lines must be given: a line that is not named goes down to zero.")
    return _quantities(body)


def no_parameters(body: Body, action: str) -> None:
    """Make sure that an action without parameters got none."""
    only(body, frozenset(), action)


def _quantities(body: Body) -> list[tuple[int, Decimal]]:
    return [_quantity(line, place) for line, place in read_lines(body, "lines")]


def _quantity(line: Body, place: str) -> tuple[int, Decimal]:
    only(line, QUANTITY_FIELDS, place)
    sequence, quantity = line.get("sequence"), line.get("quantity")
    if sequence is None or quantity is None:
        raise RequiredParameterError(f"{place} needs a sequence and a quantity.")
    return read_whole(sequence, f"{place}.sequence"), read_number(quantity, f"{place}.quantity")


def _line(body: Body, line_set: EntitySet, place: str) -> LineDraft:
    record = read_record(body, line_set, ON_INSERT, place)
    number, item_id = record.get("lineObjectNumber", ""), record.get("itemId", "")
    if not number and not item_id:
        raise RequiredParameterError(f"{place} needs a lineObjectNumber or an itemId.")
    if not record["quantity"]:
        raise FieldValidationError(f"{place}.quantity of a new line must be above zero.")
    return LineDraft(
        sequence=record.get("sequence"),
        item_number=number,
        item_id=item_id,
        unit=record.get("unitOfMeasureCode", ""),
        quantity=record["quantity"],
        unit_price=_first(record, PRICES, None),
        discount_percent=_discount(record, place) or NO_DISCOUNT,
        location_id=record.get("locationId", ""),
        day=_first(record, LINE_DAYS, NO_DAY),
    )


def _discount(record: Record, place: str) -> Decimal | None:
    percent: Decimal | None = record.get("discountPercent")
    if percent is not None and percent > PERCENT_MAX:
        raise FieldValidationError(f"{place}.discountPercent must be from 0 to {PERCENT_MAX}, not {percent}.")
    return percent


def _days(calculation: str) -> int:
    days = calculation.removesuffix("D")
    if not (days.isascii() and days.isdigit() and len(days) <= 3):
        raise FieldValidationError(
            f"paymentTerm.dueDateCalculation must be days like 30D, not '{calculation}'."
        )
    return int(days)


def _first(record: Record, names: tuple[str, ...], otherwise: Any) -> Any:
    for name in names:
        if name in record:
            return record[name]
    return otherwise
