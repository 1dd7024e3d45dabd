from collections import deque

import pytest

from tests.simulators.commerce.shop_world import ORDERS, a_shipment, a_webhook, in_shop
from tests.simulators.site_world import Answer


def refusal(status, reason=None, **headers):
    return Answer(status, headers, b'{"title": "No", "detail": "%s"}' % reason.encode() if reason else b"")


class TestOrders:
    def test_an_order_is_sent_with_its_key_and_its_trail(self):
        async def story(shop):
            await shop.subscribe()
            placed = await shop.place("PO-7")
            await shop.clock.sleep(1)
            return placed, shop

        placed, shop = in_shop(story)
        [(_, headers, _)] = shop.listener.heard

        assert shop.wire.sent[0][:2] == ("POST", "http://listener/orders")
        assert headers["idempotency-key"] == "000000001"
        assert headers["x-correlation-id"] == "PO-7"
        sent = shop.listener.documents[0]
        assert {name: sent[name] for name in ("entity_id", "ext_order_id", "items", "grand_total")} == {
            name: placed[name] for name in ("entity_id", "ext_order_id", "items", "grand_total")
        }

    def test_a_yes_acknowledges_the_order(self):
        async def story(shop):
            await shop.subscribe()
            await shop.place()
            at = shop.clock.now()
            await shop.clock.sleep(60)
            return shop, at

        shop, at = in_shop(story)

        assert [commit.acknowledged_at for commit in shop.commits] == [None, at]
        assert not shop.system.service.store.outbox

    @pytest.mark.parametrize(
        "failure",
        [
            TimeoutError(),
            ConnectionError(),
            refusal(500),
            refusal(503),
            refusal(302),
            refusal(429),
            refusal(408),
            refusal(409, **{"retry-after": "1"}),
        ],
    )
    def test_without_an_answer_it_tries_again_with_the_same_words(self, failure):
        async def story(shop):
            await shop.subscribe()
            shop.wire.before = deque([failure] * 3)
            await shop.place()
            await shop.tell("processing")  # the first try may have been understood all the same
            await shop.clock.sleep(1800)
            return shop

        shop = in_shop(story)

        keys = [(headers["idempotency-key"], headers["x-attempt"]) for _, _, headers in shop.wire.sent]
        assert keys == [("000000001", str(attempt)) for attempt in (1, 2, 3, 4)]
        assert shop.listener.documents[0]["status"] == "pending"
        assert shop.listener.documents[0]["status_histories"] == []
        assert shop.last.acknowledged_at is not None
        assert shop.last.status == "processing"

    def test_it_never_gives_up_and_never_hurries(self):
        async def story(shop):
            await shop.subscribe()
            shop.wire.before = deque([ConnectionError()] * 300)
            await shop.place()
            await shop.clock.sleep(24 * 3600)
            return len(shop.wire.sent), shop.last

        attempts, commit = in_shop(story)

        assert 24 * 12 <= attempts <= 300
        assert commit.acknowledged_at is None

    def test_it_waits_as_long_as_it_is_asked_to(self):
        async def story(shop):
            await shop.subscribe()
            shop.wire.before = deque([refusal(503, **{"retry-after": "900"})])
            await shop.place()
            await shop.clock.sleep(899)
            early = len(shop.wire.sent)
            await shop.clock.sleep(1)
            return early, len(shop.wire.sent)

        assert in_shop(story) == (1, 2)

    def test_a_no_rejects_the_order_and_shows_the_reason(self):
        async def story(shop):
            await shop.subscribe()
            shop.wire.before = deque([refusal(422, "unknown item mug-x")])
            await shop.place()
            await shop.clock.sleep(60)
            return shop.last, await shop.order(), len(shop.wire.sent)

        commit, order, attempts = in_shop(story)

        assert (commit.status, commit.reason) == ("rejected", "unknown item mug-x")
        assert commit.acknowledged_at is None
        assert (order["state"], order["status"], attempts) == ("canceled", "rejected", 1)

    def test_a_no_after_deeds_does_not_reject_the_order(self):
        async def story(shop):
            await shop.subscribe()
            shop.wire.before = deque([TimeoutError(), refusal(422, "seen before")])
            await shop.place()
            await shop.tell("processing")
            await shop.clock.sleep(60)
            return shop.last

        assert in_shop(story).status == "processing"

    def test_orders_wait_for_a_subscriber(self):
        async def story(shop):
            await shop.place()
            await shop.clock.sleep(60)
            before = len(shop.wire.sent)
            await shop.subscribe()
            await shop.clock.sleep(1)
            return before, shop.last.acknowledged_at

        before, acknowledged_at = in_shop(story)

        assert before == 0
        assert acknowledged_at is not None

    def test_what_was_not_said_before_a_stop_is_said_after_it(self):
        async def story(shop):
            await shop.subscribe()
            shop.wire.before = deque([ConnectionError()])
            await shop.place()
            await shop.clock.sleep(0.5)
            shop.system.stop()
            await shop.clock.sleep(1800)
            stopped = len(shop.wire.sent)
            shop.system.start()
            await shop.clock.sleep(1)
            return stopped, len(shop.wire.sent), shop.last.acknowledged_at

        stopped, started, acknowledged_at = in_shop(story)

        assert (stopped, started) == (1, 2)
        assert acknowledged_at is not None

    def test_a_shop_that_exports_twice_sends_the_same_key_again(self):
        async def story(shop):
            await shop.subscribe()
            await shop.place()
            await shop.clock.sleep(600)
            return shop

        shop = in_shop(story, misbehaviours={"exports_twice": {"share": 1.0, "delay_s": 300.0}})

        assert [headers["idempotency-key"] for _, headers, _ in shop.listener.heard] == ["000000001"] * 2
        assert shop.listener.documents[0] == shop.listener.documents[1]
        assert shop.misbehaved == [("exports_twice", "PO-1")]
        assert len(shop.commits) == 2

    def test_a_hook_the_shop_does_not_have_is_refused(self):
        async def story(shop):
            webhooks = [
                a_webhook("observer.other", "http://listener/"),
                a_webhook(ORDERS, "file:///etc"),
                {"webhook_method": ORDERS},
            ]
            return [
                (await shop.call("POST", "/rest/V1/webhooks/subscribe", {"webhook": webhook})).status
                for webhook in webhooks
            ]

        assert in_shop(story) == [400, 400, 400]


class TestCancellations:
    def test_quantities_named_by_the_buyer_are_sent_and_taken_off_after_the_yes(self):
        async def story(shop):
            await shop.subscribe()
            await shop.place()
            answer = await shop.post("/orders/1/cancel", {"items": [{"line": 1, "qty": 3}]})
            before = await shop.order()
            await shop.clock.sleep(1)
            return answer, before, await shop.order(), shop

        answer, before, after, shop = in_shop(story)

        assert answer is True
        assert [item["qty_canceled"] for item in before["items"]] == [0, 0]
        assert [item["qty_canceled"] for item in after["items"]] == [3, 0]
        assert after["extension_attributes"]["cancel_status"] == "accepted"
        assert shop.listener.heard[1][1]["idempotency-key"] == "000000001-c1"
        assert shop.listener.documents[1] == {
            "entity_id": 1,
            "increment_id": "000000001",
            "ext_order_id": "PO-1",
            "cancel_id": "000000001-c1",
            "items": [{"item_id": 1, "line": 1, "sku": "metal-lantern-85123a", "qty": 3}],
        }

    def test_a_whole_order_ends_only_when_its_end_is_told(self):
        async def story(shop):
            await shop.subscribe()
            await shop.place()
            await shop.post("/orders/1/cancel", {})
            await shop.clock.sleep(1)
            accepted = shop.last.status
            await shop.tell("canceled", "asked by the buyer")
            return accepted, shop.last.status, await shop.order()

        accepted, ended, order = in_shop(story)

        assert (accepted, ended) == ("new", "cancelled")
        assert [item["qty_canceled"] for item in order["items"]] == [4, 2]

    def test_a_refusal_is_kept_for_the_buyer_to_read(self):
        async def story(shop):
            await shop.subscribe()
            await shop.place()
            await shop.clock.sleep(1)
            shop.wire.before = deque([refusal(409, "already picked")])
            await shop.post("/orders/1/cancel", {})
            await shop.clock.sleep(1)
            return (await shop.order())["extension_attributes"], shop.last

        attributes, commit = in_shop(story)

        assert (attributes["cancel_status"], attributes["cancel_refusal"]) == ("refused", "already picked")
        assert commit.status == "new"

    def test_a_cancellation_never_overtakes_its_order(self):
        async def story(shop):
            await shop.subscribe()
            shop.wire.before = deque([ConnectionError()])
            await shop.place()
            await shop.post("/orders/1/cancel", {})
            await shop.clock.sleep(60)
            return [url.rpartition("/")[2] for _, url, _ in shop.wire.sent]

        assert in_shop(story) == ["orders", "orders", "cancellations"]

    def test_asking_again_before_the_answer_is_asking_once(self):
        async def story(shop):
            await shop.subscribe()
            await shop.place()
            answers = [await shop.post("/orders/1/cancel", {}) for _ in range(2)]
            await shop.clock.sleep(1)
            answers.append(await shop.post("/orders/1/cancel", {}))
            await shop.clock.sleep(1)
            return answers, len(shop.wire.sent)

        assert in_shop(story) == ([True, True, True], 2)

    def test_two_cancellations_are_two_with_keys_of_their_own(self):
        async def story(shop):
            await shop.subscribe()
            await shop.place()
            for line in (1, 2):
                await shop.post("/orders/1/cancel", {"items": [{"line": line, "qty": 1}]})
            await shop.clock.sleep(1)
            return [headers["idempotency-key"] for _, _, headers in shop.wire.sent]

        assert in_shop(story) == ["000000001", "000000001-c1", "000000001-c2"]

    @pytest.mark.parametrize("items", [[{"line": 1, "qty": 5}], [{"line": 9, "qty": 1}]])
    def test_more_than_there_is_cannot_be_taken_back(self, items):
        async def story(shop):
            await shop.place()
            return (await shop.call("POST", "/rest/V1/orders/1/cancel", {"items": items})).status

        assert in_shop(story) == 400

    def test_what_has_left_cannot_be_taken_back(self):
        async def story(shop):
            await shop.place()
            await shop.post("/order/1/ship", a_shipment())
            return await shop.post("/orders/1/cancel", {}), shop.last.status

        assert in_shop(story) == (False, "shipped")

    def test_an_order_that_nobody_listens_for_is_cancelled_at_once(self):
        async def story(shop):
            await shop.place()
            answer, cancelled = await shop.post("/orders/1/cancel", {}), shop.last.status
            await shop.subscribe()
            await shop.clock.sleep(60)
            return answer, cancelled, len(shop.wire.sent)

        assert in_shop(story) == (True, "cancelled", 0)
