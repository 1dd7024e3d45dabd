"""What happens in the warehouse by itself: waves on the half hour, the morning's goods at six."""

from simulators.chassis.simulator import Job
from simulators.wms.domain import WAVE_EVERY_S
from simulators.wms.service import Warehouse

DAY_S = 86_400.0
REPLENISHED_AT_S = 6 * 3600.0  # after midnight, UTC


def jobs(warehouse: Warehouse) -> tuple[Job, ...]:
    """List the warehouse's jobs, set to the hands of the clock rather than to the moment of opening."""
    now = warehouse.world.clock.now()
    since_midnight_s = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    morning = Job(
        "replenishment", DAY_S, warehouse.replenish, DAY_S - (since_midnight_s - REPLENISHED_AT_S) % DAY_S
    )
    if not warehouse.pace.waits_for_waves:
        return (morning,)
    return (
        Job("wave", WAVE_EVERY_S, warehouse.start_wave, WAVE_EVERY_S - since_midnight_s % WAVE_EVERY_S),
        morning,
    )
