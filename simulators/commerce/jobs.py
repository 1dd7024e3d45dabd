"""What the shop does by itself: take up, once it runs, what is still to be said."""

from simulators.chassis.simulator import Job
from simulators.commerce.service.shop import Shop

SWEEP_EVERY_S = 86_400.0
"""New notices are carried as they come; the sweep only finds what an earlier process has left."""


def jobs(shop: Shop) -> tuple[Job, ...]:
    """List the shop's jobs."""

    async def sweep() -> None:
        shop.outbox.resume()

    return (Job("outbox", SWEEP_EVERY_S, sweep, first_after_s=0.0),)
