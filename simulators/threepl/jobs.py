"""What happens at the provider by itself: batches on the hour, the morning's goods at six."""

from simulators.chassis.simulator import Job
from simulators.threepl.domain import BATCH_EVERY_S
from simulators.threepl.service import Provider

DAY_S = 86_400.0
REPLENISHED_AT_S = 6 * 3600.0  # after midnight, UTC


def jobs(provider: Provider) -> tuple[Job, ...]:
    """List the provider's jobs, set to the hands of the clock rather than to the moment of opening."""
    now = provider.world.clock.now()
    since_midnight_s = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    morning = Job(
        "replenishment", DAY_S, provider.replenish, DAY_S - (since_midnight_s - REPLENISHED_AT_S) % DAY_S
    )
    if not provider.pace.waits_for_batches:
        return (morning,)
    return (
        Job("batch", BATCH_EVERY_S, provider.start_batch, BATCH_EVERY_S - since_midnight_s % BATCH_EVERY_S),
        morning,
    )
