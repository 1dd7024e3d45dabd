"""Long lists in short pages."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

K = TypeVar("K", int, str)


def page(keys: Sequence[K], first: K, limit: int) -> tuple[Sequence[K], K | None]:
    """Give up to `limit` of the ascending keys from `first` on, and the one that begins the next page."""
    start = bisect_left(keys, first)
    further = keys[start + limit] if len(keys) > start + limit else None
    return keys[start : start + limit], further
