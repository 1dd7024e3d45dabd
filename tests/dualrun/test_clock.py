import asyncio
import gc
import logging
from contextvars import Context
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dualrun.clock import MONDAY, NODE, DeadlockError, LiveClock, VirtualClock, VirtualLoop, run_virtual


def in_node(name: str, incarnation: int = 0) -> Context:
    context = Context()
    context.run(NODE.set, (name, incarnation))
    return context


class TestTime:
    def test_a_week_of_waiting_is_over_at_once_and_shows_on_the_clock(self):
        async def main(clock: VirtualClock):
            await clock.sleep(7 * 86_400)
            return clock.now()

        assert run_virtual(main) == MONDAY + timedelta(days=7)

    def test_a_thousand_tenths_of_a_second_are_a_hundred_seconds_and_not_a_hair_less(self):
        async def main(clock: VirtualClock):
            for _ in range(1000):
                await clock.sleep(0.1)
            return clock.monotonic(), clock.loop.us

        assert run_virtual(main) == (100.0, 100_000_000)

    def test_time_stands_still_while_there_is_something_to_do(self):
        async def main(clock: VirtualClock):
            for _ in range(1000):
                await asyncio.sleep(0)
            return clock.loop.us, clock.loop.steps

        us, steps = run_virtual(main)
        assert us == 0
        assert steps >= 1000

    def test_timers_of_one_microsecond_fire_in_the_order_they_were_set(self):
        async def main(clock: VirtualClock):
            fired: list[int] = []
            for number in range(200):
                clock.loop.call_later(5, fired.append, number)
            await clock.sleep(6)
            return fired

        assert run_virtual(main) == list(range(200))

    def test_a_run_starts_when_it_is_told_to(self):
        async def main(clock: VirtualClock):
            return clock.now()

        start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert run_virtual(main, start=start) == start

    @pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=1))])
    def test_a_start_that_is_not_in_utc_is_refused(self, zone: timezone | None):
        async def main(clock: VirtualClock):
            await clock.sleep(0)

        with pytest.raises(ValueError, match="UTC"):
            run_virtual(main, start=MONDAY.replace(tzinfo=zone))

    def test_whoever_listens_is_told_each_time_the_clock_moves(self):
        loop, moments = VirtualLoop(), []
        loop.on_advance = moments.append

        async def main(clock: VirtualClock):
            await clock.sleep(1.5)
            await clock.sleep(0)
            await clock.sleep(2)

        run_virtual(main, loop=loop)
        assert moments == [1.5, 3.5]

    def test_the_live_clock_goes_by_itself(self):
        async def main():
            clock = LiveClock()
            before = clock.now(), clock.monotonic()
            await clock.sleep(0.01)
            assert clock.now() > before[0]
            assert clock.monotonic() >= before[1] + 0.009
            assert clock.now().utcoffset() == timedelta(0)

        asyncio.run(main())


class TestWhatAsyncioPromises:
    def test_deadlines_groups_queues_and_locks_work_in_virtual_time(self):
        async def main(clock: VirtualClock):
            queue: asyncio.Queue[int] = asyncio.Queue()
            lock = asyncio.Lock()

            async def produce():
                for number in range(3):
                    await clock.sleep(10)
                    async with lock:
                        queue.put_nowait(number)

            async with asyncio.TaskGroup() as group:
                group.create_task(produce())
                got = [await queue.get() for _ in range(3)]
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(60):
                    await queue.get()
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(queue.get(), 60)
            return got, clock.monotonic()

        assert run_virtual(main) == ([0, 1, 2], 150.0)

    def test_a_deadline_that_was_met_leaves_nothing_behind(self):
        async def main(clock: VirtualClock):
            for _ in range(5000):
                async with asyncio.timeout(86_400):
                    await clock.sleep(0.001)
            return len(clock.loop._timers)

        assert run_virtual(main) < 1200

    def test_a_callback_that_was_cancelled_never_runs(self):
        async def main(clock: VirtualClock):
            ran: list[str] = []
            clock.loop.call_soon(ran.append, "soon").cancel()
            clock.loop.call_later(1, ran.append, "later").cancel()
            await clock.sleep(2)
            return ran

        assert run_virtual(main) == []

    def test_a_callback_that_fails_is_reported_and_ends_nothing(self):
        async def main(clock: VirtualClock):
            reports: list[dict[str, object]] = []
            clock.loop.set_exception_handler(lambda _, report: reports.append(report))
            clock.loop.call_soon(int, "x")
            await clock.sleep(1)
            return [type(report["exception"]) for report in reports]

        assert run_virtual(main) == [ValueError]

    def test_threads_are_refused_in_so_many_words(self):
        async def main(clock: VirtualClock):
            await asyncio.get_running_loop().run_in_executor(None, print)

        with pytest.raises(RuntimeError, match="async def"):
            run_virtual(main)

    def test_a_wait_that_can_never_end_is_an_error_that_names_who_waits(self):
        async def main(clock: VirtualClock):
            await clock.sleep(3)
            asyncio.get_running_loop().create_task(asyncio.Event().wait(), name="the relay")
            await asyncio.Event().wait()

        with pytest.raises(DeadlockError, match=r"at 3\.0 s; 2 still wait: .*the relay"):
            run_virtual(main)

    def test_a_closed_loop_takes_no_more_work(self):
        loop = VirtualLoop()
        loop.close()
        loop.close()
        with pytest.raises(RuntimeError, match="closed"):
            loop.call_soon(print)


class TestTheEnd:
    def test_jobs_without_end_are_cancelled_in_the_order_they_began(self):
        ended: list[int] = []

        async def job(clock: VirtualClock, number: int):
            try:
                while True:
                    await clock.sleep(1)
            finally:
                ended.append(number)

        async def main(clock: VirtualClock):
            jobs = [asyncio.get_running_loop().create_task(job(clock, number)) for number in range(50)]
            await clock.sleep(10)
            return len(jobs)

        assert run_virtual(main) == 50
        assert ended == list(range(50))

    def test_cleaning_up_may_take_its_time(self):
        closed: list[float] = []

        async def job(clock: VirtualClock):
            try:
                await clock.sleep(1e6)
            finally:
                await clock.sleep(5)
                closed.append(clock.monotonic())

        async def main(clock: VirtualClock):
            task = asyncio.get_running_loop().create_task(job(clock))
            await clock.sleep(1)
            return task

        run_virtual(main)
        assert closed == [6.0]

    def test_a_job_that_will_not_be_cancelled_cannot_hold_up_the_end(self, caplog: pytest.LogCaptureFixture):
        async def stubborn(clock: VirtualClock):
            while True:
                try:
                    await clock.sleep(1)
                except asyncio.CancelledError:
                    continue

        async def main(clock: VirtualClock):
            task = asyncio.get_running_loop().create_task(stubborn(clock))
            await clock.sleep(10)
            return task.done()

        assert run_virtual(main) is False
        gc.collect()
        assert caplog.records == []

    def test_the_failure_of_main_is_the_failure_of_the_run(self):
        async def main(clock: VirtualClock):
            asyncio.get_running_loop().create_task(clock.sleep(1e9))
            await clock.sleep(1)
            raise LookupError("no such scenario")

        with pytest.raises(LookupError, match="no such scenario"):
            run_virtual(main)


class TestNodes:
    def test_a_task_acts_for_the_node_that_started_it(self):
        async def child():
            return NODE.get()

        async def parent():
            return await asyncio.get_running_loop().create_task(child())

        async def main(clock: VirtualClock):
            inside = await clock.loop.create_task(parent(), context=in_node("facade", 3))
            return inside, await child()

        assert run_virtual(main) == (("facade", 3), ("world", 0))

    def test_a_dead_node_never_runs_again_not_even_to_clean_up(self, caplog: pytest.LogCaptureFixture):
        caplog.set_level(logging.DEBUG)
        did: list[str] = []

        async def work(clock: VirtualClock, name: str):
            try:
                await clock.sleep(5)
                did.append(f"{name} worked")
            finally:
                did.append(f"{name} cleaned up")

        async def main(clock: VirtualClock):
            for name in ("facade", "wms"):
                context = in_node(name)
                clock.loop.create_task(work(clock, name), context=context)
                context.run(clock.loop.call_later, 6, did.append, f"timer of {name}")
            await clock.sleep(1)
            clock.loop.dead.add(("facade", 0))
            await clock.sleep(10)
            gc.collect()
            return list(did), len(clock.loop.morgue)

        assert run_virtual(main) == (["wms worked", "wms cleaned up", "timer of wms"], 2)
        gc.collect()
        assert caplog.records == []

    def test_the_dead_are_not_counted_among_those_who_wait(self):
        async def main(clock: VirtualClock):
            clock.loop.create_task(asyncio.Event().wait(), name="ghost", context=in_node("facade"))
            await clock.sleep(1)
            clock.loop.dead.add(("facade", 0))
            await asyncio.Event().wait()

        with pytest.raises(DeadlockError, match="1 still wait") as failure:
            run_virtual(main)
        assert "ghost" not in str(failure.value)

    def test_the_next_incarnation_runs_where_the_dead_one_does_not(self):
        ran: list[int] = []

        async def work(clock: VirtualClock, incarnation: int):
            await clock.sleep(1)
            ran.append(incarnation)

        async def main(clock: VirtualClock):
            for incarnation in (0, 1):
                clock.loop.create_task(work(clock, incarnation), context=in_node("facade", incarnation))
            clock.loop.dead.add(("facade", 0))
            await clock.sleep(2)

        run_virtual(main)
        assert ran == [1]

    def test_a_node_can_be_killed_before_any_one_of_its_steps(self):
        def steps_done_when_killed_before(step: int) -> int:
            loop, done = VirtualLoop(), []

            async def work():
                for number in range(5):
                    done.append(number)
                    await asyncio.sleep(0)

            own = 0

            def hook(_: int, handle: asyncio.Handle) -> None:
                nonlocal own
                if handle._context.get(NODE) == ("facade", 0):
                    own += 1
                    if own == step:
                        loop.dead.add(("facade", 0))

            async def main(clock: VirtualClock):
                loop.on_step = hook
                loop.create_task(work(), context=in_node("facade"))
                await clock.sleep(1)
                return len(done)

            return run_virtual(main, loop=loop)

        assert [steps_done_when_killed_before(step) for step in (1, 2, 5, 99)] == [0, 1, 4, 5]
