import asyncio
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.adapters.cloud_erp import CloudErp
from facade.adapters.cloud_erp_reading import exact
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from tests.facade.adapters.cloud_book import (
    AT_LAST,
    CODES,
    FIRST,
    ORDER,
    SETTINGS,
    Bench,
    at_the_bench,
)
from tests.simulators.site_world import Answer


class TestSigningIn:
    def test_many_calls_at_once_sign_in_once(self):
        async def story(bench: Bench):
            await asyncio.gather(*[bench.book.read_customer("CUST-A", FIRST) for _ in range(5)])
            return sum("oauth2" in path for path in bench.paths)

        assert at_the_bench(story, signed_in=False) == 1

    def test_a_token_is_renewed_before_it_runs_out(self):
        async def story(bench: Bench):
            for _ in range(4):
                await bench.book.read_customer("CUST-A", FIRST)
                await bench.erp.clock.sleep(1750)
            return [path.rpartition("/")[2].partition("?")[0] for path in bench.paths]

        read, token = "GET customers", "token"
        assert at_the_bench(story) == [read, read, token, read, read]

    def test_a_refused_token_is_dropped_and_the_call_can_be_repeated(self):
        async def story(bench: Bench):
            bench.erp.system.reset()
            with pytest.raises(SystemUnavailableError, match="401"):
                await bench.book.read_customer("CUST-A", FIRST)
            return await bench.book.read_customer("CUST-A", AT_LAST)

        assert at_the_bench(story) is not None

    @pytest.mark.parametrize(
        "answer",
        [
            TimeoutError(),
            ConnectionError("nobody"),
            Answer(503, {"retry-after": "7"}, b""),
            Answer(401, {}, b'{"error":"invalid_client"}'),
            Answer(200, {}, b"{}"),
            Answer(200, {}, b"nonsense"),
        ],
    )
    def test_when_the_sign_in_fails_nothing_has_been_done_and_the_next_call_tries_again(self, answer):
        async def story(bench: Bench):
            bench.say_next(answer)
            together = [bench.book.create_order(ORDER, True, FIRST) for _ in range(3)]
            failures = await asyncio.gather(*together, return_exceptions=True)
            asked = len(bench.paths)
            await bench.book.create_order(ORDER, True, FIRST)
            return failures, asked

        failures, asked = at_the_bench(story, signed_in=False)

        assert [type(failure) for failure in failures] == [SystemUnavailableError] * 3
        assert asked == 1


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (TimeoutError(), SystemTimeoutError),
            (ConnectionError("nobody"), SystemUnavailableError),
            (Answer(408, {}, b""), SystemTimeoutError),
            (Answer(429, {}, b"{}"), SystemUnavailableError),
            (Answer(500, {}, b"oops"), SystemUnavailableError),
            (Answer(504, {}, b""), SystemUnavailableError),
            (Answer(302, {}, b""), SystemUnavailableError),
            (Answer(400, {}, b"<html>"), SystemRefusedError),
            (Answer(400, {}, b'{"error":"text"}'), SystemRefusedError),
            (Answer(200, {}, b"{"), SystemUnavailableError),
            (Answer(200, {}, b"[]"), SystemUnavailableError),
            (Answer(200, {}, b"{}"), SystemUnavailableError),
            (Answer(204, {}, b""), SystemUnavailableError),
        ],
    )
    def test_every_answer_becomes_something_a_caller_can_act_on(self, answer, expected):
        async def story(bench: Bench):
            bench.say_next(answer)
            with pytest.raises(expected):
                await bench.book.create_order(ORDER, True, FIRST)

        at_the_bench(story)

    def test_a_busy_book_says_how_long_to_wait_when_it_knows(self):
        async def story(bench: Bench):
            waits = []
            for headers in ({"retry-after": "12"}, {"retry-after": "soon"}, {}):
                bench.say_next(Answer(503, headers, b""))
                with pytest.raises(SystemUnavailableError) as busy:
                    await bench.book.read_order("WEB-1", FIRST)
                waits.append(busy.value.retry_after_s)
            return waits

        assert at_the_bench(story) == [12.0, None, None]

    def test_a_used_up_quota_is_told_without_a_time(self):
        async def story(bench: Bench):
            with pytest.raises(SystemUnavailableError) as busy:
                await bench.book.read_order("WEB-1", FIRST)
            return busy.value.retry_after_s

        assert at_the_bench(story, request_quota={"limit": 1, "window_s": 60}) is None

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("status", "Draft"),
            ("status", None),
            ("orderDate", 5),
            ("orderDate", "soon"),
            ("totalTaxAmount", "4.10"),
            ("salesOrderLines", None),
            ("salesOrderLines", [1]),
            ("number", []),
        ],
    )
    def test_an_answer_that_cannot_be_read_is_no_crash(self, field, value):
        async def story(bench: Bench):
            path = "salesOrders?$expand=salesOrderLines"
            await bench.erp.an_order()
            record = (await bench.erp.ask("GET", path)).document["value"][0]
            bench.say_next(Answer(200, {}, orjson.dumps({"value": [record | {field: value}]})))
            with pytest.raises(SystemUnavailableError, match="cannot be read"):
                await bench.book.read_order("WEB-1", FIRST)

        at_the_bench(story)

    def test_a_code_nobody_knows_is_refused_by_name(self):
        async def story(bench: Bench):
            await bench.erp.an_order()
            xref = CrossReference("cloud_erp", {**CODES, "item": {"ITEM-1": "1896-S"}})
            other = CloudErp(bench.erp.wire, SETTINGS, xref, bench.erp.clock)
            with pytest.raises(SystemRefusedError, match="1900-S"):
                await other.read_order("WEB-1", FIRST)

        at_the_bench(story)

    def test_every_call_leaves_its_trail(self):
        async def story(bench: Bench):
            await bench.book.create_order(ORDER, True, AT_LAST)
            return [headers for _, _, headers in bench.erp.wire.sent]

        for headers in at_the_bench(story, signed_in=False):
            assert headers["x-correlation-id"] == "WEB-1"
            assert headers["x-request-id"] == "message-1"
            assert headers["x-causation-id"] == "cause-1"
            assert headers["x-attempt"] == "8"


@given(st.decimals(0, Decimal(10) ** 12, places=2))
def test_cents_survive_the_journey_through_json(amount):
    read = exact(orjson.loads(str(amount)))

    assert read == amount
