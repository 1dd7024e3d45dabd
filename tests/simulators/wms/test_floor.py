"""Waves, picks, cartons and shipments: what the floor does, and what it does when a shelf is short."""

import pytest

from tests.simulators.site_world import a_master
from tests.simulators.wms.floor import (
    no,
    ok,
    on_the_floor,
    order,
    ordered,
    shipped,
    stock,
    stock_items,
    with_handheld,
)

A, B = "7000001", "7000002"
HOUR_S = 3600.0


def test_a_wave_takes_released_orders_the_most_urgent_first():
    async def story(site):
        ids = [await ordered(site, (1, A, 1), number=f"W{n}", priority=9 - n) for n in range(3)]
        for order_id in ids:
            await ok(site, "POST", f"/orders/{order_id}/release")
        wave = await ok(site, "POST", "/waves", {"orderIds": ids})

        assert (wave["status"], wave["workedBy"], wave["orderIds"]) == ("Created", "Floor", ids[::-1])
        assert await no(site, "POST", "/waves", {"orderIds": ids[:1]}) == (409, "ORDER_NOT_RELEASED")
        assert (await ok(site, "POST", f"/waves/{wave['waveId']}/release"))["status"] == "Released"
        assert await no(site, "POST", f"/waves/{wave['waveId']}/release") == (409, "WAVE_ALREADY_RELEASED")
        await site.clock.sleep(3 * HOUR_S)
        assert (await ok(site, "GET", f"/waves/{wave['waveId']}"))["status"] == "Completed"
        assert [w["waveId"] for w in (await ok(site, "GET", "/waves"))["waves"]] == [wave["waveId"]]

    async def started(site):
        site.system.start()
        await story(site)

    on_the_floor(started)


def test_a_handheld_picks_in_steps_and_packs_into_cartons_that_the_world_can_tell_apart():
    async def story(site):
        order_id = await with_handheld(site, (1, A, 5), (2, B, 3))
        path = f"/orders/{order_id}"
        rows = (await ok(site, "GET", f"{path}/pickList"))["rows"]
        assert [(r["rowNumber"], r["numberOfItems"], r["locationCode"]) for r in rows] == [
            (1, 5, "A-01-1"),
            (2, 3, "A-01-2"),
        ]
        await ok(site, "POST", f"{path}/picks", {"picks": [{"rowNumber": 1, "numberOfItems": 2}]})
        assert (await ok(site, "GET", f"{path}/pickList"))["rows"][0]["pickedNumberOfItems"] == 2
        assert await no(site, "POST", f"{path}/cancel") == (409, "ORDER_ALREADY_PICKED")
        assert await no(site, "POST", f"{path}/pack") == (409, "ORDER_NOT_PICKED")
        too_many = {"picks": [{"rowNumber": 1, "numberOfItems": 4}]}
        assert await no(site, "POST", f"{path}/picks", too_many) == (409, "QUANTITY_EXCEEDED")
        unknown = {"picks": [{"rowNumber": 9, "numberOfItems": 1}]}
        assert await no(site, "POST", f"{path}/picks", unknown) == (400, "UNKNOWN_ROW")
        rest = [{"rowNumber": 1, "numberOfItems": 3}, {"rowNumber": 2, "numberOfItems": 3}]
        picked = await ok(site, "POST", f"{path}/picks", {"picks": rest})
        assert picked["orderStatus"]["number"] == 400

        assert await no(site, "POST", f"{path}/pack") == (409, "GOODS_UNPACKED")
        first = await ok(site, "POST", f"{path}/cartons", {"lines": [{"rowNumber": 1, "numberOfItems": 5}]})
        more = {"lines": [{"rowNumber": 1, "numberOfItems": 1}]}
        assert await no(site, "POST", f"{path}/cartons", more) == (409, "QUANTITY_EXCEEDED")
        second = await ok(site, "POST", f"{path}/cartons", {"lines": [{"rowNumber": 2, "numberOfItems": 3}]})
        assert first["parcelNumber"] != second["parcelNumber"]
        assert (await ok(site, "POST", f"{path}/pack"))["orderStatus"]["number"] == 450
        left = await ok(site, "POST", f"{path}/ship", {"waybill": "CARRIER-7"})

        assert [p["parcelNumber"] for p in left["parcels"]] == [c["parcelNumber"] for c in (first, second)]
        assert (await ok(site, "GET", f"/parcels/{first['parcelNumber']}"))["waybill"] == "CARRIER-7"
        assert await ok(site, "GET", f"/shipments/{left['shipmentId']}") == left
        assert (await ok(site, "GET", "/shipments"))["shipments"] == [left]
        assert await no(site, "POST", f"{path}/ship", {"waybill": "X"}) == (409, "ORDER_NOT_PICKED")
        assert await stock(site, A) == (95, 0, 0, 95)

    assert on_the_floor(story).statuses == ["allocated", "released", "picked", "shipped"]


@pytest.mark.parametrize("number", ["395212340000000015", "3952123400000001", "٣" * 18, "0" * 18])
def test_a_number_that_is_no_parcel_of_ours_is_not_found(number):
    async def story(site):
        await shipped(site, (1, A, 1))
        [parcel] = (await ok(site, "GET", "/shipments"))["shipments"][0]["parcels"]
        assert parcel["parcelNumber"] != number
        answer = await site.call("GET", f"/api/v1/parcels/{number}")
        assert (answer.status, answer.document["errorCode"]) == (404, "PARCEL_NOT_FOUND")

    on_the_floor(story)


def test_the_last_digit_of_a_parcel_number_proves_the_others():
    async def story(site):
        await shipped(site, (1, A, 1))
        [parcel] = (await ok(site, "GET", "/shipments"))["shipments"][0]["parcels"]
        digits = [int(digit) for digit in parcel["parcelNumber"]]
        assert len(digits) == 18
        assert (3 * sum(digits[0::2][:9]) + sum(digits[1:17:2]) + digits[17]) % 10 == 0

    on_the_floor(story)


def test_what_a_picker_does_not_find_stays_behind_and_is_looked_for():
    async def story(site):
        order_id = await with_handheld(site, (1, A, 10), (2, B, 4))
        picks = [
            {"rowNumber": 1, "numberOfItems": 7, "isShort": True},
            {"rowNumber": 2, "numberOfItems": 4},
        ]
        short = await ok(site, "POST", f"/orders/{order_id}/picks", {"picks": picks})

        assert [line["pickedNumberOfItems"] for line in short["orderLines"]] == [7, 4]
        assert [line["allocatedNumberOfItems"] for line in short["orderLines"]] == [7, 4]
        assert await stock(site, A) == (100, 7, 3, 90)
        [lost] = await stock_items(site, A, condition="Held")
        assert (lost["locationCode"], lost["numberOfItems"]) == ("LOST", 3)
        [count] = (await ok(site, "GET", "/cycleCounts"))["cycleCounts"]
        assert [line["stockItemId"] for line in count["lines"]] == [lost["stockItemId"]]

    commits = on_the_floor(story).commits
    assert commits[-1].reserved == ((1, A, 7), (2, B, 4))


def test_a_short_order_leaves_with_what_there_is():
    async def story(site):
        order_id = await with_handheld(site, (1, A, 10), (2, B, 4))
        picks = [{"rowNumber": 1, "numberOfItems": 0, "isShort": True}, {"rowNumber": 2, "numberOfItems": 4}]
        path = f"/orders/{order_id}"
        await ok(site, "POST", f"{path}/picks", {"picks": picks})
        await ok(site, "POST", f"{path}/cartons", {"lines": [{"rowNumber": 2, "numberOfItems": 4}]})
        await ok(site, "POST", f"{path}/pack")
        left = await ok(site, "POST", f"{path}/ship", {"waybill": "X"})
        assert left["lines"] == [{"rowNumber": 2, "articleNumber": B, "numberOfItems": 4}]

    assert on_the_floor(story).commits[-1].shipped == ((2, B, 4),)


def test_the_rest_of_a_short_order_becomes_another_one_that_waits_for_goods():
    async def story(site):
        site.system.start()
        order_id = await with_handheld(site, (1, A, 100), shortPickHandling="Backorder")
        picks = [{"rowNumber": 1, "numberOfItems": 60, "isShort": True}]
        first = await ok(site, "POST", f"/orders/{order_id}/picks", {"picks": picks})
        rest = await order(site, first["backorderId"])
        assert (rest["orderStatus"]["number"], rest["backorderOfOrderId"]) == (150, order_id)
        assert rest["orderLines"][0]["numberOfItems"] == 40
        assert await no(site, "POST", f"/orders/{rest['orderId']}/release") == (409, "ORDER_NOT_RELEASED")

        goods = {"goodsOwnerReference": "PO", "articles": [{"articleNumber": A, "numberOfItems": 40}]}
        await ok(site, "POST", "/receipts", goods)
        assert (await order(site, rest["orderId"]))["orderStatus"]["number"] == 300
        await site.clock.sleep(24 * HOUR_S)
        assert (await order(site, rest["orderId"]))["orderStatus"]["number"] == 500

    on_the_floor(story)


def test_an_order_of_which_nothing_is_found_is_cancelled():
    async def story(site):
        order_id = await with_handheld(site, (1, A, 10))
        picks = [{"rowNumber": 1, "numberOfItems": 0, "isShort": True}]
        gone = await ok(site, "POST", f"/orders/{order_id}/picks", {"picks": picks})
        assert gone["orderStatus"]["text"] == "Cancelled"

    assert on_the_floor(story).statuses == ["allocated", "released", "cancelled"]


def test_the_floor_picks_what_is_left_when_goods_were_held_behind_its_back():
    async def story(site):
        site.system.start()
        order_id = await ordered(site, (1, A, 80))
        [item] = await stock_items(site, A)
        await ok(
            site,
            "POST",
            f"/stockItems/{item['stockItemId']}/move",
            {"numberOfItems": 50, "condition": "Damaged"},
        )
        await ok(site, "POST", f"/orders/{order_id}/release")
        await site.clock.sleep(24 * HOUR_S)

        left = await order(site, order_id)
        assert left["orderStatus"]["number"] == 500
        assert left["orderLines"][0]["pickedNumberOfItems"] == 50
        assert await stock(site, A) == (50, 0, 50, 0)

    site = on_the_floor(story)
    assert not site.misbehaved


def test_a_large_order_leaves_in_several_cartons_of_a_handy_size():
    async def story(site):
        site.system.start()
        order_id = await ordered(site, (1, A, 300), (2, B, 100), (3, A, 120))
        await ok(site, "POST", f"/orders/{order_id}/release")
        await site.clock.sleep(24 * HOUR_S)
        cartons = await ok(site, "GET", f"/orders/{order_id}/cartons")
        assert [
            [(line["rowNumber"], line["numberOfItems"]) for line in carton["lines"]] for carton in cartons
        ] == [[(1, 240)], [(1, 60), (2, 100), (3, 80)], [(3, 40)]]

    on_the_floor(story, master=a_master("wms", opening=1000))


def test_shipments_and_waves_come_in_pages():
    async def story(site):
        for _ in range(3):
            await shipped(site, (1, A, 1))
        page = await ok(site, "GET", "/shipments?maxToGet=2")
        rest = await ok(site, "GET", f"/shipments?shipmentIdFrom={page['nextShipmentId']}")
        assert [s["shipmentId"] for s in page["shipments"] + rest["shipments"]] == [1, 2, 3]
        waves = await ok(site, "GET", "/waves?waveIdFrom=2&maxToGet=1")
        assert ([w["waveId"] for w in waves["waves"]], waves["nextWaveId"]) == ([2], 3)

    on_the_floor(story)
