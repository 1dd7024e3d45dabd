import asyncio
from dataclasses import replace

import pytest

from simulators.cloud_erp.service.loads import LOADS
from tests.simulators.cloud_erp.erp_world import (
    API,
    COMPANY,
    SECRETS,
    ErpWorld,
    error_of,
    in_an_erp,
)
from tests.simulators.site_world import call


class TestSigningIn:
    def test_a_token_is_good_for_an_hour(self):
        async def story(erp: ErpWorld):
            granted = await erp.sign_in()
            first = await erp.ask("GET", "items")
            await erp.clock.sleep(3599)
            second = await erp.ask("GET", "items")
            await erp.clock.sleep(2)
            return granted.document, first.status, second.status, await erp.ask("GET", "items")

        granted, first, second, late = in_an_erp(story)

        assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 3600)
        assert (first, second) == (200, 200)
        assert error_of(late) == (401, "Authentication_InvalidCredentials")
        assert late.headers["www-authenticate"] == "Bearer"

    @pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer nonsense", "Basic abc"])
    def test_nobody_enters_without_one(self, authorization):
        async def story(erp: ErpWorld):
            return await call(erp.system, "GET", f"{COMPANY}/items", {"authorization": authorization})

        assert error_of(in_an_erp(story)) == (401, "Authentication_InvalidCredentials")

    @pytest.mark.parametrize(
        ("change", "status", "error"),
        [
            ({"client_secret": "wrong"}, 401, "invalid_client"),
            ({"client_id": "wrong"}, 401, "invalid_client"),
            ({"grant_type": "password"}, 400, "unsupported_grant_type"),
            ({"scope": ""}, 400, "invalid_request"),
        ],
    )
    def test_a_wrong_form_is_refused_in_the_identity_providers_shape(self, change, status, error):
        answer = in_an_erp(lambda erp: erp.sign_in(**change))

        assert (answer.status, answer.document["error"]) == (status, error)

    def test_a_reset_forgets_every_token(self):
        async def story(erp: ErpWorld):
            await erp.sign_in()
            erp.system.reset()
            return await erp.ask("GET", "items")

        assert in_an_erp(story).status == 401


class TestRouting:
    @pytest.mark.parametrize(
        ("method", "path", "status", "code"),
        [
            ("GET", f"{COMPANY}/nothings", 404, "BadRequest_NotFound"),
            ("GET", f"{COMPANY}/salesOrders(5)", 400, "Application_InvalidGUID"),
            ("GET", f"{COMPANY}/items(00000000-0000-0000-0000-000000000000)", 404, "Internal_RecordNotFound"),
            ("POST", f"{COMPANY}/salesShipments", 405, "BadRequest_MethodNotAllowed"),
            ("PUT", f"{COMPANY}/customers", 405, "BadRequest_MethodNotAllowed"),
            ("GET", f"{COMPANY}/a/b/c/d", 404, "BadRequest_NotFound"),
            ("GET", "/", 404, "BadRequest_NotFound"),
            ("GET", f"{API}/companies(x)/items", 400, "Application_InvalidGUID"),
        ],
    )
    def test_what_is_not_there_is_refused_natively(self, method, path, status, code):
        assert error_of(in_an_erp(lambda erp: erp.at(method, path))) == (status, code)

    def test_an_unknown_action_is_named(self):
        async def story(erp: ErpWorld):
            return await erp.act(await erp.an_order(), "dance", {})

        answer = in_an_erp(story)

        assert error_of(answer) == (404, "BadRequest_NotFound")
        assert "dance" in answer.document["error"]["message"]


class TestCapacity:
    def test_above_its_quota_a_caller_is_told_to_go_but_not_when_to_come_back(self):
        async def story(erp: ErpWorld):
            within = [(await erp.ask("GET", "items")).status for _ in range(3)]
            above = await erp.ask("GET", "items")
            misbehaved = list(erp.misbehaved)
            await erp.clock.sleep(60)
            return within, above, misbehaved, await erp.ask("GET", "items")

        within, above, misbehaved, later = in_an_erp(story, request_quota={"limit": 3, "window_s": 60})

        assert within == [200, 200, 200]
        assert error_of(above) == (429, "Application_TooManyRequests")
        assert "retry-after" not in above.headers
        assert misbehaved == [("request_quota", SECRETS["client_id"])]
        assert later.status == 200

    def test_calls_queue_for_five_workers(self):
        async def story(erp: ErpWorld):
            await erp.sign_in()
            began = erp.clock.monotonic()
            await asyncio.gather(*[erp.ask("GET", "items") for _ in range(10)])
            return erp.clock.monotonic() - began

        assert in_an_erp(story, pace="realistic") == pytest.approx(0.030)
        assert in_an_erp(story) == 0

    def test_a_call_that_waits_too_long_is_given_up_and_told_when_to_come_back(self):
        async def story(erp: ErpWorld):
            await erp.sign_in()
            erp.book.access.load = replace(LOADS["typical"], service_s=100.0)
            answers = await asyncio.gather(*[erp.ask("GET", "items") for _ in range(30)])
            return [(answer.status, answer.headers.get("retry-after")) for answer in answers]

        answers = in_an_erp(story, pace="realistic")

        assert answers.count((200, None)) == 25
        assert answers.count((503, "60")) == 5

    def test_a_hundred_calls_at_once_are_too_many(self):
        async def story(erp: ErpWorld):
            await erp.sign_in()
            answers = await asyncio.gather(*[erp.ask("GET", "items") for _ in range(120)])
            return [answer.status for answer in answers]

        statuses = in_an_erp(story, pace="realistic")

        assert statuses.count(200) == 100
        assert statuses.count(429) == 20
