"""Entering, lowering and cancelling sales orders."""

from collections.abc import Mapping

from simulators.chassis.figures import line_total
from simulators.legacy_erp.domain import series
from simulators.legacy_erp.domain.masters import Customer
from simulators.legacy_erp.domain.sales import LEADING, OPEN, RELEASED, SalesLine, SalesOrder, ShipTo, totals
from simulators.legacy_erp.domain.text import CODE_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, reference
from simulators.legacy_erp.errors import FieldValidationError, RecordNotFoundError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.lines import new_lines, wanted_quantities
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.texts import stored
from simulators.legacy_erp.service.views.sales import SALES_ORDER
from simulators.legacy_erp.service.writing import Writing, must_have


def draft_order(company: Company, said: Said) -> SalesOrder:
    """Make an order of what a caller says; its number is gone whatever becomes of it.

    A header may come alone, as from a clerk who begins at the top: it stays open until it gets its lines.

    A second order under the same external document number is taken like any other: this product leaves
    it to its callers to look first.

    Raises:
        RecordNotFoundError: no such customer or item.
        FieldValidationError: a field's value is not one that the table takes.
    """
    store, values = company.store, said.values
    number = company.take_number(series.ORDER)
    must_have(values, "Sell_to_Customer_No", "External_Document_No")
    customer = customer_of(company, values["Sell_to_Customer_No"])
    currency = values.get("Currency_Code", customer.currency)
    if currency != customer.currency:
        raise FieldValidationError(
            "Currency_Code", f"customer {customer.no} trades in {customer.currency}, not {currency}"
        )
    document = reference("External_Document_No", values["External_Document_No"])
    lines = _lines(company, said) if said.lines else ()
    now = company.world.clock.now()
    tax_rate = customer.tax_rate
    ship_to = _ship_to(company, values, document, customer)
    return SalesOrder(
        no=number,
        external_document_no=document,
        customer_no=customer.no,
        currency=customer.currency,
        tax_rate=tax_rate,
        order_date=values.get("Order_Date") or now.date(),
        book_role=values.get("Book_Role", LEADING),
        ship_to=store.ship_tos.setdefault(ship_to, ship_to),
        lines=lines,
        totals=totals(lines, tax_rate),
        entered_at=now,
        status=RELEASED if lines else OPEN,
    )


def _lines(company: Company, said: Said) -> tuple[SalesLine, ...]:
    return tuple(
        [
            SalesLine(place, item_no, quantity, unit, price, line_total(quantity, price))
            for place, item_no, quantity, unit, price in new_lines(
                SALES_ORDER, company.store, said, "Unit_Price"
            )
        ]
    )


def enter_order(company: Company, order: SalesOrder) -> None:
    """Store a new order; one with lines is released by that."""
    company.store.add_order(order)
    company.changed(order)


def revise_order(company: Company, order: SalesOrder, said: Said) -> bool:
    """Lower the quantities of an order, send it elsewhere, change its role, or give a header its lines.

    Raises:
        FieldValidationError: something else would change.
        OrderClosedError, QuantityRaisedError: see SalesOrder.lower.
        AlreadyShippedError: see SalesOrder.take_role.
    """
    is_open, places = order.status == OPEN, [line.line for line in order.lines]
    wanted = {} if is_open else wanted_quantities(SALES_ORDER, order, places, company.store, said)
    ship_to = order.ship_to
    shown = dict(zip(_SHIP_TO, ship_to, strict=True))
    asked = {name: said.values.get(name, text) for name, text in shown.items()}
    if asked != shown:
        if order.shipped:
            raise FieldValidationError("Ship_to_Name", f"goods of {order.no} have left for '{ship_to.name}'")
        ship_to = _ship_to(company, asked, order.external_document_no, None)
    before = order.lines, order.ship_to, order.book_role
    order.take_role(said.values.get("Book_Role", order.book_role))
    if said.lines and is_open:
        order.fill(_lines(company, said))
    elif said.lines:
        order.lower(wanted)
    order.ship_to = company.store.ship_tos.setdefault(ship_to, ship_to)
    return (order.lines, order.ship_to, order.book_role) != before


def replace_order(company: Company, order: SalesOrder) -> None:
    """Store a changed order."""
    company.store.orders[order.no] = order
    company.changed(order)


def cancel_order(company: Company, number: str) -> SalesOrder:
    """Cancel the order of that number; the record stays, as an auditor would want.

    Raises:
        RecordNotFoundError: no such order.
        AlreadyCancelledError, AlreadyShippedError: see SalesOrder.cancel.
    """
    if number not in company.store.orders:
        raise RecordNotFoundError("sales order", number)
    order = company.store.orders.edit(number)
    order.cancel()
    order.version += 1
    company.changed(order)
    return order


def customer_of(company: Company, number: str) -> Customer:
    """Give the customer of that number.

    Raises:
        RecordNotFoundError: there is none.
    """
    customer = company.store.customers.get(number)
    if customer is None:
        raise RecordNotFoundError("customer", number)
    return customer


_SHIP_TO = {
    "Ship_to_Name": NAME_LENGTH,
    "Ship_to_Address": NAME_LENGTH,
    "Ship_to_City": DESCRIPTION_LENGTH,
    "Ship_to_Post_Code": CODE_LENGTH,
    "Ship_to_Country_Region_Code": CODE_LENGTH,
}


def _ship_to(company: Company, said: Mapping[str, str], subject: str, customer: Customer | None) -> ShipTo:
    """Give what is kept of an address; an order that names neither place nor street goes to its customer."""
    if customer and not ("Ship_to_Name" in said or "Ship_to_Address" in said):
        return ShipTo(customer.name, customer.address, customer.city, customer.post_code, customer.country)
    name, address, city, post_code, country = stored(
        company,
        subject,
        *[(said.get(part, ""), length) for part, length in _SHIP_TO.items()],
    )
    return ShipTo(name, address, city, post_code, country or (customer.country if customer else ""))


def _drop_line(order: SalesOrder, place: int) -> None:
    order.drop_line(place)


def _cancel(company: Company, order: SalesOrder) -> None:
    cancel_order(company, order.no)


ORDER_WRITING = Writing(
    page=SALES_ORDER,
    draft=draft_order,
    enter=enter_order,
    revise=revise_order,
    replace=replace_order,
    delete=_cancel,
    drop_line=_drop_line,
)
