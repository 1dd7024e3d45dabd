"""What happens in the warehouse by itself: waves on the half hour, the morning's goods at six."""

from simulators.chassis.daily import by_the_clock, morning_goods
from simulators.chassis.simulator import Job
from simulators.wms.domain import WAVE_EVERY_S
from simulators.wms.service import Warehouse


def jobs(warehouse: Warehouse) -> tuple[Job, ...]:
    """List the warehouse's jobs; at a brisk pace nothing waits for a wave."""
    clock = warehouse.world.clock
    morning = morning_goods(clock, warehouse.store.replenishment, warehouse.receive)
    if not warehouse.pace.waits_for_waves:
        return (morning,)
    return (by_the_clock(clock, "wave", WAVE_EVERY_S, warehouse.start_wave), morning)
