"""What may a fault be set to? What its default is, within what can be carried out.

A setting is only used when something is struck: one that cannot be used would break the answer to somebody
else's request.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

AMOUNT_MAX = 10**9
ANSWERS = (200, 599)
TEXT_LENGTH_MAX = 10_000
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_IN_A_HEADER = re.compile(r"[ -~]*")

Fits = Callable[[Any], bool]


def misfit(defaults: Mapping[str, Any], name: str, value: Any) -> str:
    """Say what a setting must be, if this value is not it; nothing if it fits."""
    wanted, fits = _wanted(name, defaults[name])
    if fits(value):
        return ""
    text = repr(value)
    return f"{name} must be {wanted}, found {text if len(text) <= 40 else f'{text[:40]}...'}"


def _wanted(name: str, default: Any) -> tuple[str, Fits]:
    """Give what is wanted in words, and the test of it."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    if isinstance(default, bool):
        return "true or false", lambda value: isinstance(value, bool)
    if isinstance(default, int):
        return f"a whole number from 0 to {AMOUNT_MAX}", lambda value: _within(value, 0, AMOUNT_MAX, int)
    if isinstance(default, float):
        return f"a number from 0 to {AMOUNT_MAX}", lambda value: _within(value, 0, AMOUNT_MAX)
    if _TIME_OF_DAY.fullmatch(default):
        return "a time of day such as 23:00", lambda value: _is_text(value, _TIME_OF_DAY)
    return "printable ASCII", lambda value: _is_text(value, _IN_A_HEADER)


def _within(value: Any, least: float, most: float, kind: Any = (int, float)) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool) and least <= value <= most


def _is_text(value: Any, pattern: re.Pattern[str]) -> bool:
    is_short = isinstance(value, str) and len(value) <= TEXT_LENGTH_MAX
    return is_short and pattern.fullmatch(value) is not None


_BY_NAME: Mapping[str, tuple[str, Fits]] = {
    "status": ("a status from 200 to 599", lambda value: _within(value, *ANSWERS, int)),
    "share": ("a share from 0 to 1", lambda value: _within(value, 0, 1)),
    "missing_share": ("a share from 0 to 1", lambda value: _within(value, 0, 1)),
    "missing_percent": ("a percentage from 0 to 100", lambda value: _within(value, 0, 100)),
    "hour": ("an hour from 0 to 23", lambda value: _within(value, 0, 23, int)),
    "body": ("text", lambda value: isinstance(value, str) and len(value) <= TEXT_LENGTH_MAX),
}
