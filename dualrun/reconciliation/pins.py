"""Which orders are due in both books? Only the façade knows the pin of each; the books cannot say."""

from collections.abc import Awaitable, Callable
from typing import Any

PAGE = 200

Ask = Callable[[str], Awaitable[Any]]
"""Asks the façade's API by path, below its version."""


async def due_in_both(ask: Ask, page: int = PAGE) -> frozenset[str]:
    """Give the orders whose pin keeps a copy: as created, as a conversion or a way back has left it."""
    due, after = list[str](), ""
    while True:
        orders = (await ask(f"orders?limit={page}&after={after}"))["orders"]
        due += [one["reference"] for one in orders if one["mirrored"]]
        if len(orders) < page:
            return frozenset(due)
        after = orders[-1]["reference"]
