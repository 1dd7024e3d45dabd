import asyncio
from typing import Any

import pytest

from dualrun.clock import NODE
from dualrun.network.faults import FaultRule
from tests.dualrun.network.virtual_landscape import Landscape, rehearse


class TestNodes:
    def test_the_far_side_runs_as_itself_and_knows_nothing_of_the_caller(self):
        seen: list[Any] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            seen.append(NODE.get())
            asyncio.get_running_loop().call_later(1, lambda: seen.append(NODE.get()))
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})

        async def story(land: Landscape):
            land.network.attach("erp", app)
            await land.post(url="http://erp/")
            await land.clock.sleep(2)
            seen.append(NODE.get())

        rehearse(story)
        assert seen == [("erp", 0), ("erp", 0), ("world", 0)]

    def test_a_crashed_system_never_finishes_and_its_callers_wait_in_vain(self):
        async def story(land: Landscape):
            land.wms.serving_s = 3
            waiting = asyncio.get_running_loop().create_task(land.post("SO-1", timeout_s=20))
            await land.clock.sleep(1)
            land.network.crash("wms")
            with pytest.raises(ConnectionError):
                await land.post("SO-2")
            with pytest.raises(TimeoutError):
                await waiting
            return land.clock.monotonic(), land.wms.began, land.wms.done, list(land.wms.cleaned_up)

        assert rehearse(story) == (20.0, ["SO-1"], [], [])

    def test_a_call_on_its_way_to_a_system_that_crashes_is_never_answered(self):
        async def story(land: Landscape):
            waiting = asyncio.get_running_loop().create_task(land.post("SO-1", timeout_s=20))
            await land.clock.sleep(0.5)
            land.network.crash("wms")
            land.network.attach("wms", land.wms)
            with pytest.raises(TimeoutError):
                await waiting
            return land.wms.began

        assert rehearse(story, latency=(1.0, 0.0)) == []

    def test_an_answer_that_was_sent_before_the_crash_arrives(self):
        async def story(land: Landscape):
            waiting = asyncio.get_running_loop().create_task(land.post("SO-1"))
            await land.clock.sleep(1.5)
            land.network.crash("wms")
            return (await waiting).status

        assert rehearse(story, latency=(1.0, 0.0)) == 201

    def test_after_a_restart_it_serves_again_as_another_incarnation(self):
        async def story(land: Landscape):
            land.network.crash("wms")
            land.network.attach("wms", land.wms)
            await land.post()
            return land.network.context("wms").get(NODE), land.wms.done

        assert rehearse(story) == (("wms", 1), ["SO-1"])

    def test_a_system_taken_off_the_wire_finishes_what_it_began(self):
        async def story(land: Landscape):
            land.wms.serving_s = 3
            waiting = asyncio.get_running_loop().create_task(land.post("SO-1"))
            await land.clock.sleep(1)
            land.network.detach("wms")
            with pytest.raises(ConnectionError):
                await land.post("SO-2")
            return (await waiting).status, land.wms.done

        assert rehearse(story) == (201, ["SO-1"])

    def test_a_crashed_caller_hears_nothing_but_its_call_still_counts(self):
        heard: list[int] = []

        async def caller(land: Landscape):
            heard.append((await land.post()).status)

        async def story(land: Landscape):
            land.network.attach("facade", land.wms)
            context = land.network.context("facade")
            asyncio.get_running_loop().create_task(caller(land), context=context)
            await land.clock.sleep(0.001)
            land.network.crash("facade")
            await land.clock.sleep(5)
            return land.wms.done, [call.status for call in land.calls]

        assert rehearse(story) == (["SO-1"], [0])
        assert heard == []

    def test_two_systems_of_one_name_are_refused(self):
        async def story(land: Landscape):
            land.network.attach("wms", land.wms)

        with pytest.raises(ValueError, match="wms is on the wire already"):
            rehearse(story)


class TestFaults:
    def test_a_lost_request_times_out_and_nothing_was_done(self):
        async def story(land: Landscape):
            with pytest.raises(TimeoutError):
                await land.post(timeout_s=4)
            return land.clock.monotonic(), land.wms.began, land.network.ledger.counts

        assert rehearse(story, FaultRule("request_lost", "facade->wms", rate=1.0)) == (
            4.0,
            [],
            {("request_lost", "facade->wms"): 1},
        )

    def test_a_lost_response_times_out_although_everything_was_done(self):
        async def story(land: Landscape):
            with pytest.raises(TimeoutError):
                await land.post(timeout_s=4)
            return land.clock.monotonic(), land.wms.done

        assert rehearse(story, FaultRule("response_lost", "facade->wms", rate=1.0)) == (4.0, ["SO-1"])

    def test_a_reset_breaks_the_connection_after_everything_was_done(self):
        async def story(land: Landscape):
            with pytest.raises(ConnectionResetError):
                await land.post()
            return land.wms.done

        assert rehearse(story, FaultRule("reset", "facade->wms", rate=1.0)) == ["SO-1"]

    def test_a_server_error_is_answered_before_the_application_hears_of_it(self):
        async def story(land: Landscape):
            return await land.post(), land.wms.began

        rule = FaultRule(
            "server_error", "facade->wms", rate=1.0, settings={"status": 502, "retry_after_s": 1.2}
        )
        reply, began = rehearse(story, rule)
        assert (reply.status, reply.headers["retry-after"], reply.headers["x-dualrun-fault"]) == (
            502,
            "2",
            "server_error",
        )
        assert began == []

    def test_throttling_says_when_to_come_back_only_if_it_is_told_to(self):
        async def story(land: Landscape):
            return await land.post()

        told = rehearse(story, FaultRule("throttled", "*->*", rate=1.0, settings={"retry_after_s": 30}))
        silent = rehearse(story, FaultRule("throttled", "*->*", rate=1.0))
        assert (told.status, told.headers["retry-after"]) == (429, "30")
        assert (silent.status, silent.headers.get("retry-after")) == (429, None)

    def test_a_duplicate_is_delivered_again_later_and_its_answer_is_thrown_away(self):
        async def story(land: Landscape):
            reply = await land.post()
            before = list(land.wms.done)
            await land.clock.sleep(60)
            return (
                reply.status,
                before,
                land.wms.done,
                len(land.calls),
                land.network.journal.counts["unheard"],
            )

        rule = FaultRule("duplicate", "facade->wms", rate=1.0, settings={"delay_s": 5, "delay_max_s": 20})
        assert rehearse(story, rule) == (201, ["SO-1"], ["SO-1", "SO-1"], 1, 1)

    def test_a_delayed_call_may_arrive_after_its_caller_has_given_up(self):
        async def story(land: Landscape):
            with pytest.raises(TimeoutError):
                await land.post(timeout_s=10)
            before = list(land.wms.done)
            await land.clock.sleep(60)
            return before, land.wms.done

        rule = FaultRule("delayed", "facade->wms", rate=1.0, settings={"delay_s": 20, "delay_max_s": 40})
        assert rehearse(story, rule) == ([], ["SO-1"])

    def test_an_outage_refuses_every_call_until_it_ends(self):
        async def story(land: Landscape):
            outcomes = []
            for _ in range(3):
                try:
                    outcomes.append((await land.post()).status)
                except ConnectionError:
                    outcomes.append(0)
                await land.clock.sleep(10)
            return outcomes, land.wms.done

        assert rehearse(story, FaultRule("outage", "*->wms", start_s=5, end_s=15)) == (
            [201, 0, 201],
            ["SO-1", "SO-1"],
        )

    def test_a_fault_on_the_first_attempt_lets_the_second_through(self):
        async def story(land: Landscape):
            with pytest.raises(TimeoutError):
                await land.post(timeout_s=1)
            return (await land.post()).status

        assert rehearse(story, FaultRule("request_lost", "*->*", rate=1.0, attempts=(1,))) == 201

    def test_once_healed_no_rule_fires(self):
        async def story(land: Landscape):
            land.network.heal()
            return (await land.post()).status, land.network.ledger.counts

        assert rehearse(story, FaultRule("request_lost", "*->*", rate=1.0)) == (201, {})

    def test_which_orders_are_hit_does_not_depend_on_who_else_is_under_way(self):
        def hit(at_once: int) -> list[str]:
            async def story(land: Landscape):
                gate, failed = asyncio.Semaphore(at_once), []

                async def one(key: str):
                    async with gate:
                        try:
                            await land.post(key, timeout_s=1)
                        except TimeoutError:
                            failed.append(key)

                await asyncio.gather(*(one(f"SO-{number}") for number in range(100)))
                return sorted(failed)

            return rehearse(story, FaultRule("response_lost", "facade->*", rate=0.2))

        assert hit(1) == hit(7) == hit(100) != []
