"""Figures that many documents share: the same quantities, prices and line totals come again and again.

A figure is a Decimal of a hundred bytes, and ten thousand orders in six systems would hold millions of
equal ones.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

SHARED_MAX = 4_096
CENT = Decimal("0.01")


@lru_cache(SHARED_MAX)
def figure(text: str) -> Decimal:
    """Read a number; equal texts give one object."""
    return Decimal(text)


@lru_cache(SHARED_MAX)
def whole(number: int) -> int:
    """Give a whole number that many records hold, a line's for instance; equal ones are one object."""
    return number


@lru_cache(SHARED_MAX)
def units_of(number: int, units: int) -> tuple[int, int]:
    """Give how many units there are of a numbered thing, an order's line for instance; a shared pair."""
    return (number, units)


def sum_of(amounts: Iterable[Decimal], nothing: Decimal) -> Decimal:
    """Add up; sums written alike are one object, for many documents of many systems state the same."""
    return figure(str(sum(amounts, nothing)))


def amount_of(thing: int | str, quantity: Decimal) -> tuple[Any, Decimal]:
    """Give how much there is of a thing; quantities written alike share one pair (1 and 1.0 do not)."""
    return _amount_of(thing, str(quantity))


@lru_cache(SHARED_MAX)
def _amount_of(thing: int | str, quantity: str) -> tuple[Any, Decimal]:
    return (thing, figure(quantity))


def negative(quantity: Decimal) -> Decimal:
    """Give what leaves where a quantity is taken; a shared figure."""
    return figure(str(-quantity))


@lru_cache(SHARED_MAX)
def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Give quantity times price in cents, a half up; the same line anywhere gives one object."""
    return figure(str((quantity * unit_price).quantize(CENT, ROUND_HALF_UP)))


@lru_cache(SHARED_MAX)
def tax_on(net: Decimal, rate: Decimal) -> Decimal:
    """Give the tax on an amount in cents, a half up."""
    return figure(str((net * rate).quantize(CENT, ROUND_HALF_UP)))
