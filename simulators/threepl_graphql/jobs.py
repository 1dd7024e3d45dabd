"""What happens in the house by itself: batches at half past, the morning's goods at six."""

from simulators.chassis.daily import by_the_clock, morning_goods
from simulators.chassis.simulator import Job
from simulators.threepl_graphql.domain.pace import BATCH_AT_S, BATCH_EVERY_S
from simulators.threepl_graphql.service import FulfilmentHouse


def jobs(house: FulfilmentHouse) -> tuple[Job, ...]:
    """List the house's jobs; at a brisk pace nothing waits for a batch."""
    clock = house.world.clock
    morning = morning_goods(clock, house.store.replenishment, house.inventory.receive)
    if not house.pace.waits_for_batches:
        return (morning,)
    return (by_the_clock(clock, "batch", BATCH_EVERY_S, house.orders.start_batch, BATCH_AT_S), morning)
