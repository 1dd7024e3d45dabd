"""How cents come about: the checkers' own arithmetic, shared with no system they judge."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round to cents the way invoices do: a half goes up."""
    return amount.quantize(CENT, ROUND_HALF_UP)
