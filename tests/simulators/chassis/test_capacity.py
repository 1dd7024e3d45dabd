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


def test_workers_tell_how_long_they_were_busy_and_who_waits() -> None:
    async def work(clock: VirtualClock) -> tuple[dict[str, float], dict[str, float]]:
        workers = Workers(clock, count=2, service_s=10.0)
        called = [asyncio.get_running_loop().create_task(_call(workers)) for _ in range(3)]
        await clock.sleep(4.0)
        during = workers.now()
        await asyncio.gather(*called)
        return during, workers.now()

    during, after = run_virtual(work)

    assert during == {"workers": 2, "busy_s": 8.0, "waiting": 1}
    assert after == {"workers": 2, "busy_s": 30.0, "waiting": 0}


async def _call(workers: Workers) -> None:
    async with workers:
        pass
