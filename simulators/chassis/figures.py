"""Figures that many documents share: the same quantities, prices and line totals come again and again.

A figure is a Decimal of a hundred bytes, and ten thousand orders in six systems would hold millions of
equal ones.
"""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

SHARED_MAX = 4_096
CENT = Decimal("0.01")


@lru_cache(SHARED_MAX)
def figure(text: str) -> Decimal:
    """Read a number; equal texts give one object."""
    return Decimal(text)


@lru_cache(SHARED_MAX)
def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Give quantity times price in cents, a half up; the same line anywhere gives one object."""
    return (quantity * unit_price).quantize(CENT, ROUND_HALF_UP)


@lru_cache(SHARED_MAX)
def tax_on(net: Decimal, rate: Decimal) -> Decimal:
    """Give the tax on an amount in cents, a half up."""
    return (net * rate).quantize(CENT, ROUND_HALF_UP)
