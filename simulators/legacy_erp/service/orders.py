"""Entering, lowering and cancelling sales orders."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from simulators.chassis.figures import line_total
from simulators.legacy_erp.domain.key import ORDER_TABLE, unseal
from simulators.legacy_erp.domain.masters import UNITS, Customer
from simulators.legacy_erp.domain.sales import (
    LINE_STEP,
    SalesLine,
    SalesOrder,
    ShipTo,
    totals,
)
from simulators.legacy_erp.domain.text import CODE_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, fit, reference
from simulators.legacy_erp.errors import (
    FieldValidationError,
    RecordChangedError,
    RecordNotFoundError,
)
from simulators.legacy_erp.service.erp import CODE_PAGE, LegacyErp

_UNIT_WORDS = {unit: unit for unit in UNITS}  # every line shares one string per unit
_LINES_MAX = 1000


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line as a caller writes it; a number of None takes the next free step."""

    line_no: int | None
    item_no: str
    quantity: Decimal
    unit: str
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as a caller writes it."""

    external_document_no: str
    customer_no: str
    order_date: date | None
    currency: str
    book_role: str
    ship_to: ShipTo
    lines: tuple[LineDraft, ...]


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a caller says of an existing line; only its quantity may differ from what is stored."""

    place: int
    quantity: Decimal | None
    item_no: str | None
    unit: str | None
    unit_price: Decimal | None


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What a caller says of an existing order, with the Key under which it was read."""

    key: str
    external_document_no: str | None
    customer_no: str | None
    book_role: str | None
    lines: tuple[LineChange, ...]


def create_order(erp: LegacyErp, draft: OrderDraft) -> SalesOrder:
    """Enter an order and release it.

    A second order under the same external document number is taken like any other: this product leaves
    it to its callers to look first.

    Raises:
        RecordNotFoundError: no such customer or item.
        FieldValidationError: a field's value is not one that the table takes.
    """
    customer = erp.store.customers.get(draft.customer_no)
    if customer is None:
        raise RecordNotFoundError("customer", draft.customer_no)
    if draft.currency and draft.currency != customer.currency:
        raise FieldValidationError(
            "Currency_Code", f"customer {customer.no} trades in {customer.currency}, not {draft.currency}"
        )
    document = reference("External_Document_No", draft.external_document_no)
    lines = _enter_lines(erp, draft.lines)
    order = SalesOrder(
        no=erp.store.next_order_no(),
        external_document_no=document,
        customer=customer,
        order_date=draft.order_date or erp.world.clock.now().date(),
        book_role=draft.book_role,
        ship_to=erp.store.same_ship_to(_stored(erp, draft.ship_to, document, customer)),
        lines=lines,
        totals=totals(lines, customer.tax_rate),
    )
    erp.store.add_order(order)
    erp.changed(order)
    return order


def change_order(erp: LegacyErp, change: OrderChange) -> SalesOrder:
    """Lower the quantities of a released order.

    Raises:
        RecordChangedError: the order has changed since the caller read it.
        FieldValidationError: something other than a quantity would change.
        OrderClosedError, QuantityRaisedError: see SalesOrder.lower.
    """
    order = _current(erp, change.key)
    _refuse_difference("External_Document_No", change.external_document_no, order.external_document_no)
    _refuse_difference("Sell_to_Customer_No", change.customer_no, order.customer.no)
    _refuse_difference("Book_Role", change.book_role, order.book_role)
    by_place = {line.line: line for line in order.lines}
    wanted = {}
    for said in change.lines:
        line = by_place.get(said.place)
        if line is None:
            raise RecordNotFoundError(f"sales line on order {order.no}", str(said.place * LINE_STEP))
        _refuse_difference("No", said.item_no, line.item)
        _refuse_difference("Unit_of_Measure_Code", said.unit, line.unit)
        _refuse_difference("Unit_Price", said.unit_price, line.unit_price)
        if said.quantity is not None:
            wanted[said.place] = said.quantity
    before = order.lines
    order.lower(wanted)
    if order.lines is not before:
        order.version += 1
        erp.changed(order)
    return order


def delete_order(erp: LegacyErp, key: str) -> None:
    """Cancel the order behind a Key; the record stays, as an auditor would want.

    Raises:
        RecordChangedError: the order has changed since the caller read it.
        AlreadyCancelledError, AlreadyShippedError: see SalesOrder.cancel.
    """
    _cancel(erp, _current(erp, key))


def cancel_order(erp: LegacyErp, number: str) -> SalesOrder:
    """Cancel the order of that number.

    Raises:
        RecordNotFoundError: no such order.
        AlreadyCancelledError, AlreadyShippedError: see SalesOrder.cancel.
    """
    order = erp.store.orders.get(number)
    if order is None:
        raise RecordNotFoundError("sales order", number)
    _cancel(erp, order)
    return order


def _cancel(erp: LegacyErp, order: SalesOrder) -> None:
    order.cancel()
    order.version += 1
    erp.changed(order)


def _current(erp: LegacyErp, key: str) -> SalesOrder:
    number, version = unseal("SalesOrder", ORDER_TABLE, key)
    order = erp.store.orders.get(number)
    if order is None:
        raise RecordNotFoundError("sales order", number)
    if order.version != version:
        raise RecordChangedError("Sales order", number)
    return order


def _enter_lines(erp: LegacyErp, drafts: tuple[LineDraft, ...]) -> tuple[SalesLine, ...]:
    if not 0 < len(drafts) <= _LINES_MAX:
        raise FieldValidationError("SalesLines", f"an order has 1 to {_LINES_MAX} lines, not {len(drafts)}")
    lines: dict[int, SalesLine] = {}
    last = 0
    for draft in drafts:
        last = place = _place(draft.line_no, last)
        if place in lines:
            raise FieldValidationError("Line_No", f"{draft.line_no} is given twice")
        item = erp.store.items.get(draft.item_no)
        if item is None:
            raise RecordNotFoundError("item", draft.item_no)
        unit = _UNIT_WORDS.get(draft.unit)
        if unit is None:
            raise FieldValidationError(
                "Unit_of_Measure_Code", f"'{draft.unit}' is none of {', '.join(UNITS)}"
            )
        if draft.quantity <= 0:
            raise FieldValidationError(
                "Quantity", f"{draft.quantity} on line {place * LINE_STEP} is not above 0"
            )
        if draft.unit_price < 0:
            raise FieldValidationError("Unit_Price", f"{draft.unit_price} is below 0")
        net = line_total(draft.quantity, draft.unit_price)
        lines[place] = SalesLine(place, item.no, draft.quantity, unit, draft.unit_price, net)
    return tuple(lines[place] for place in sorted(lines))


def _place(line_no: int | None, last: int) -> int:
    if line_no is None:
        return last + 1
    place, rest = divmod(line_no, LINE_STEP)
    if rest or place < 1:
        raise FieldValidationError("Line_No", f"{line_no} is not a positive multiple of {LINE_STEP}")
    return place


def _stored(erp: LegacyErp, given: ShipTo, subject: str, customer: Customer) -> ShipTo:
    if not (given.name or given.address):
        return ShipTo(customer.name, customer.address, customer.city, customer.post_code, customer.country)
    stored = ShipTo(
        fit(given.name, NAME_LENGTH),
        fit(given.address, NAME_LENGTH),
        fit(given.city, DESCRIPTION_LENGTH),
        fit(given.post_code, CODE_LENGTH),
        fit(given.country, CODE_LENGTH),
    )
    if stored != given:
        erp.world.misbehave(CODE_PAGE, subject)
    return replace(stored, country=customer.country) if not stored.country else stored


def _refuse_difference(field: str, said: object | None, stored: object) -> None:
    if said is not None and said != stored:
        raise FieldValidationError(field, f"a released order keeps '{stored}'; it cannot become '{said}'")
