import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from dualrun.clock import NODE, VirtualClock, run_virtual
from dualrun.history import CallRecord
from dualrun.journal import Journal
from dualrun.network.faults import FaultLedger, FaultPlan, FaultRule
from dualrun.network.reply import Reply
from dualrun.network.virtual import VirtualNetwork
from dualrun.streams import Streams


@dataclass
class Warehouse:
    """A small system that remembers what it was asked, and takes its time when told to."""

    clock: VirtualClock
    serving_s: float = 0.0
    began: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    cleaned_up: list[str] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"].decode()
        self.seen.append(dict(scope))
        self.began.append(body)
        try:
            await self.clock.sleep(self.serving_s)
            self.done.append(body)
        finally:
            self.cleaned_up.append(body)
        headers = [(b"Content-Type", b"text/plain"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b"done:", "more_body": True})
        await send({"type": "http.response.body", "body": body.encode()})


@dataclass
class Landscape:
    clock: VirtualClock
    network: VirtualNetwork
    wms: Warehouse
    calls: list[CallRecord]
    defects: list[tuple[str, BaseException]]

    async def post(self, key: str = "SO-1", timeout_s: float = 10.0, url: str = "http://wms/orders") -> Reply:
        headers = {"x-correlation-id": key, "x-request-id": f"m-{key}", "x-causation-id": "c-0"}
        return await self.network.wire("facade").send(
            "POST", url, headers=headers, body=key.encode(), timeout_s=timeout_s
        )


def rehearse(
    story: Callable[[Landscape], Coroutine[Any, Any, Any]],
    *rules: FaultRule,
    latency: tuple[float, float] = (0.02, 0.6),
) -> Any:
    async def main(clock: VirtualClock) -> Any:
        streams, calls, defects = Streams(7), [], []
        network = VirtualNetwork(
            clock.loop,
            clock,
            streams,
            Journal(clock),
            FaultPlan(rules, streams),
            FaultLedger(),
            latency,
            on_call=calls.append,
            on_defect=lambda target, error: defects.append((target, error)),
        )
        wms = Warehouse(clock)
        network.attach("wms", wms)
        return await story(Landscape(clock, network, wms, calls, defects))

    return run_virtual(main)


class TestACall:
    def test_it_is_answered_with_status_headers_and_the_whole_body(self):
        async def story(land: Landscape):
            return await land.post()

        reply = rehearse(story)
        assert reply == Reply(201, {"content-type": "text/plain", "set-cookie": "a=1, b=2"}, b"done:SO-1")

    def test_it_takes_the_latency_of_both_ways(self):
        async def story(land: Landscape):
            await land.post()
            return land.clock.monotonic()

        assert rehearse(story, latency=(0.25, 0.0)) == 0.5
        assert rehearse(story, latency=(0.0, 0.0)) == 0.0

    def test_how_long_it_takes_depends_on_the_order_and_not_on_the_crowd(self):
        async def story(land: Landscape):
            async def one(key: str):
                began = land.clock.monotonic()
                await land.post(key)
                return round(land.clock.monotonic() - began, 6)

            alone = await one("SO-7")
            return alone, land

        async def crowded(land: Landscape):
            async def one(key: str):
                began = land.clock.monotonic()
                await land.post(key)
                return round(land.clock.monotonic() - began, 6)

            times = await asyncio.gather(*(one(f"SO-{number}") for number in range(20)))
            return times[7], times

        alone, _ = rehearse(story)
        in_crowd, times = rehearse(crowded)
        assert alone == in_crowd
        assert len(set(times)) == 20

    def test_the_application_sees_an_ordinary_request(self):
        async def story(land: Landscape):
            headers = {"X-Correlation-Id": "SO-1", "Accept": "text/plain"}
            await land.network.wire("facade").send(
                "GET", "http://wms:8080/a%20b/c?q=x y&n=ü#top", headers=headers
            )
            return land.wms.seen[0]

        scope = rehearse(story)
        assert (scope["method"], scope["path"], scope["raw_path"]) == ("GET", "/a b/c", b"/a%20b/c")
        assert scope["query_string"] == b"q=x%20y&n=%C3%BC"
        assert (b"x-correlation-id", b"SO-1") in scope["headers"]
        assert (b"host", b"wms") in scope["headers"]
        assert scope["client"] == ("facade", 0)

    @pytest.mark.parametrize("url", ["wms/orders", "ftp://wms/orders", ""])
    def test_an_address_of_another_kind_is_refused(self, url: str):
        with pytest.raises(ValueError, match="http://system/path"):
            rehearse(lambda land: land.post(url=url))

    def test_a_header_with_a_line_break_is_refused_as_a_real_wire_refuses_it(self):
        async def story(land: Landscape):
            await land.network.wire("facade").send("GET", "http://wms/", headers={"x-a": "1\r\nx-b: 2"})

        with pytest.raises(ValueError, match="line break"):
            rehearse(story)

    def test_a_far_side_that_is_too_slow_acts_all_the_same(self):
        async def story(land: Landscape):
            land.wms.serving_s = 30
            with pytest.raises(TimeoutError, match="wms"):
                await land.post(timeout_s=5)
            timed_out_s = land.clock.monotonic()
            await land.clock.sleep(60)
            return timed_out_s, land.wms.done

        assert rehearse(story) == (5.0, ["SO-1"])

    def test_a_caller_who_is_cancelled_leaves_the_far_side_to_its_work(self):
        async def story(land: Landscape):
            land.wms.serving_s = 30
            task = asyncio.get_running_loop().create_task(land.post())
            await land.clock.sleep(5)
            task.cancel()
            await land.clock.sleep(60)
            return task.cancelled(), land.wms.done, [call.status for call in land.calls]

        assert rehearse(story) == (True, ["SO-1"], [0])

    def test_nobody_there_is_found_out_after_a_while(self):
        async def story(land: Landscape):
            with pytest.raises(ConnectionRefusedError, match="carrier"):
                await land.post(url="http://carrier/labels")
            return land.clock.monotonic()

        assert rehearse(story, latency=(0.1, 0.0)) == 0.2

    def test_what_an_application_does_after_its_answer_keeps_nobody_waiting(self):
        async def late(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
            await asyncio.sleep(100)

        async def story(land: Landscape):
            land.network.attach("late", late)
            await land.post(url="http://late/")
            return land.clock.monotonic()

        assert rehearse(story) < 1

    def test_a_streamed_answer_arrives_whole(self):
        app = FastAPI()

        @app.get("/export")
        async def export() -> StreamingResponse:
            async def rows():
                for number in range(3):
                    await asyncio.sleep(1)
                    yield f"{number};"

            return StreamingResponse(rows())

        async def story(land: Landscape):
            land.network.attach("erp", app)
            reply = await land.network.wire("facade").send("GET", "http://erp/export", headers={})
            return reply.body, land.clock.monotonic() > 3

        assert rehearse(story) == (b"0;1;2;", True)

    def test_whoever_waits_for_the_caller_to_go_waits_until_the_answer_is_complete(self):
        heard: list[str] = []

        async def listening(scope: Any, receive: Any, send: Any) -> None:
            await receive()

            async def listen() -> None:
                heard.append((await receive())["type"])

            listener = asyncio.get_running_loop().create_task(listen())
            await asyncio.sleep(1)
            assert heard == []
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
            await listener

        async def story(land: Landscape):
            land.network.attach("listening", listening)
            await land.post(url="http://listening/")
            return land.defects

        assert rehearse(story) == []
        assert heard == ["http.disconnect"]


class TestDefects:
    def test_an_exception_is_answered_with_500_and_reported(self):
        app = FastAPI()

        @app.post("/orders")
        async def orders(request: Request) -> Response:
            raise LookupError(await request.body())

        async def raw(scope: Any, receive: Any, send: Any) -> None:
            raise LookupError("raw")

        async def story(land: Landscape):
            land.network.attach("erp", app)
            land.network.attach("raw", raw)
            replies = [await land.post(url="http://erp/orders"), await land.post(url="http://raw/")]
            return [reply.status for reply in replies], [(who, type(error)) for who, error in land.defects]

        assert rehearse(story) == ([500, 500], [("erp", LookupError), ("raw", LookupError)])

    def test_an_application_that_gives_no_answer_is_a_defect(self):
        async def mute(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def story(land: Landscape):
            land.network.attach("mute", mute)
            reply = await land.post(url="http://mute/")
            return reply.status, [who for who, _ in land.defects]

        assert rehearse(story) == (500, ["mute"])


class TestRecords:
    def test_every_call_is_told_with_its_trail_and_its_status(self):
        async def story(land: Landscape):
            await land.post()
            await land.post()
            with pytest.raises(ConnectionError):
                await land.post(url="http://carrier/labels")
            action = {"SOAPAction": '"urn:CreateOrder"', "x-request-id": "m-9"}
            await land.network.wire("facade").send("POST", "http://wms/soap", headers=action)
            return land.calls, land.clock.start

        (first, again, nobody, soap), start = rehearse(story)
        assert first == CallRecord(start, "facade", "wms", "POST /orders", "SO-1", "m-SO-1", "c-0", 1, 201)
        assert (again.attempt, again.at > start) == (2, True)
        assert (nobody.target, nobody.status) == ("carrier", 0)
        assert (soap.operation, soap.correlation_id, soap.message_id) == ("urn:CreateOrder", "", "m-9")

    def test_the_journal_notes_every_call_and_every_answer_with_its_bytes(self):
        def digest(key: str, serving_s: float = 0.0) -> str:
            async def story(land: Landscape):
                land.wms.serving_s = serving_s
                await land.post(key)
                assert land.network.journal.counts == {"call": 1, "answer": 1}
                return land.network.journal.digest()

            return rehearse(story, latency=(0.1, 0.0))

        assert digest("SO-1") == digest("SO-1")
        assert len({digest("SO-1"), digest("SO-2"), digest("SO-1", serving_s=0.000001)}) == 3


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

        assert rehearse(story) == (["SO-1"], [201])
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
