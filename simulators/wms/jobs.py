"""What happens in the warehouse by itself: waves on the half hour, what expires at midnight, goods at six."""

from simulators.chassis.daily import DAY_S, by_the_clock, morning_goods
from simulators.chassis.simulator import Job
from simulators.wms.domain.pace import WAVE_EVERY_S
from simulators.wms.service import Warehouse


def jobs(warehouse: Warehouse) -> tuple[Job, ...]:
    """List the warehouse's jobs; at a brisk pace nothing waits for a wave."""
    clock = warehouse.world.clock
    daily = (
        by_the_clock(clock, "expiry", DAY_S, warehouse.stock_book.hold_what_expired),
        morning_goods(clock, warehouse.store.replenishment, warehouse.receiving.receive),
    )
    if not warehouse.pace.waits_for_waves:
        return daily
    return (by_the_clock(clock, "wave", WAVE_EVERY_S, warehouse.picking.start_wave), *daily)
