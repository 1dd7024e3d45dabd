"""The bodies of the writes, turned into what the book understands."""

from decimal import Decimal
from sys import intern
from typing import Any

from simulators.cloud_erp.domain.masters import BLOCKED_ALL, BOX, NOT_BLOCKED, PIECE
from simulators.cloud_erp.domain.order import ShipTo
from simulators.cloud_erp.errors import FieldValidationError, RequiredParameterError
from simulators.cloud_erp.schemas.bodies import Fields
from simulators.cloud_erp.schemas.documents import SALES_ORDER_LINES, SALES_ORDERS
from simulators.cloud_erp.schemas.masters import CUSTOMERS
from simulators.cloud_erp.service.drafts import CustomerChange, LineDraft, OrderDraft

SHIP_TO = {
    "shipToName": 100,
    "shipToAddressLine1": 100,
    "shipToCity": 30,
    "shipToPostCode": 20,
    "shipToCountry": 10,
}
ORDER_FIELDS = frozenset(SHIP_TO) | {
    "externalDocumentNumber", "bookRole", "orderDate", "customerId", "customerNumber", "currencyCode",
    "salesOrderLines",
}  # fmt: skip
LINE_FIELDS = frozenset({
    "sequence", "lineType", "lineObjectNumber", "itemId", "unitOfMeasureCode", "quantity", "unitPrice",
})  # fmt: skip
SINGLE_LINE_FIELDS = LINE_FIELDS | {"documentId"}
CUSTOMER_FIELDS = frozenset({"displayName", "creditLimit", "blocked"})
SHIP_PARAMETERS = frozenset({"externalShipmentNumber", "lines"})
AMEND_PARAMETERS = frozenset({"lines"})
QUANTITY_FIELDS = frozenset({"sequence", "quantity"})


def order_draft(body: dict[str, Any]) -> OrderDraft:
    """Read an order with its lines.

    Raises:
        RequiredParameterError: it names no customer, or a line no item or quantity.
    """
    fields = Fields(body, "salesOrder").only(ORDER_FIELDS, SALES_ORDERS)
    customer_number, customer_id = fields.text("customerNumber", 20), fields.guid("customerId")
    if not customer_number and not customer_id:
        raise RequiredParameterError("A sales order needs a customerNumber or a customerId.")
    currency = fields.text("currencyCode", 10)
    if currency and not (currency.isascii() and currency.isupper() and len(currency) == 3):
        raise FieldValidationError(
            f"salesOrder.currencyCode must be three capital letters, not '{currency}'."
        )
    return OrderDraft(
        customer_number=customer_number,
        customer_id=customer_id,
        external_document_number=intern(fields.text("externalDocumentNumber", 35)),
        posting=fields.choice("bookRole", ("leading", "mirror")) != "mirror",
        order_date=fields.day("orderDate"),
        currency=intern(currency),
        ship_to=ShipTo(*[fields.text(name, length) for name, length in SHIP_TO.items()]),
        lines=tuple(_line(line) for line in fields.objects("salesOrderLines") or ()),
    )


def line_draft(body: dict[str, Any]) -> tuple[str, LineDraft]:
    """Read a line that comes by itself, with the id of its document when that is in the body."""
    fields = Fields(body, "salesOrderLine")
    return fields.guid("documentId"), _line(fields, SINGLE_LINE_FIELDS)


def changed_ship_to(body: dict[str, Any], before: ShipTo) -> ShipTo:
    """Read what is to change of an order's header: where its goods go."""
    fields = Fields(body, "salesOrder").only(frozenset(SHIP_TO), SALES_ORDERS)
    return ShipTo(
        *[
            fields.text(name, length) if fields.has(name) else old
            for (name, length), old in zip(SHIP_TO.items(), before, strict=True)
        ]
    )


def changed_quantity(body: dict[str, Any]) -> Decimal:
    """Read what is to change of a line: its quantity."""
    return (
        Fields(body, "salesOrderLine")
        .only(frozenset({"quantity"}), SALES_ORDER_LINES)
        .required_number("quantity")
    )


def customer_change(body: dict[str, Any]) -> CustomerChange:
    """Read what is to change of a customer."""
    fields = Fields(body, "customer").only(CUSTOMER_FIELDS, CUSTOMERS)
    name = fields.text("displayName", 100) if fields.has("displayName") else None
    return CustomerChange(
        name, fields.number("creditLimit"), fields.choice("blocked", (NOT_BLOCKED, BLOCKED_ALL))
    )


def shipping(body: dict[str, Any]) -> tuple[str, list[tuple[int, Decimal]]]:
    """Read what to ship: the shipment's number where the goods left, and the quantities."""
    fields = Fields(body, "ship").only(SHIP_PARAMETERS)
    return fields.text("externalShipmentNumber", 35), _quantities(fields) or []


def amendment(body: dict[str, Any]) -> list[tuple[int, Decimal]]:
    """Read the new quantities of an order.

    Raises:
        RequiredParameterError: there is no list of lines; an empty one is meant, an absent one is not.
    """
    quantities = _quantities(Fields(body, "amend").only(AMEND_PARAMETERS))
    if quantities is None:
        raise RequiredParameterError("amend.lines must be given: a line that is not named goes down to zero.")
    return quantities


def no_parameters(body: dict[str, Any], action: str) -> None:
    """Make sure that an action without parameters got none."""
    Fields(body, action).only(frozenset())


def _quantities(fields: Fields) -> list[tuple[int, Decimal]] | None:
    lines = fields.objects("lines")
    return None if lines is None else [_quantity(line) for line in lines]


def _quantity(line: Fields) -> tuple[int, Decimal]:
    sequence = line.only(QUANTITY_FIELDS).whole("sequence")
    if sequence is None:
        raise RequiredParameterError("Every line needs a sequence.")
    return sequence, line.required_number("quantity")


def _line(fields: Fields, writable: frozenset[str] = LINE_FIELDS) -> LineDraft:
    fields.only(writable, SALES_ORDER_LINES)
    fields.choice("lineType", ("Item",))
    number, item_id = fields.text("lineObjectNumber", 20), fields.guid("itemId")
    if bool(number) == bool(item_id):
        raise RequiredParameterError("A sales line needs either a lineObjectNumber or an itemId.")
    quantity = fields.required_number("quantity")
    if not quantity:
        raise FieldValidationError("The quantity of a new sales line must be above zero.")
    return LineDraft(
        sequence=fields.whole("sequence"),
        item_number=number,
        item_id=item_id,
        unit=fields.choice("unitOfMeasureCode", (PIECE, BOX)) or PIECE,
        quantity=quantity,
        unit_price=fields.number("unitPrice"),
    )
