"""Why can a line of an order history not be replayed?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from dualrun.scenario.cells import Cells, code
from dualrun.scenario.columns import Columns

QUANTITY_MAX = 1_000_000
PRICE_MAX = Decimal(1_000_000)
_CENT = Decimal("0.01")

NOT_MERCHANDISE = {
    *("POST", "DOT", "C2", "CARRIAGE", "FREIGHT", "SHIPPING", "POSTAGE"),  # what delivery cost
    *("D", "DISC", "DISCOUNT", "S", "SAMPLES", "CRUK", "VOUCHER"),  # what was given away
    *("M", "MANUAL", "ADJUST", "ADJUST2", "B"),  # corrections by hand
    *("BANK CHARGES", "AMAZONFEE", "FEE"),  # what others charged
    *("TEST001", "TEST002"),
}
"""Codes of lines that are money and not goods. Beside these, a code without any digit is taken for one.

The rule is a guess that holds for catalogues numbered like most are; it is counted, so that whoever has items
called APPLE sees at once where they went.
"""

REASONS = (
    "wrong_columns",
    "missing_order",
    "missing_sku",
    "missing_customer",
    "bad_date",
    "bad_quantity",
    "bad_price",
    "not_merchandise",
    "negative_quantity",
    "negative_price",
    "zero_price",
    "order_of_two_customers",
    "order_too_long",
    "cancellation_without_order",
    "cancellation_exceeds_order",
    "outside_window",
)
"""Every reason there is, in the order in which they are looked for: a line is counted under its first."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line that makes sense by itself; a cancellation has a negative quantity."""

    order: str
    sku: str
    customer: str
    at: datetime
    quantity: int
    price: Decimal
    is_price_rounded: bool
    description: str
    country: str


class LineReader:
    """Turns rows into lines, or into the reason why not."""

    def __init__(self, columns: Columns, cells: Cells, header_width: int) -> None:
        self._columns = columns
        self._cells = cells
        self._header_width = header_width
        self._row_width_min = max(columns.values()) + 1

    def line(self, row: list[str]) -> OrderLine | str:
        """Give the line of a row, or its first reason for rejection.

        A row with more cells than the header has lost its columns, usually to a delimiter inside a
        description, and everything in it may be something else.
        """
        if len(row) < self._row_width_min or any(cell.strip() for cell in row[self._header_width :]):
            return "wrong_columns"
        order, sku, customer = (code(self._cell(row, field)) for field in ("order", "sku", "customer"))
        for field, text in (("order", order), ("sku", sku), ("customer", customer)):
            if not text:
                return f"missing_{field}"
        at = self._cells.instant(self._cell(row, "date"))
        if at is None:
            return "bad_date"
        quantity = self._cells.number(self._cell(row, "quantity"))
        if quantity is None or quantity != int(quantity) or not 0 < abs(quantity) <= QUANTITY_MAX:
            return "bad_quantity"
        price = self._cells.number(self._cell(row, "price"))
        if price is None or price > PRICE_MAX:
            return "bad_price"
        sku = sku.upper()
        wrong = _wrong_with(order, sku, int(quantity), price)
        if wrong:
            return wrong
        cents = price.quantize(_CENT, ROUND_HALF_UP)
        description, country = self._cell(row, "description"), self._cell(row, "country")
        rounded = cents != price
        return OrderLine(order, sku, customer, at, int(quantity), cents, rounded, description, country)

    def _cell(self, row: list[str], field: str) -> str:
        place = self._columns.get(field)
        return "" if place is None else row[place]


def _wrong_with(order: str, sku: str, quantity: int, price: Decimal) -> str:
    if sku in NOT_MERCHANDISE or not any(sign.isdigit() for sign in sku):
        return "not_merchandise"
    if quantity < 0:
        return "" if is_cancellation(order) else "negative_quantity"
    if price < 0:
        return "negative_price"
    return "zero_price" if price.quantize(_CENT, ROUND_HALF_UP) == 0 else ""


def is_cancellation(order: str) -> bool:
    """Tell a cancelling document by its number: C and then digits.

    Only its negative lines cancel: many a company numbers its ordinary orders C10001, too.
    """
    return order[0] in "Cc" and order[1:].isdigit() and order.isascii()
