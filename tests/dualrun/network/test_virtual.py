import asyncio
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from dualrun.history import CallRecord
from dualrun.network.reply import Reply
from tests.dualrun.network.virtual_landscape import Landscape, rehearse


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

    @pytest.mark.parametrize("one_way_s", [3.0, 5.0])
    def test_a_wire_that_is_too_slow_is_given_up_on_in_time_and_the_far_side_acts(self, one_way_s: float):
        async def story(land: Landscape):
            with pytest.raises(TimeoutError, match="wms"):
                await land.post(timeout_s=4)
            timed_out_s = land.clock.monotonic()
            await land.clock.sleep(60)
            return timed_out_s, land.wms.done, [call.status for call in land.calls]

        assert rehearse(story, latency=(one_way_s, 0.0)) == (4.0, ["SO-1"], [0])

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
