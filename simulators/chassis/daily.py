"""Jobs that follow the hands of the clock rather than the moment a system was opened."""

from collections.abc import Awaitable, Callable, Mapping

from simulators.chassis.ports import Clock
from simulators.chassis.simulator import Job

DAY_S = 86_400.0
MORNING_S = 6 * 3600.0  # after midnight, UTC


def by_the_clock(
    clock: Clock, name: str, every_s: float, run: Callable[[], Awaitable[None] | None], at_s: float = 0.0
) -> Job:
    """Make a job whose turns fall `at_s` after midnight and every `every_s` before and after."""
    now = clock.now()
    since_midnight_s = (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    return Job(name, every_s, run, every_s - (since_midnight_s - at_s) % every_s)


def morning_goods(
    clock: Clock, arriving: Mapping[str, int], receive: Callable[[str, Mapping[str, int]], object]
) -> Job:
    """Make the job that receives, at six each morning, what the business sends every day."""

    def arrive() -> None:
        if arriving:
            receive(f"REPLENISHMENT-{clock.now().date().isoformat()}", arriving)

    return by_the_clock(clock, "replenishment", DAY_S, arrive, MORNING_S)
