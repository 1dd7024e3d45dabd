"""What happens at the provider by itself: batches on the hour, the morning's goods at six."""

from simulators.chassis.daily import by_the_clock, morning_goods
from simulators.chassis.simulator import Job
from simulators.threepl.domain.pace import BATCH_EVERY_S
from simulators.threepl.service import Provider


def jobs(provider: Provider) -> tuple[Job, ...]:
    """List the provider's jobs; at a brisk pace nothing waits for a batch."""
    clock = provider.world.clock
    morning = morning_goods(clock, provider.store.replenishment, provider.receiving.take_in)
    if not provider.pace.waits_for_batches:
        return (morning,)
    return (by_the_clock(clock, "batch", BATCH_EVERY_S, provider.orders.start_batch), morning)
