"""Orders and what is said of them, as they are sent."""

from sys import intern
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from simulators.chassis.figures import units_of
from simulators.commerce.domain.catalogue import CASE, EACH, Address
from simulators.commerce.domain.documents import NewItem, NewOrder, Quantities
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.errors import InvalidInputError, StateError
from simulators.commerce.schemas.addresses import AddressBody, address_of
from simulators.commerce.schemas.fields import (
    ROWS_MAX,
    Amount,
    Body,
    Envelope,
    Filled,
    Id,
    Line,
    Quantity,
    Text,
)

Reference = Annotated[str, StringConstraints(max_length=64, pattern=r"^([!-~]([ -~]*[!-~])?)?$")]
"""Printable ASCII without blanks around it: it travels in headers."""
Unit = Literal["each", "case"]
Status = Literal[
    "pending",
    "holded",
    "backordered",
    "processing",
    "shipped",
    "invoiced",
    "complete",
    "closed",
    "rejected",
    "canceled",
    "",
]


class ItemExtension(Body):
    """What a line says beyond the product's own fields."""

    sales_unit: Unit = "each"


class NewItemBody(Body):
    """A line of a new order; no price means the company's own."""

    sku: Filled
    qty_ordered: Quantity
    price: Amount | None = None
    extension_attributes: ItemExtension | None = None


class PaymentBody(Body):
    """How an order is paid."""

    method: Line | None = None
    po_number: Line | None = None


class ShippingBody(Body):
    """Where goods go."""

    address: AddressBody | None = None


class AssignmentBody(Body):
    """One way that goods go."""

    shipping: ShippingBody | None = None


class CompanyOrderBody(Body):
    """Which company orders."""

    company_id: Id | None = None


class OrderExtension(Body):
    """What an order says beyond the product's own fields."""

    shipping_assignments: Annotated[list[AssignmentBody], Field(max_length=10)] | None = None
    company_order_attributes: CompanyOrderBody | None = None


class OrderEntity(Body):
    """A new order; a company is named in one of three places. With an `entity_id` it is one that changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"not": {"type": "null"}}}}
                for name in ("items", "entity_id")
            ]
        }
    )

    entity_id: Id | None = None
    status: Status | None = None
    items: Annotated[list[NewItemBody], Field(min_length=1, max_length=ROWS_MAX)] | None = None
    customer_id: Id | None = None
    ext_customer_id: Id | None = None
    ext_order_id: Reference | None = None
    order_currency_code: Line | None = None
    billing_address: AddressBody | None = None
    payment: PaymentBody | None = None
    extension_attributes: OrderExtension | None = None


class NewOrderBody(Body):
    """The envelope of a new order."""

    entity: OrderEntity


class HistoryBody(Body):
    """A status for the buyer to see, and what is said of it."""

    status: Status | None = None
    comment: Text | None = None


class CommentBody(Envelope):
    """The envelope of a status."""

    status_history: HistoryBody


class LineExtension(Body):
    """The number of a line in its order."""

    line_number: Id | None = None


class ToldLine(Body):
    """A quantity of a line, which its item id names, or its number."""

    qty: Quantity
    order_item_id: Id | None = None
    item_id: Id | None = None
    line: Id | None = None
    extension_attributes: LineExtension | None = None


Lines = Annotated[list[ToldLine], Field(max_length=ROWS_MAX)]


class CancelBody(Body):
    """Which quantities are taken back; none means all."""

    items: Lines | None = None


def new_order_of(body: NewOrderBody) -> NewOrder:
    """Read an order that is to be placed.

    Raises:
        InvalidInputError: it has no lines.
        StateError: no company is named, or an address names nobody.
    """
    entity = body.entity
    if entity.items is None:
        raise InvalidInputError("%fieldName is required.", fieldName="entity.items")
    payment = entity.payment or PaymentBody()
    return NewOrder(
        company_id=_company_id(entity),
        reference=intern(entity.ext_order_id or ""),  # as are the words below: one text for all that hold it
        currency=intern(entity.order_currency_code or ""),
        items=tuple([_new_item(row) for row in entity.items]),
        billing=_address(entity.billing_address, "entity.billing_address"),
        shipping=_shipping(entity.extension_attributes),
        payment_method=intern(payment.method or ""),
        po_number=intern(payment.po_number or ""),
    )


def quantities_of(lines: list[ToldLine] | None, order: SalesOrder) -> Quantities:
    """Read quantities of an order's lines, none twice.

    Raises:
        StateError: a line is not the order's, or is named twice.
    """
    quantities: dict[int, int] = {}
    for index, row in enumerate(lines or ()):
        line = _line(row, order)
        if line is None or not 1 <= line <= len(order.items):
            raise StateError(
                "items[%index] names no line of order %order.", index=index, order=order.increment_id
            )
        if line in quantities:
            raise StateError("items[%index] names line %line again.", index=index, line=line)
        quantities[line] = row.qty
    return tuple([units_of(line, quantity) for line, quantity in quantities.items()])


def _line(row: ToldLine, order: SalesOrder) -> int | None:
    item_id = row.item_id if row.order_item_id is None else row.order_item_id
    if item_id is not None:
        return item_id - order.first_item_id + 1
    extension = row.extension_attributes
    return row.line if extension is None or extension.line_number is None else extension.line_number


def _new_item(row: NewItemBody) -> NewItem:
    extension = row.extension_attributes
    is_case = extension is not None and extension.sales_unit == CASE
    return NewItem(row.sku, CASE if is_case else EACH, row.qty_ordered, row.price)  # one text for all orders


def _company_id(entity: OrderEntity) -> int:
    extension = entity.extension_attributes
    company = extension.company_order_attributes if extension is not None else None
    named = (entity.customer_id, entity.ext_customer_id, company.company_id if company is not None else None)
    for number in named:
        if number is not None:
            return number
    raise StateError("%fieldName is required.", fieldName="entity.customer_id")


def _shipping(extension: OrderExtension | None) -> Address | None:
    assignments = extension.shipping_assignments if extension is not None else None
    shipping = assignments[0].shipping if assignments else None
    place = "entity.extension_attributes.shipping_assignments[0].shipping.address"
    return _address(shipping.address, place) if shipping is not None else None


def _address(body: AddressBody | None, place: str) -> Address | None:
    return None if body is None else address_of(body, place)
