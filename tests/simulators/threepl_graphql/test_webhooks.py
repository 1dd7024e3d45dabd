"""What the house says of its own accord, and how it proves that it was the house."""

import hmac
from base64 import b64encode
from collections import deque

import orjson
import pytest

from tests.simulators.threepl_graphql.house import LISTEN, ONE, House, a_purchase_order, at_house
from tests.simulators.threepl_graphql.test_stock import ANNOUNCE

DELETE = "mutation($data: DeleteWebhookInput!) { webhook_delete(data: $data) { request_id } }"
LIST = "{ webhooks { data { edges { node { name url shared_signature_secret } } } } }"


def names(house: House) -> list[str]:
    return [document["webhook_type"] for document in house.site.listener.documents]


def test_a_webhook_is_signed_with_the_secret_that_was_shown_once():
    async def story(house: House) -> None:
        [secret] = await house.listen("Shipment Update")
        await house.shipped((ONE, 3), ref="W7/1")

        [(_, headers, body)] = house.site.listener.heard
        expected = b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
        assert headers["x-threepl-hmac-sha256"] == expected
        assert headers["x-threepl-message-id"]
        told = orjson.loads(body)["fulfillment"]
        assert (told["order_number"], told["partner_order_id"]) == ("W7", "W7/1")
        assert told["line_items"][0]["quantity"] == 3
        listed = (await house.data(LIST))["data"]["edges"]
        assert [edge["node"]["shared_signature_secret"] for edge in listed] == [None]

    at_house(story)


def test_each_kind_of_thing_is_told_to_whom_it_was_promised():
    async def story(house: House) -> None:
        await house.listen("Order Allocated", "Order Packed Out", "Inventory Update", "PO Update")
        await house.shipped()
        await house.data(ANNOUNCE, data=a_purchase_order((ONE, 3)))
        await house.site.clock.sleep(1)
        assert names(house) == ["Order Allocated", "Order Packed Out", "Inventory Update", "PO Update"]

    at_house(story)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"name": "Anything", "url": "http://listener/n"}, 4),
        ({"name": "PO Update", "url": "ftp://listener/n"}, 4),
        ({"name": "PO Update", "url": "http://listener/\r\n"}, 4),
    ],
)
def test_a_bad_webhook_is_refused(data, code):
    async def story(house: House) -> None:
        assert (await house.error(LISTEN, data=data))["code"] == code

    at_house(story)


def test_a_webhook_is_made_once_and_deleted_once():
    async def story(house: House) -> None:
        await house.listen("PO Update")
        asked = {"name": "PO Update", "url": "http://listener/2"}
        assert (await house.error(LISTEN, data=asked))["code"] == 8
        assert (await house.data(LISTEN, data={**asked, "shop_name": "other"}))["webhook"][
            "name"
        ] == "PO Update"
        await house.data(DELETE, data={"name": "PO Update"})
        assert (await house.error(DELETE, data={"name": "PO Update"}))["code"] == 5

    at_house(story)


def test_what_is_tried_again_has_the_same_id_and_the_secret_in_force():
    async def story(house: House) -> None:
        house.site.listener.statuses = deque([500])
        await house.listen("Order Allocated")
        await house.create()
        await house.site.clock.sleep(1)
        await house.data(DELETE, data={"name": "Order Allocated"})
        [secret] = await house.listen("Order Allocated")
        await house.site.clock.sleep(20)

        first, second = house.site.listener.heard
        assert first[1]["x-threepl-message-id"] == second[1]["x-threepl-message-id"]
        assert first[2] == second[2]
        expected = b64encode(hmac.digest(secret.encode(), second[2], "sha256")).decode()
        assert second[1]["x-threepl-hmac-sha256"] == expected

    at_house(story)


@pytest.mark.parametrize(
    ("habit", "heard"),
    [("late_webhook", 0), ("lost_webhook", 0), ("repeated_webhook", 2)],
)
def test_a_bad_habit_strikes_and_the_ledger_says_so(habit, heard):
    async def story(house: House) -> None:
        await house.listen("Order Allocated")
        await house.create()
        await house.site.clock.sleep(70)
        assert len(house.site.listener.heard) == heard
        ids = [headers["x-threepl-message-id"] for _, headers, _ in house.site.listener.heard]
        assert len(dict.fromkeys(ids)) <= 1

    assert at_house(story, misbehaviours={habit: {"share": 1.0}}).misbehaved == [(habit, "W000123")]
