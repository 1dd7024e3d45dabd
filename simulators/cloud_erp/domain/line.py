"""A line of any document: what, how much of it, at what price; a changed line is another line."""

from collections.abc import Collection
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from simulators.chassis.figures import CENT, SHARED_MAX, line_total, sum_of, tax_on
from simulators.cloud_erp.domain.masters import NO_DAY, NO_ID, ZERO

PERCENT = Decimal(100)
NO_DISCOUNT = 0  # plain, because nearly every line goes out with it
LINE_STEP = 10000  # lines are numbered 10000, 20000, ..., so that one can be put between two


class Ware(NamedTuple):
    """What a line is about; the lines of many documents share it."""

    item_id: str
    item_number: str
    description: str
    unit: str
    base_units: int  # in one unit
    tax_rate: Decimal
    location_id: str = NO_ID


@lru_cache(SHARED_MAX)
def ware(*fields: Any) -> Ware:
    """Give a ware by its fields; equal ones are one object."""
    return Ware(*fields)


class Line(NamedTuple):
    """One line. Net and tax are rounded here, line by line; `moved` is what was shipped or received of it."""

    sequence: int
    ware: Ware
    unit_price: Decimal
    quantity: Decimal
    version: int
    net: Decimal = ZERO
    tax: Decimal = ZERO
    discount_percent: Decimal | int = NO_DISCOUNT
    moved: Decimal = ZERO
    invoiced: Decimal = ZERO
    day: date = NO_DAY

    @property
    def item_id(self) -> str:
        """The key of the item."""
        return self.ware.item_id

    @property
    def item_number(self) -> str:
        """The number of the item, as people say it."""
        return self.ware.item_number

    @property
    def description(self) -> str:
        """What the item was called when the line was written."""
        return self.ware.description

    @property
    def unit(self) -> str:
        """The unit of measure of the quantity."""
        return self.ware.unit

    @property
    def base_units(self) -> int:
        """How many of the item's base unit are in one unit."""
        return self.ware.base_units

    @property
    def tax_rate(self) -> Decimal:
        """The share of the net amount that is tax."""
        return self.ware.tax_rate

    @property
    def location_id(self) -> str:
        """Where the goods come from or go to."""
        return self.ware.location_id

    @property
    def type(self) -> str:
        """What kind of thing is sold; there are only items here."""
        return "Item"

    @property
    def gross(self) -> Decimal:
        """The amount with tax."""
        return self.net + self.tax

    @property
    def tax_percent(self) -> Decimal:
        """The tax rate in hundredths."""
        return self.tax_rate * PERCENT

    @property
    def discount(self) -> Decimal | int:
        """What the discount takes off."""
        if not self.discount_percent:
            return NO_DISCOUNT
        return line_total(self.quantity, self.unit_price) - self.net

    @property
    def position(self) -> int:
        """The line number people say aloud: 1 for 10000."""
        step, between = divmod(self.sequence, LINE_STEP)
        return self.sequence if between else step

    def invoiced_up(self, version: int) -> "Line":
        """Give the line with all that has moved of it invoiced."""
        return self._replace(invoiced=self.moved, version=version) if self.moved > self.invoiced else self

    def due(self) -> "Line":
        """Give the line, or as much of it as has moved and is not invoiced."""
        if self.moved == self.quantity and not self.invoiced:
            return self
        return self.changed(self.version, self.moved - self.invoiced)

    def changed(
        self,
        version: int,
        quantity: Decimal | None = None,
        unit_price: Decimal | None = None,
        discount_percent: Decimal | int | None = None,
    ) -> "Line":
        """Give the line with another quantity, price or discount, and its amounts worked out again."""
        quantity = self.quantity if quantity is None else quantity
        price = self.unit_price if unit_price is None else unit_price
        discount = self.discount_percent if discount_percent is None else discount_percent
        net = net_of(quantity, price, discount)
        return self._replace(
            quantity=quantity,
            unit_price=price,
            discount_percent=discount,
            net=net,
            tax=tax_on(net, self.tax_rate),
            version=version,
        )


def net_of(quantity: Decimal, unit_price: Decimal, discount_percent: Decimal | int) -> Decimal:
    """Give the amount of a line without tax, in cents."""
    if not discount_percent:
        return line_total(quantity, unit_price)
    part = (PERCENT - discount_percent) / PERCENT
    return (quantity * unit_price * part).quantize(CENT, ROUND_HALF_UP)


class Moved(NamedTuple):
    """A line as it stands on the order from then on, and how much of it was shipped or received just now."""

    line: Line
    quantity: Decimal


def total(lines: Collection[Line]) -> tuple[Decimal, Decimal]:
    """Give net and tax, summed over lines that were rounded one by one."""
    return sum_of([line.net for line in lines], ZERO), sum_of([line.tax for line in lines], ZERO)
