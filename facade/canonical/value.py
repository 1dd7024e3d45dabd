"""Money and quantities: amounts never travel without their unit."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

CENT = Decimal("0.01")
SHARED_MAX = 4_096
"""How many figures are kept to be shared: the same prices and quantities come again and again."""


def round_half_up(amount: Decimal) -> Decimal:
    """Round to cents the way invoices do: a half goes up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of some unit of measure: EA (each) or CS (case)."""

    value: Decimal
    uom: str


@lru_cache(SHARED_MAX)
def figure(text: str) -> Decimal:
    """Read a number; equal texts give one object, for thousands of documents hold the same few figures."""
    return Decimal(text)


def quantity_of(units: Decimal | int, uom: str) -> Quantity:
    """Give a quantity; those written alike are one object (6 and 6.0 are not, or history would show)."""
    return quantity_written(str(units), uom)


def money_of(amount: Decimal, currency: str) -> Money:
    """Give an amount of money; those written alike are one object."""
    return _money(str(amount), currency)


@lru_cache(SHARED_MAX)
def quantity_written(units: str, uom: str) -> Quantity:
    """Give a quantity by its text; the same text gives one object."""
    return Quantity(figure(units), uom)


@lru_cache(SHARED_MAX)
def _money(amount: str, currency: str) -> Money:
    return Money(figure(amount), currency)
