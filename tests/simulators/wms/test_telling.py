"""What subscribers hear beside the status of orders, and how badly this product can behave."""

from datetime import datetime

import pytest

from simulators.chassis.commits import FulfilmentCommit, StockCommit
from simulators.wms.events import signed
from tests.simulators.wms.floor import (
    no,
    ok,
    on_the_floor,
    order,
    ordered,
    received,
    shipped,
    stock_items,
    with_handheld,
)
from tests.simulators.wms.test_api import an_order
from tests.simulators.wms.test_jobs import SUBSCRIPTIONS

A = "7000001"
HOUR_S = 3600.0


async def listening(site, *topics):
    site.system.start()
    asked = {"url": "http://listener/notices", "topics": list(topics)}
    return await ok(site, "POST", "/webhookSubscriptions", asked)


async def left_by_itself(site, quantity=10, **terms):
    order_id = await ordered(site, (1, A, quantity), **terms)
    await ok(site, "POST", f"/orders/{order_id}/release")
    await site.clock.sleep(30 * HOUR_S)
    return order_id


def test_a_subscriber_to_stock_hears_of_every_change_and_of_nothing_else():
    async def story(site):
        await listening(site, "stock")
        await shipped(site, (1, A, 10))
        [item] = await stock_items(site, A)
        change = {"stockItemId": item["stockItemId"], "change": 5, "reasonCode": "Found"}
        await ok(site, "POST", "/stockAdjustments", change)
        await site.clock.sleep(1)

        heard = [
            (d["cause"], d["numberOfItems"], d["availableNumberOfItems"]) for d in site.listener.documents
        ]
        assert heard == [("allocation", 100, 90), ("issue", 90, 90), ("adjustment", 95, 95)]
        assert {d["topic"] for d in site.listener.documents} == {"stock"}
        for _, headers, body in site.listener.heard:
            document_id = headers["x-wms-message-id"]
            expected = signed(b"rehearsal-only-wms-webhook-secret", document_id, body)
            assert headers["x-wms-signature"] == expected["x-wms-signature"]
        assert all(datetime.fromisoformat(d["timestamp"]).tzinfo is None for d in site.listener.documents)

    on_the_floor(story)


def test_deliveries_returns_and_counts_tell_where_they_stand():
    async def story(site):
        await listening(site, "inboundOrder", "returnOrder", "cycleCount")
        await received(site, A, 5)
        order_id = await shipped(site, (1, A, 2))
        line = {"rowNumber": 1, "numberOfItems": 1, "returnCause": "Unwanted"}
        await ok(site, "POST", "/returnOrders", {"orderId": order_id, "returnOrderLines": [line]})
        await ok(site, "POST", "/cycleCounts", {"stockItemIds": [1], "reason": "Check"})
        await site.clock.sleep(1)

        told = [
            (d["topic"], (d.get("inboundOrderStatus") or d.get("returnOrderStatus") or {}).get("number"))
            for d in site.listener.documents
        ]
        assert told == [
            ("inboundOrder", 100),
            ("inboundOrder", 300),
            ("returnOrder", 100),
            ("cycleCount", None),
        ]

    on_the_floor(story)


def test_an_order_that_changes_and_stays_where_it_is_is_told_under_another_id():
    async def story(site):
        await listening(site, "order")
        order_id = await ordered(site, (1, A, 1))
        await ok(site, "PUT", f"/orders/{order_id}", an_order((1, A, 2), number="W1"), **{"if-match": "*"})
        await site.clock.sleep(1)
        heard = [(d["webhookEventId"], d["orderLines"][0]["numberOfItems"]) for d in site.listener.documents]
        assert [quantity for _, quantity in heard] == [1, 2]
        assert heard[0][0] != heard[1][0]

    on_the_floor(story)


def test_one_who_subscribes_to_orders_hears_of_orders_alone():
    async def story(site):
        site.system.start()
        made = await site.call("POST", SUBSCRIPTIONS, {"url": "http://listener/notices"})
        assert made.document["topics"] == ["order"]
        await received(site, A, 5)
        order_id = await shipped(site, (1, A, 2))
        await site.clock.sleep(1)
        assert [d["orderStatus"]["number"] for d in site.listener.documents] == [200, 300, 400, 450, 500]
        assert site.listener.documents[-1]["parcels"][0]["waybill"] == "WB-1"
        assert site.listener.documents[-1]["orderId"] == order_id
        one = await ok(site, "GET", "/webhookSubscriptions/1")
        assert one == made.document
        assert await no(site, "GET", "/webhookSubscriptions/2") == (404, "SUBSCRIPTION_NOT_FOUND")

    on_the_floor(story)


@pytest.mark.parametrize("handling", ["ShipPartial", "Backorder"])
def test_a_short_pick_leaves_part_of_the_first_row_behind(handling):
    async def story(site):
        site.system.start()
        order_id = await left_by_itself(site, 10, shortPickHandling=handling)
        after = await order(site, order_id)
        assert after["orderLines"][0]["pickedNumberOfItems"] == 6
        assert (after["backorderId"] is None) == (handling == "ShipPartial")

    habits = {"short_pick": {"share": 1.0, "missing_percent": 40}}
    site = on_the_floor(story, misbehaviours=habits)
    assert ("short_pick", "W1") in site.misbehaved
    [left] = [r for r in site.commits if isinstance(r, FulfilmentCommit) and r.shipped]
    assert left.shipped == left.reserved == ((1, A, 6),)


def test_a_picker_who_takes_too_many_ships_more_than_was_promised():
    async def story(site):
        site.system.start()
        await left_by_itself(site)

    site = on_the_floor(story, misbehaviours={"over_ship": {"share": 1.0}})
    assert site.misbehaved == [("over_ship", "W1")]
    [left] = [r for r in site.commits if isinstance(r, FulfilmentCommit) and r.shipped]
    assert (left.reserved, left.shipped) == (((1, A, 10),), ((1, A, 11),))
    assert site.stock(A) == StockCommit("WH-01", A, 89, 0)


def test_nobody_takes_too_many_from_a_shelf_on_which_no_more_lies():
    async def story(site):
        site.system.start()
        await left_by_itself(site, 100)

    assert not on_the_floor(story, misbehaviours={"over_ship": {"share": 1.0}}).misbehaved


def test_a_cancellation_that_the_pickers_do_not_hear_of_is_answered_all_the_same():
    async def story(site):
        order_id = await with_handheld(site, (1, A, 1))
        await ok(site, "POST", f"/orders/{order_id}/cancel")
        assert (await order(site, order_id))["orderStatus"]["number"] == 300

    site = on_the_floor(story, misbehaviours={"cancel_ignored": {"share": 1.0}})
    assert site.misbehaved == [("cancel_ignored", "W1")]


def test_an_arrival_is_told_twice_under_two_ids():
    async def story(site):
        await listening(site, "inboundOrder")
        await received(site, A, 5)
        await site.clock.sleep(1)
        heard = [(d["webhookEventId"], d["inboundOrderStatus"]["number"]) for d in site.listener.documents]
        assert [number for _, number in heard] == [100, 100, 300, 300]
        assert len({event_id for event_id, _ in heard}) == 4

    on_the_floor(story, misbehaviours={"repeated_receipt_notice": {"share": 1.0}})


def test_a_bad_signature_heals_with_a_later_attempt():
    async def story(site):
        await listening(site, "order")
        site.listener.statuses.extend([401] * 8)
        await ordered(site, (1, A, 1), number="W4")
        await site.clock.sleep(24 * HOUR_S)
        good = [
            headers["x-wms-signature"]
            == signed(b"rehearsal-only-wms-webhook-secret", "", body)["x-wms-signature"]
            for _, headers, body in site.listener.heard
        ]
        assert sorted(dict.fromkeys(good)) == [False, True]

    site = on_the_floor(story, misbehaviours={"bad_signature": {"share": 0.5}})
    assert {kind for kind, _ in site.misbehaved} == {"bad_signature"}


def test_an_hour_ahead_of_utc_is_what_the_wall_says():
    async def story(site):
        await listening(site, "order")
        await ordered(site, (1, A, 1))
        await site.clock.sleep(1)
        [document] = site.listener.documents
        assert document["timestamp"] == "2026-01-05T01:00:00.000"

    on_the_floor(story, misbehaviours={"local_time": {"share": 1.0}})
