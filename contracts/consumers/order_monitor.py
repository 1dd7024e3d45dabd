"""A team's board of all orders, fed by the stream that the façade publishes every step to.

A stream gives each event at least once and those of an order in their order. So what is known already is
passed over, and a step that is missing is told, for then the board shows what is no longer so.
"""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands, by which step, since when."""

    version: int
    status: str
    since: str
    last: str


@dataclass
class OrderMonitor:
    """The board."""

    orders: dict[str, Standing] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def take(self, body: bytes) -> bool:
        """Enter a step, and say whether it was news."""
        event: dict[str, Any] = json.loads(body)
        order, version = event["subject"], event["data"]["version"]
        known = self.orders.get(order)
        if known is not None and version <= known.version:
            return False
        if known is not None and version > known.version + 1:
            self.missed.append(f"{order}: {known.version + 1} to {version - 1}")
        self.orders[order] = Standing(version, event["data"]["status_to"], event["time"], event["type"])
        return True
