import asyncio

from dualrun.clock import VirtualClock, run_virtual
from simulators.chassis.capacity import Workers


def test_a_caller_who_gives_up_in_the_queue_no_longer_waits() -> None:
    async def give_up(clock: VirtualClock) -> int:
        workers = Workers(clock, count=1, service_s=1.0)
        async with workers:
            queued = asyncio.get_running_loop().create_task(workers.__aenter__())
            await clock.sleep(0.5)
            assert workers.waiting == 1
            queued.cancel()
            await clock.sleep(0.5)
        return workers.waiting

    assert run_virtual(give_up) == 0


def test_a_caller_who_gives_up_while_being_served_frees_the_worker() -> None:
    async def give_up(clock: VirtualClock) -> float:
        workers = Workers(clock, count=1, service_s=10.0)
        served = asyncio.get_running_loop().create_task(workers.__aenter__())
        await clock.sleep(1.0)
        served.cancel()
        async with workers:
            return clock.monotonic()

    assert run_virtual(give_up) == 11.0
