"""Numbers that the whole trade reads: their last digit proves the others."""

GS1_PREFIX = "9521234"
"""A company prefix from the range that GS1 keeps for examples."""


def check_digit(digits: str) -> str:
    """Give the digit that makes a GS1 number whole, whatever its length."""
    weighted = 3 * sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2]))
    return str(-weighted % 10)


def sscc(extension: int, serial: int) -> str:
    """Give the eighteen digits of one logistic unit, never used for another."""
    digits = f"{extension}{GS1_PREFIX}{serial:09d}"
    return digits + check_digit(digits)
