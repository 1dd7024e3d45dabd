"""A part of an order: some of its lines from one source, and how far they are.

The order stands where its parts do. A source is a site that holds the goods, or a supplier that sends them to
the buyer on our order.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.fulfilment import Shipment
from facade.canonical.invoice import Invoice
from facade.canonical.order import Order, OrderLine
from facade.canonical.value import Quantity


class PartStatus(StrEnum):
    """Where a part stands; read from top to bottom it is the way of the goods."""

    WAITING = "waiting"  # no site has stock
    OPEN = "open"  # a site is being asked
    ALLOCATED = "allocated"
    BOUGHT = "bought"  # a supplier has been asked for it
    RELEASED = "released"
    RECALLED = "recalled"  # the site has been asked for the goods back
    TAKEN_BACK = "taken_back"  # the goods are free, the book is to follow
    PICKED = "picked"
    CONFIRMED = "confirmed"  # its supplier will send it
    SHIPPED = "shipped"
    INVOICED = "invoiced"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


GONE = frozenset(
    {
        PartStatus.PICKED,
        PartStatus.CONFIRMED,
        PartStatus.SHIPPED,
        PartStatus.INVOICED,
        PartStatus.COMPLETED,
    }
)
"""Too late to be taken back by a word to the site or the supplier."""

ENDED = frozenset({PartStatus.TAKEN_BACK, PartStatus.CANCELLED})
"""No goods are held or gone for it."""

Units = tuple[tuple[int, int], ...]
"""How much of each line, as (order line, ordered units)."""


class Part(NamedTuple):
    """Some of an order, at one site or looking for one, or from a supplier.

    Its number is its place among the parts, and gives the reference by which a site knows it: whatever is
    allocated anew is a new part, so that a late word about the old one can never be taken for the new one's.
    """

    number: int = 1
    status: PartStatus = PartStatus.OPEN
    units: Units = ()  # empty: all of the order
    sites: tuple[str, ...] = ()  # still to be asked, in the order of preference
    waits: int = 0  # how often no site had stock for it
    is_divided: bool = False  # all sites were asked what they have, and this is what one of them has
    site: str = ""
    site_number: str = ""
    shipment: Shipment | None = None
    shipment_number: str = ""  # in the authoritative book
    invoice: Invoice | None = None
    departure: int = 0  # which departure of its order it was; they are posted in this order
    supplier: str = ""  # who sends it; then its number at the site is that of the purchase order

    @property
    def argument(self) -> str:
        """How commands name this part."""
        return str(self.number)


def reference_of(order: Order, part: Part) -> str:
    """Give the reference under which a site knows a part; the first one has the order's own."""
    return order.external_ref if part.number == 1 else f"{order.external_ref}/{part.number}"


def number_in(reference: str) -> int:
    """Give the number of the part behind a site's reference; 0 when it is none of ours."""
    _, slash, number = reference.partition("/")
    if not slash:
        return 1
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 0


def contents(order: Order, part: Part) -> Order:
    """Give the order as the site of one part should see it: its own lines, in its own quantities."""
    if not part.units:
        return order
    units = dict(part.units)
    return replace(order, lines=tuple(_lines(order, units)))


def _lines(order: Order, units: dict[int, int]) -> Iterator[OrderLine]:
    for line in order.lines:
        wanted = units.get(line.line, 0)
        if wanted:
            same = line.quantity.value == wanted
            yield line if same else replace(line, quantity=Quantity(Decimal(wanted), line.quantity.uom))


def units_of(order: Order, part: Part) -> Units:
    """Give how much of each line a part is, written out."""
    return part.units or tuple([(line.line, int(line.quantity.value)) for line in order.lines])
