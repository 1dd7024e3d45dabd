import asyncio
import gc
import logging
from contextvars import Context

import pytest

from dualrun.clock import NODE, DeadlockError, VirtualClock, VirtualLoop, run_virtual


def in_node(name: str, incarnation: int = 0) -> Context:
    context = Context()
    context.run(NODE.set, (name, incarnation))
    return context


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


class TestAtOnce:
    def test_a_task_started_at_once_has_run_to_its_first_wait(self):
        did: list[str] = []

        async def work(clock: VirtualClock):
            did.append(f"began as {asyncio.current_task().get_name()} of {NODE.get()[0]}")
            await clock.sleep(1)
            did.append("ended")

        async def main(clock: VirtualClock):
            def start() -> None:
                clock.loop.call_soon(did.append, "what was next")
                clock.loop.start_task(work(clock), "the job", in_node("wms"))

            clock.loop.call_later(1, start)
            await clock.sleep(5)
            return did

        assert run_virtual(main) == ["began as the job of wms", "what was next", "ended"]

    def test_a_task_started_at_once_can_be_killed_before_its_first_step(self):
        did: list[str] = []

        async def work():
            did.append("worked")

        async def main(clock: VirtualClock):
            def kill(_: int, step: asyncio.Handle) -> None:
                if step._context.get(NODE) == ("wms", 0):
                    clock.loop.dead.add(("wms", 0))

            clock.loop.on_step = kill
            clock.loop.call_later(1, clock.loop.start_task, work(), "the job", in_node("wms"))
            await clock.sleep(5)
            return did, len(clock.loop.morgue)

        assert run_virtual(main) == ([], 1)
