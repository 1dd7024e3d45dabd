"""The declared ways in which this book differs from another that is told the same: each can be switched on.

A pair of books never agrees in everything: they round, name, value and default in their own ways. Here each
way is one pure change of an order as it is entered; it says whether it has changed anything at all, for only
that is an occurrence. What follows from the order, its shipments and invoices, follows from the changed one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from simulators.chassis.figures import tax_on
from simulators.cloud_erp.domain.line import LINE_STEP, Line, total
from simulators.cloud_erp.domain.order import OrderStatus, SalesOrder, ShipTo

Settings = Mapping[str, Any]
Change = Callable[[SalesOrder, Settings, datetime], bool]

TENTH, FINE = Decimal("0.1"), Decimal("0.0001")
FREIGHT_TAXED = Decimal("1.1")
OLD_CURRENCIES = {"GBP": "STG", "EUR": "XEU", "USD": "US$"}


def _rounding(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """Unit prices are kept to a tenth, and every line is worked out from that."""
    return _lines(order, lambda line: line.changed(line.version, unit_price=_to(line.unit_price, TENTH)))


def _moving_average(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """Every line is valued at the average price of a piece on its document, rounded again on each."""
    pieces = sum(line.quantity * line.base_units for line in order.lines)
    if not pieces:
        return False
    average = _to(order.net / pieces, FINE)
    return _lines(order, lambda line: line.changed(line.version, unit_price=average * line.base_units))


def _unit_factor(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """A case holds one piece less, and costs as much less."""
    return _lines(order, _in_smaller_cases)


def _in_smaller_cases(line: Line) -> Line:
    if line.base_units == 1:
        return line
    price = line.unit_price * (line.base_units - 1) / line.base_units
    return line.changed(line.version, unit_price=_to(price, FINE))


def _code_table(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """Currencies go by the codes of an older table."""
    return _head(order, currency=OLD_CURRENCIES.get(order.head.currency, order.head.currency))


def _day_boundary(order: SalesOrder, settings: Settings, now: datetime) -> bool:
    """The day begins when it does at the provider's."""
    return _head(order, order_date=(now + timedelta(hours=float(settings["ahead_h"]))).date())


def _ship_to_default(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """The address on the order is dropped: goods go to the customer's main one."""
    return _goes_to(order, ShipTo(name=order.head.party.name))


def _truncated_text(order: SalesOrder, settings: Settings, _: datetime) -> bool:
    """Names are cut off where the field ends."""
    return _goes_to(order, order.ship_to._replace(name=order.ship_to.name[: int(settings["letters"])]))


def _status_words(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """What is called open elsewhere is called fulfilled here."""
    order.status = OrderStatus.SHIPPED
    return True


def _numbering(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """Lines are numbered from two on."""
    return _lines(order, lambda line: line._replace(sequence=line.sequence + LINE_STEP))


def _tax_basis(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """Tax is on the goods with their freight."""
    return _lines(order, lambda line: line._replace(tax=tax_on(line.net * FREIGHT_TAXED, line.tax_rate)))


def _credit_exposure(order: SalesOrder, _: Settings, __: datetime) -> bool:
    """An order weighs on its customer's credit without its tax, until it is invoiced."""
    order.weighs_net = True
    return bool(order.tax)


CHANGES: Mapping[str, Change] = {
    "rounding": _rounding,
    "moving_average": _moving_average,
    "unit_factor": _unit_factor,
    "code_table": _code_table,
    "day_boundary": _day_boundary,
    "ship_to_default": _ship_to_default,
    "truncated_text": _truncated_text,
    "status_words": _status_words,
    "numbering": _numbering,
    "tax_basis": _tax_basis,
    "credit_exposure": _credit_exposure,
}
"""By the name of the divergence, what it does to an order that is entered."""


def _lines(order: SalesOrder, change: Callable[[Line], Line]) -> bool:
    lines = tuple(change(line) for line in order.lines)
    is_other = [_said(line) for line in lines] != [_said(line) for line in order.lines]
    if is_other:
        order.lines = lines
        order.net, order.tax = total(lines)
    return is_other


def _said(line: Line) -> tuple[object, ...]:
    return line.sequence, line.unit_price, line.net, line.tax


def _head(order: SalesOrder, **changes: Any) -> bool:
    head = order.head._replace(**changes)
    is_other, order.head = head != order.head, head
    return is_other


def _goes_to(order: SalesOrder, place: ShipTo) -> bool:
    is_other, order.ship_to = place != order.ship_to, place
    return is_other


def _to(amount: Decimal, step: Decimal) -> Decimal:
    return amount.quantize(step, ROUND_HALF_UP)
