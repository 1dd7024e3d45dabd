import asyncio

from simulators.chassis.control.app import control_app
from simulators.chassis.request_log import REQUESTS_KEPT
from simulators.chassis.served import ServedSystem
from simulators.wms import SIMULATOR
from tests.simulators.chassis.worlds_of_wms import KEY, in_worlds
from tests.simulators.site_world import call


def test_health_says_who_answers_in_which_world_and_at_what_time():
    async def act(place):
        of_wms = (await place.ask("GET", "/__admin/health", "one")).document
        of_all = (await place.steer("GET", "/health")).document

        assert (of_wms["status"], of_wms["system"], of_wms["world"]) == ("ok", "wms", "one")
        assert of_wms["now"] == place.clock.now().isoformat()
        assert (of_all["system"], of_all["world"]) == ("landscape", "default")

    in_worlds(act)


class TestRequests:
    def test_the_log_shows_what_was_asked_and_answered_without_secrets(self):
        async def act(place):
            await place.order("A-1")
            [logged] = (await place.steer("GET", "/requests")).document

            assert (logged["method"], logged["path"], logged["status"]) == ("POST", "/api/v1/orders", 201)
            assert "A-1" in logged["body"]
            assert "orderId" in logged["answer"]
            assert KEY["x-api-key"] not in str(logged)

        in_worlds(act)

    def test_requests_are_counted_and_found_by_what_they_are(self):
        async def act(place):
            for number in ("A-1", "A-2"):
                await place.order(number)
            await place.ask("GET", "/api/v1/articles")

            by_method = await place.steer("POST", "/requests/count", document={"method": "post"})
            by_body = await place.steer("POST", "/requests/find", document={"body_contains": "A-2"})
            by_path = await place.steer("POST", "/requests/count", document={"path_matches": "articles$"})

            assert (by_method.document, by_path.document) == ({"count": 2}, {"count": 1})
            assert [one["id"] for one in by_body.document] == ["wms-2"]

        in_worlds(act)

    def test_an_expression_that_cannot_be_read_is_refused(self):
        async def act(place):
            refused = await place.steer("POST", "/requests/find", document={"path_matches": "("})

            assert refused.status == 422
            assert "path_matches: no regular expression" in refused.document["error"]

        in_worlds(act)

    def test_an_unmatched_request_is_told_the_nearest_route_and_what_differs(self):
        async def act(place):
            await place.ask("GET", "/api/v1/ordres/7")
            await place.ask("DELETE", "/api/v1/orders")
            first, second = (await place.steer("GET", "/requests/unmatched")).document

            assert first["nearest"].startswith("nearest: GET /api/v1/orders/{order_id}")
            assert "'ordres' is not 'orders'" in first["nearest"]
            assert "DELETE is not " in second["nearest"]

        in_worlds(act)

    def test_the_log_is_bounded(self):
        async def act(place):
            for _ in range(REQUESTS_KEPT + 10):
                await place.ask("GET", "/api/v1/articles?maxArticlesToGet=1")

            counted = await place.steer("POST", "/requests/count", document={})
            assert counted.document == {"count": REQUESTS_KEPT}
            assert (await place.ask("GET", "/__admin/health")).document["requests"] == REQUESTS_KEPT + 10

        in_worlds(act)


class TestWaiting:
    def test_who_waits_is_woken_by_the_event(self):
        async def act(place):
            wanted = {"kind": "fulfilment", "where": {"external_ref": "PO-A-1", "status": "allocated"}}
            waiting = asyncio.create_task(place.steer("POST", "/wait", document=wanted))
            await place.clock.sleep(3)
            assert not waiting.done()
            await place.order("A-1")

            assert (await waiting).status == 200
            assert place.clock.monotonic() == 3

        in_worlds(act)

    def test_what_has_happened_already_counts(self):
        async def act(place):
            await place.order("A-1")
            await place.order("A-2")

            wanted = {"kind": "fulfilment", "where": {"status": "allocated"}, "count": 2}
            assert (await place.steer("POST", "/wait", document=wanted)).status == 200

        in_worlds(act)

    def test_an_event_goes_by_its_kind_whatever_the_record_calls_its_own(self):
        async def act(place):
            goods = {"articleNumber": place.article, "numberOfItems": 5}
            receipt = {"goodsOwnerReference": "R-1", "articles": [goods]}
            await place.ask("POST", "/api/v1/receipts", document=receipt)
            await place.order("A-1")

            [moved] = (await place.steer("GET", "/events?kind=movement")).document
            assert (moved["event"], moved["kind"], moved["movement_kind"]) == (1, "movement", "receipt")
            wanted = {"kind": "movement", "where": {"reference": "R-1", "kind": "movement"}}
            assert (await place.steer("POST", "/wait", document=wanted)).status == 200
            [allocated] = (await place.steer("GET", "/events?kind=fulfilment")).document
            assert allocated["number"].startswith("1")

        in_worlds(act)

    def test_waiting_in_vain_ends_with_a_word_on_what_was_missed(self):
        async def act(place):
            wanted = {"kind": "shipment", "count": 3, "timeout_s": 2}
            gave_up = await place.steer("POST", "/wait", document=wanted)

            assert gave_up.status == 408
            assert gave_up.document["error"].startswith("waited 2.0 s for 3 x shipment")

        in_worlds(act)

    def test_idle_is_when_nothing_that_is_due_is_left(self):
        async def act(place):
            hook = {"url": "http://listener/hook", "orderStatuses": [200]}
            await place.ask("POST", "/api/v1/webhookSubscriptions", document=hook)
            await place.order("A-1")

            assert (await place.steer("POST", "/wait", document={"until": "idle"})).status == 200
            assert len(place.listener.heard) == 1

        in_worlds(act)


class TestWords:
    def test_a_body_that_cannot_be_read_is_refused_by_its_field(self):
        async def act(place):
            for path, document in (("/clock/advance", {"by_s": -1}), ("/seed", {"seed": "x"}), ("/wait", 7)):
                refused = await place.steer("POST", path, document=document)
                assert refused.status == 422, path
                assert refused.document["error"].startswith("body"), path

        in_worlds(act)

    def test_the_page_of_the_control_plane_lists_every_route(self):
        async def act(place):
            page = (await place.steer("GET", "/docs")).body.decode()

            for path in ("/__admin/faults/ledger", "/__admin/worlds/{name}", "/__admin/wait"):
                assert path in page

        in_worlds(act)

    def test_whoever_asks_learns_where_everything_is_by_the_host_name_they_used(self):
        addresses = [{"name": "wms", "url": "http://0.0.0.0:8200", "docs": "http://0.0.0.0:8200/docs"}]

        async def act(place):
            system = ServedSystem("wms", place.worlds, control_app("0", "", addresses))
            answer = await call(system, "GET", "/__admin/systems", {"host": "ci-box:8206"})

            assert answer.document == [
                {"name": "wms", "url": "http://ci-box:8200", "docs": "http://ci-box:8200/docs"}
            ]

        in_worlds(act)

    def test_what_is_not_there_is_said_in_one_line(self):
        async def act(place):
            missing = await place.steer("GET", "/nothing")

            assert (missing.status, missing.document) == (404, {"error": "Not Found; see /__admin/docs"})

        in_worlds(act)


def test_with_a_token_nobody_without_it_learns_more_than_the_health():
    async def act(place):
        guarded = ServedSystem("wms", place.worlds, control_app("0", "s3cret"))
        for path in ("/__admin/requests", "/__admin/worlds", "/__admin/docs", "/__admin/openapi.json"):
            assert (await call(guarded, "GET", path, {})).status == 401, path
            wrong = {"x-dualrun-admin-token": "s3cres"}
            assert (await call(guarded, "GET", path, wrong)).status == 401, path
            right = {"x-dualrun-admin-token": "s3cret"}
            assert (await call(guarded, "GET", path, right)).status == 200, path
        assert (await call(guarded, "GET", "/__admin/health", {})).status == 200

    in_worlds(act)


def test_a_state_that_cannot_be_brought_about_is_refused_with_the_reason(monkeypatch):
    def impossible(_):
        raise LookupError("no item is there to be sold")

    async def act(place):
        monkeypatch.setitem(SIMULATOR.states, "goods are sold", impossible)
        answer = await place.steer("POST", "/states", document={"name": "goods are sold"})

        assert answer.status == 409
        assert "no item is there to be sold" in str(answer.document)

    in_worlds(act)
