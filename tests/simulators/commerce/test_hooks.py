from base64 import b64decode
from collections import deque
from hashlib import sha256

import pytest

from simulators.commerce.events import signature
from tests.simulators.commerce.shop_world import CANCELS, ORDERS, a_shipment, a_webhook, in_shop
from tests.simulators.site_world import Answer

SHIPMENTS = "observer.sales_order_shipment_save_after"


async def subscribe(shop, method, batch, **changes):
    webhook = a_webhook(method, f"http://listener/{batch}", batch_name=batch, **changes)
    await shop.post("/webhooks/subscribe", {"webhook": webhook})


def heard_at(shop):
    return [url.rpartition("/")[2] for _, url, _ in shop.wire.sent]


class TestSeveralWhoDecide:
    def test_they_are_asked_one_after_another_and_all_must_agree(self):
        async def story(shop):
            for batch in ("first", "second"):
                await subscribe(shop, ORDERS, batch)
            shop.wire.before = deque([None, ConnectionError()])
            await shop.place()
            await shop.clock.sleep(1)
            early = shop.last.acknowledged_at
            await shop.clock.sleep(60)
            return heard_at(shop), early, shop.last.acknowledged_at is not None

        assert in_shop(story) == (["first", "second", "second"], None, True)

    def test_the_first_no_is_the_answer(self):
        async def story(shop):
            for batch in ("first", "second"):
                await subscribe(shop, ORDERS, batch)
            shop.wire.before = deque([Answer(422, {}, b'{"message": "too much"}')])
            await shop.place()
            await shop.clock.sleep(60)
            return heard_at(shop), shop.last.status, shop.last.reason

        assert in_shop(story) == (["first"], "rejected", "too much")

    @pytest.mark.parametrize(
        "body", [b'{"op": "exception", "message": "no"}', b'[{"op":"exception","message":"no"}]']
    )
    def test_the_products_own_exception_operation_is_a_no(self, body):
        async def story(shop):
            await subscribe(shop, ORDERS, "first")
            shop.wire.before = deque([Answer(200, {}, body)])
            await shop.place()
            await shop.clock.sleep(1)
            return shop.last.status, shop.last.reason

        assert in_shop(story) == ("rejected", "no")

    def test_the_products_own_success_operation_is_a_yes(self):
        async def story(shop):
            await subscribe(shop, ORDERS, "first")
            shop.wire.before = deque([Answer(200, {}, b'{"op": "success"}')])
            await shop.place()
            await shop.clock.sleep(1)
            return shop.last.acknowledged_at is not None

        assert in_shop(story)

    def test_whoever_leaves_is_not_waited_for(self):
        async def story(shop):
            await subscribe(shop, ORDERS, "first")
            shop.wire.before = deque([ConnectionError()])
            await shop.place()
            await shop.clock.sleep(0.5)
            named = a_webhook(ORDERS, "", batch_name="first")
            await shop.post("/webhooks/unsubscribe", {"webhook": named})
            await shop.clock.sleep(600)
            left = len(shop.wire.sent)
            await subscribe(shop, ORDERS, "second")
            await shop.clock.sleep(1)
            return left, heard_at(shop), shop.last.acknowledged_at is not None

        assert in_shop(story) == (1, ["first", "second"], True)


class TestThoseWhoOnlyListen:
    def test_they_hear_every_change_and_decide_nothing(self):
        async def story(shop):
            await subscribe(shop, ORDERS, "watch", required=False)
            await subscribe(shop, SHIPMENTS, "watch")
            shop.wire.before = deque([Answer(422, {}, b"")])
            await shop.place()
            await shop.post("/order/1/ship", a_shipment())
            await shop.clock.sleep(3600)
            return shop

        shop = in_shop(story)

        heard = [(document.get("status"), document.get("total_qty")) for document in shop.listener.documents]
        assert heard == [("shipped", None), (None, 6), ("pending", None)]  # the first was sent again
        assert shop.last.status == "shipped"

    @pytest.mark.parametrize(
        ("kind", "settings", "times"),
        [("late_webhook", {"delay_s": 600.0}, 1), ("repeated_webhook", {"after_s": 60.0}, 2)],
    )
    def test_bad_habits_strike_them(self, kind, settings, times):
        async def story(shop):
            await subscribe(shop, ORDERS, "watch", required=False)
            await shop.place()
            await shop.clock.sleep(599)
            early = len(shop.listener.heard)
            await shop.clock.sleep(60)
            ids = [headers["x-request-id"] for _, headers, _ in shop.listener.heard]
            return early, len(ids), len(set(ids)), shop.misbehaved

        early, heard, ids, misbehaved = in_shop(story, misbehaviours={kind: {"share": 1.0, **settings}})

        assert (heard, ids, misbehaved) == (times, 1, [(kind, "PO-1")])
        assert early == (0 if kind == "late_webhook" else 2)


def recovered(text):
    """Undo a signature with the public half of the key: the digest that it holds."""
    number = pow(int.from_bytes(b64decode(text), "big"), 65537, signature._MODULUS)
    return number.to_bytes(256, "big")[-32:]


class TestSignatures:
    @pytest.mark.parametrize("required", [True, False])
    def test_a_signature_fits_the_body_it_comes_with(self, required):
        async def story(shop):
            signed = {"extension_attributes": {"signed": True}, "headers": [{"name": "x-key", "value": "k1"}]}
            await subscribe(shop, ORDERS, "safe", required=required, **signed)
            await shop.place()
            await shop.clock.sleep(1)
            return shop.listener.heard[0]

        _, headers, body = in_shop(story)

        assert headers["x-key"] == "k1"
        assert recovered(headers[signature.SIGNATURE_HEADER]) == sha256(body).digest()

    def test_a_bad_signature_is_announced_in_the_ledger(self):
        async def story(shop):
            await subscribe(shop, SHIPMENTS, "safe", extension_attributes={"signed": True})
            await shop.place()
            await shop.post("/order/1/ship", a_shipment())
            await shop.clock.sleep(1)
            return shop.listener.heard[0], shop.misbehaved

        (_, headers, _body), misbehaved = in_shop(story, misbehaviours={"bad_signature": {"share": 1.0}})

        assert headers[signature.SIGNATURE_HEADER].startswith("==")
        assert misbehaved == [("bad_signature", "SHP-1")]


def test_subscriptions_are_listed_moved_and_ended():
    async def story(shop):
        await shop.subscribe()
        moved = a_webhook(CANCELS, "http://listener/elsewhere")
        await shop.post("/webhooks/subscribe", {"webhook": moved})
        listed = (await shop.call("GET", "/rest/V1/webhooks/list")).document
        await shop.post("/webhooks/unsubscribe", {"webhook": listed[0]})
        again = await shop.call("POST", "/rest/V1/webhooks/unsubscribe", {"webhook": listed[0]})
        return listed, again.status, len((await shop.call("GET", "/rest/V1/webhooks/list")).document)

    listed, again, left = in_shop(story)

    assert [row["url"].rpartition("/")[2] for row in listed] == ["orders", "elsewhere"]
    assert (again, left) == (404, 1)
