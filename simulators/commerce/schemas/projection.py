"""Only some fields of an answer: `fields=items[increment_id,items[sku]],total_count`."""

import re
from typing import Any

from simulators.commerce.errors import InvalidInputError

LENGTH_MAX = 2000
DEPTH_MAX = 20
_READABLE = re.compile(r"[a-z_][a-z0-9_]*([],[]+[a-z_][a-z0-9_]*)*]*")
Wanted = dict[str, "Wanted"]
"""The fields that are wanted, each with those wanted of it; none means all."""


def projected(value: Any, wanted: Wanted) -> Any:
    """Give a document with the wanted fields alone; a field that is not there is left out in silence."""
    if isinstance(value, list):
        return [projected(each, wanted) for each in value]
    if not wanted or not isinstance(value, dict):
        return value
    return {name: projected(value[name], inner) for name, inner in wanted.items() if name in value}


def wanted_of(text: str) -> Wanted:
    """Read what is wanted.

    Raises:
        InvalidInputError: the brackets do not match, a name is none, or it is too long or too deep.
    """
    root: Wanted = {}
    open_ones, name = [root], ""
    if len(text) > LENGTH_MAX or not _READABLE.fullmatch(text):
        raise _unreadable(text)
    for char in text + ",":
        if char not in ",[]":
            name += char
            continue
        inner = open_ones[-1].setdefault(name, {}) if name else None
        name = ""
        if char == "[":
            if inner is None or len(open_ones) == DEPTH_MAX:
                raise _unreadable(text)
            open_ones.append(inner)
        elif char == "]":
            open_ones.pop()
            if not open_ones:
                raise _unreadable(text)
    if len(open_ones) != 1:
        raise _unreadable(text)
    return root


def _unreadable(text: str) -> InvalidInputError:
    return InvalidInputError("%fieldName cannot be read: %value.", fieldName="fields", value=text[:100])
