"""How a system tells others: at least once, with retries, in no promised order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from simulators.chassis.agenda import Acts, Agenda
from simulators.chassis.ports import Reply
from simulators.chassis.tables import Table
from simulators.chassis.world import World

RETRY_AFTER_S = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0)
GONE = 410


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to say: to whom, what, how often it was tried, and whether it will be said twice.

    `signing` is whatever the sender needs to sign an attempt.
    """

    url: str
    body: bytes
    message_id: str
    correlation: str = ""
    signing: tuple[str, ...] = ()
    attempts: int = 0
    again_after_s: float | None = None


Headers = Callable[[Delivery], Mapping[str, str]]
"""How an attempt is signed: made anew for each, because it may carry the time."""


class Deliveries:
    """What a system still has to say in one world; `table` and `agenda` are its store's.

    Each is sent until somebody answers 2xx, the target is gone (410) or the retries are used up.
    """

    def __init__(
        self,
        world: World,
        agenda: Agenda,
        table: Table[str, Delivery],
        headers: Headers,
        retry_after_s: tuple[float, ...] = RETRY_AFTER_S,
    ) -> None:
        self._world = world
        self._agenda = agenda
        self._table = table
        self._headers = headers
        self._retry_after_s = retry_after_s
        self.acts: Acts = {"deliver": self._attempt}

    def put(
        self, delivery: Delivery, late: Mapping[str, Any] | None, repeated: Mapping[str, Any] | None
    ) -> None:
        """Say something, as a bad habit has it `late` by its `delay_s` or `repeated` after its `after_s`."""
        self._table[delivery.message_id] = (
            replace(delivery, again_after_s=float(repeated["after_s"])) if repeated else delivery
        )
        self._send_after(float(late["delay_s"]) if late else 0.0, delivery.message_id)

    def _send_after(self, wait_s: float, message_id: str) -> None:
        self._agenda.put(self._world.clock.now() + timedelta(seconds=wait_s), "deliver", message_id)

    async def _attempt(self, message_id: str) -> None:
        delivery = self._table[message_id]
        reply = await self._send(delivery)
        status = 0 if reply is None else reply.status
        is_heard = 200 <= status < 300
        if is_heard and delivery.again_after_s is not None:
            self._table[message_id] = replace(delivery, again_after_s=None)
            self._send_after(delivery.again_after_s, message_id)
        elif is_heard or status == GONE or delivery.attempts == len(self._retry_after_s):
            del self._table[message_id]
        else:
            self._table[message_id] = replace(delivery, attempts=delivery.attempts + 1)
            self._send_after(self._retry_after_s[delivery.attempts], message_id)

    async def _send(self, delivery: Delivery) -> Reply | None:
        headers = {
            "x-correlation-id": delivery.correlation,
            "x-request-id": delivery.message_id,
            "traceparent": self._world.traces.parent(
                delivery.correlation, delivery.message_id, delivery.attempts + 1
            ),
            **self._headers(delivery),
        }
        try:
            return await self._world.wire.send("POST", delivery.url, headers=headers, body=delivery.body)
        except (TimeoutError, ConnectionError):
            return None
