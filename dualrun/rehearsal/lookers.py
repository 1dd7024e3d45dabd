"""What buyers look at before they order: the price of each line, and whether it is there.

Only where a stage decides who answers that: a rehearsal in which nobody asks would compare nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

import orjson

from dualrun.clock import VirtualClock
from dualrun.history import Demand, OrderIntent
from dualrun.landscape.access import bearing
from dualrun.network.virtual import VirtualWire

ANSWERS = "http://facade/v1"
ASKED_FOR = frozenset({"pricing", "availability", "purchasing"})
BEFORE = timedelta(minutes=5)


@dataclass(slots=True)
class Lookers:
    """Everybody who looks before ordering."""

    clock: VirtualClock
    wire: VirtualWire

    async def act(self, demand: Demand) -> None:
        """Look at what every order will be for, minutes before it is placed."""
        for intent in sorted(demand.orders, key=lambda intent: (intent.at, intent.external_ref)):
            await self.clock.sleep_until(intent.at - BEFORE)
            lines = [{"item": one.item_id, "quantity": one.quantity, "uom": one.uom} for one in intent.lines]
            items = list(dict.fromkeys(one.item_id for one in intent.lines))
            await self._ask(intent, "prices", {"customer": intent.customer_id, "lines": lines})
            await self._ask(intent, "availability", {"customer": intent.customer_id, "items": items})

    async def _ask(self, intent: OrderIntent, what: str, question: dict[str, object]) -> None:
        headers = {
            **bearing(intent.channel),
            "content-type": "application/json",
            "x-request-id": f"{what}-{intent.external_ref}",
        }
        try:
            await self.wire.send("POST", f"{ANSWERS}/{what}", headers=headers, body=orjson.dumps(question))
        except (TimeoutError, ConnectionError):
            return  # who gets no answer orders all the same
