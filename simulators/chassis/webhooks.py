"""How a system tells others: at least once, with retries, in no promised order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.chassis.world import World


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to say: to whom, what, and how an attempt is signed (its headers may carry the time)."""

    url: str
    body: bytes
    headers: Callable[[], Mapping[str, str]]
    message_id: str
    correlation: str = ""


RETRY_AFTER_S = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0)


async def deliver(world: World, delivery: Delivery, retry_after_s: tuple[float, ...] = RETRY_AFTER_S) -> bool:
    """Send until somebody answers 2xx; false when the retries are used up or the target is gone (410)."""
    for wait_s in (*retry_after_s, None):
        headers = {"x-correlation-id": delivery.correlation, "x-request-id": delivery.message_id}
        headers |= delivery.headers()
        try:
            reply = await world.wire.send("POST", delivery.url, headers=headers, body=delivery.body)
        except (TimeoutError, ConnectionError):
            status = 0
        else:
            status = reply.status
        if 200 <= status < 300:
            return True
        if status == 410 or wait_s is None:
            return False
        await world.clock.sleep(wait_s)
    return False


async def deliver_badly(
    world: World, delivery: Delivery, late: Mapping[str, Any] | None, repeated: Mapping[str, Any] | None
) -> None:
    """Send as a bad habit has it: `late` by its `delay_s`, and `repeated` its `after_s` after the answer."""
    if late:
        await world.clock.sleep(late["delay_s"])
    if await deliver(world, delivery) and repeated:
        await world.clock.sleep(repeated["after_s"])
        await deliver(world, delivery)
