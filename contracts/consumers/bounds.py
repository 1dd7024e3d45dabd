"""Matchers that the library has no name for: numbers with a bound, and what must be just so inside a list.

Its own `min` and `max` limit the example only, and inside `each_like` a plain value stands for its type.
"""

from typing import Any

KIND = "pact:matcher:type"


def count(example: int) -> dict[str, Any]:
    """Expect a whole number that is not below nought."""
    return _both("integer", "^[0-9]+$", example)


def amount(example: float) -> dict[str, Any]:
    """Expect a number that is not below nought."""
    return _both("number", "^[0-9]+([.][0-9]+)?$", example)


def exactly(value: object) -> dict[str, Any]:
    """Expect this and nothing else, wherever it stands."""
    return {KIND: "equality", "value": value}


def _both(kind: str, pattern: str, example: float) -> dict[str, Any]:
    return {KIND: [{KIND: kind}, {KIND: "regex", "regex": pattern}], "value": example}
