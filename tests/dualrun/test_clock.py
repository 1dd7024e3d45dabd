import asyncio
import gc
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dualrun.clock import MONDAY, DeadlockError, LiveClock, VirtualClock, VirtualLoop, run_virtual


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

    def test_a_callback_that_fails_is_named_without_all_that_it_is_bound_to(self):
        class Business:
            def __repr__(self) -> str:
                return "every customer there is"

            def close(self) -> None:
                raise ValueError("not today")

        async def main(clock: VirtualClock):
            reports: list[str] = []
            clock.loop.set_exception_handler(lambda _, report: reports.append(str(report)))
            clock.loop.call_soon(Business().close)
            await clock.sleep(1)
            return reports

        [report] = run_virtual(main)
        assert "Business.close" in report
        assert "every customer" not in report

    def test_a_run_that_is_stopped_by_hand_ends_without_a_word(self, caplog):
        async def stop() -> None:
            raise KeyboardInterrupt

        async def main(clock: VirtualClock):
            clock.loop.create_task(stop())
            await clock.sleep(1)

        with pytest.raises(KeyboardInterrupt):
            run_virtual(main)
        gc.collect()
        assert caplog.text == ""

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


def test_an_instant_is_waited_for_unless_it_is_gone():
    async def main(clock: VirtualClock) -> list[float]:
        waited = []
        for ahead_s in (5, -5, 0):
            await clock.sleep_until(clock.now() + timedelta(seconds=ahead_s))
            waited.append(clock.monotonic())
        return waited

    assert run_virtual(main) == [5.0, 5.0, 5.0]
