"""The register, the shelves, adjustments, batches and counts: what the book says, and who corrects it."""

from datetime import UTC, datetime

import pytest

from simulators.chassis.commits import MovementCommit
from tests.simulators.wms.floor import (
    no,
    ok,
    on_the_floor,
    order,
    ordered,
    received,
    shipped,
    stock,
    stock_items,
    with_handheld,
)

A, B = "7000001", "7000002"
DAY_S = 86_400.0


async def adjusted(site, item, change, reason="Lost"):
    asked = {"stockItemId": item["stockItemId"], "change": change, "reasonCode": reason}
    return await ok(site, "POST", "/stockAdjustments", asked)


def test_an_adjustment_changes_the_book_and_says_why():
    async def story(site):
        [item] = await stock_items(site, A)
        after = await adjusted(site, item, -4, "Damaged")

        assert (after["numberOfItems"], await stock(site, A)) == (96, (96, 0, 0, 96))
        movements = (await ok(site, "GET", f"/stockMovements?articleNumber={A}"))["stockMovements"]
        assert [(m["kind"], m["change"], m["reference"]) for m in movements] == [
            ("Opening", 100, "OPENING"),
            ("Adjustment", -4, "ADJ-Damaged"),
        ]
        too_much = {"stockItemId": item["stockItemId"], "change": -97, "reasonCode": "Lost"}
        assert await no(site, "POST", "/stockAdjustments", too_much) == (409, "QUANTITY_EXCEEDED")
        nowhere = {"stockItemId": 99, "change": 1, "reasonCode": "Found"}
        assert await no(site, "POST", "/stockAdjustments", nowhere) == (404, "STOCK_ITEM_NOT_FOUND")

    moved = [r for r in on_the_floor(story).commits if isinstance(r, MovementCommit)]
    assert moved[-1] == MovementCommit("WH-01", A, -4, "adjustment", "ADJ-Damaged")


def test_goods_that_are_not_there_are_taken_from_the_newest_orders_first():
    async def story(site):
        first = await ordered(site, (1, A, 40), number="W1")
        picking = await with_handheld(site, (1, A, 30), number="W2")
        await ok(site, "POST", f"/orders/{picking}/picks", {"picks": [{"rowNumber": 1, "numberOfItems": 10}]})
        newest = await ordered(site, (1, A, 20), number="W3")
        [item] = await stock_items(site, A)
        await adjusted(site, item, -50)

        promised = [
            (await order(site, n))["orderLines"][0]["allocatedNumberOfItems"]
            for n in (first, picking, newest)
        ]
        assert promised == [40, 10, 0]
        assert await stock(site, A) == (50, 50, 0, 0)

    on_the_floor(story)


def test_goods_move_to_another_place_and_into_another_condition():
    async def story(site):
        [item] = await stock_items(site, A)
        path = f"/stockItems/{item['stockItemId']}/move"
        await ok(site, "POST", path, {"numberOfItems": 10, "locationCode": "J-01-1"})
        bad = await ok(site, "POST", path, {"numberOfItems": 5, "condition": "Damaged"})

        assert await stock(site, A) == (100, 0, 5, 95)
        assert [
            (i["locationCode"], i["condition"], i["numberOfItems"]) for i in await stock_items(site, A)
        ] == [
            ("A-01-1", "Available", 85),
            ("J-01-1", "Available", 10),
            ("A-01-1", "Damaged", 5),
        ]
        back = f"/stockItems/{bad['stockItemId']}/move"
        await ok(site, "POST", back, {"numberOfItems": 5, "condition": "Available"})
        assert await stock(site, A) == (100, 0, 0, 100)
        assert await no(site, "POST", back, {"numberOfItems": 1, "condition": "Held"}) == (
            409,
            "QUANTITY_EXCEEDED",
        )
        assert await no(site, "POST", path, {"numberOfItems": 1}) == (400, "INVALID_REQUEST")

    on_the_floor(story)


def test_what_expires_first_is_picked_first_and_what_has_expired_not_at_all():
    async def story(site):
        site.system.start()
        for batch, expiry in (("LATE", "2026-06-01"), ("SOON", "2026-02-01"), ("GONE", "2026-01-06")):
            await received(site, A, 10, batchNumber=batch, expiryDate=expiry)
        await site.clock.sleep(2 * DAY_S)

        held = {b["batchNumber"]: b["holdReason"] for b in (await ok(site, "GET", "/batches"))["batches"]}
        assert held == {"LATE": None, "SOON": None, "GONE": "Expired"}
        assert await stock(site, A) == (130, 0, 10, 120)
        order_id = await with_handheld(site, (1, A, 15))
        [row] = (await ok(site, "GET", f"/orders/{order_id}/pickList"))["rows"]
        assert row["batchNumber"] == "SOON"
        await ok(
            site, "POST", f"/orders/{order_id}/picks", {"picks": [{"rowNumber": 1, "numberOfItems": 15}]}
        )
        left = {i["batchNumber"]: i["numberOfItems"] for i in await stock_items(site, A)}
        assert left == {None: 100, "LATE": 5, "GONE": 10}

    on_the_floor(story)


def test_a_held_batch_is_nobodys_until_it_is_released():
    async def story(site):
        await received(site, A, 10, batchNumber="B1")
        path = f"/articles/{A}/batches/B1"
        held = await ok(site, "POST", f"{path}/hold", {"reason": "Recall"})
        assert (held["isHeld"], held["holdReason"]) == (True, "Recall")
        await ok(site, "POST", f"{path}/hold", {"reason": "Recall 2"})
        assert await stock(site, A) == (110, 0, 10, 100)
        await received(site, A, 5, batchNumber="B1")
        assert await stock(site, A) == (115, 0, 15, 100)
        await ok(site, "POST", f"{path}/release")
        assert await stock(site, A) == (115, 0, 0, 115)
        assert await no(site, "POST", f"/articles/{A}/batches/B2/release") == (404, "BATCH_NOT_FOUND")

    on_the_floor(story)


def test_a_count_corrects_nothing_before_it_is_approved():
    async def story(site):
        items = [(await stock_items(site, number))[0]["stockItemId"] for number in (A, B)]
        count = await ok(site, "POST", "/cycleCounts", {"stockItemIds": items, "reason": "Quarter"})
        path = f"/cycleCounts/{count['cycleCountId']}"
        assert await no(site, "POST", f"{path}/approve") == (409, "COUNT_INCOMPLETE")
        first = {"lines": [{"stockItemId": items[0], "countedNumberOfItems": 97}]}
        assert (await ok(site, "PUT", f"{path}/lines", first))["status"] == "Planned"
        second = {"lines": [{"stockItemId": items[1], "countedNumberOfItems": 103}]}
        assert (await ok(site, "PUT", f"{path}/lines", second))["status"] == "Counted"
        assert await stock(site, A) == (100, 0, 0, 100)
        await shipped(site, (1, A, 10))
        assert (await ok(site, "POST", f"{path}/approve"))["status"] == "Approved"

        assert (await stock(site, A), await stock(site, B)) == ((87, 0, 0, 87), (103, 0, 0, 103))
        assert await no(site, "POST", f"{path}/approve") == (409, "DOCUMENT_CLOSED")
        assert await no(site, "PUT", f"{path}/lines", first) == (409, "DOCUMENT_CLOSED")
        other = {"lines": [{"stockItemId": 77, "countedNumberOfItems": 1}]}
        again = await ok(site, "POST", "/cycleCounts", {"stockItemIds": items, "reason": "Again"})
        path = f"/cycleCounts/{again['cycleCountId']}"
        assert await no(site, "PUT", f"{path}/lines", other) == (400, "UNKNOWN_ROW")
        assert (await ok(site, "POST", f"{path}/cancel"))["status"] == "Cancelled"

    on_the_floor(story)


def test_a_count_whose_goods_have_left_since_must_be_done_again():
    async def story(site):
        [item] = await stock_items(site, A)
        asked = {"stockItemIds": [item["stockItemId"]], "reason": "Check"}
        path = f"/cycleCounts/{(await ok(site, 'POST', '/cycleCounts', asked))['cycleCountId']}"
        line = {"stockItemId": item["stockItemId"], "countedNumberOfItems": 40}
        await ok(site, "PUT", f"{path}/lines", {"lines": [line]})
        await shipped(site, (1, A, 50))
        assert await no(site, "POST", f"{path}/approve") == (409, "QUANTITY_EXCEEDED")
        assert (await ok(site, "GET", path))["status"] == "Counted"

    on_the_floor(story)


def test_an_article_enters_the_register_in_its_place_and_may_be_received():
    async def story(site):
        asked = {"articleName": "Late arrival", "barCode": "4000000000009"}
        made = await ok(site, "PUT", "/articles/7000000X", asked)
        assert made["homeLocationCode"] == "A-01-4"
        await ok(site, "PUT", "/articles/7000000X", {**asked, "articleName": "Renamed"})
        await received(site, "7000000X", 5)

        register = (await ok(site, "GET", "/articles"))["articles"]
        assert [a["articleNumber"] for a in register][:2] == ["7000000X", A]
        assert register[0]["articleName"] == "Renamed"
        assert await stock(site, "7000000X") == (5, 0, 0, 5)
        assert await no(site, "GET", "/articles/7999999") == (404, "ARTICLE_NOT_FOUND")

    on_the_floor(story)


def test_the_journal_comes_in_pages_and_by_article():
    async def story(site):
        for number in (A, B, A):
            await received(site, number, 5)
        page = await ok(site, "GET", "/stockMovements?maxToGet=4")
        rest = await ok(site, "GET", f"/stockMovements?movementIdFrom={page['nextMovementId']}")
        both = page["stockMovements"] + rest["stockMovements"]
        assert [m["movementId"] for m in both] == [1, 2, 3, 4, 5, 6]
        of_b = (await ok(site, "GET", f"/stockMovements?articleNumber={B}"))["stockMovements"]
        assert [(m["kind"], m["change"]) for m in of_b] == [("Opening", 100), ("Receipt", 5)]

    on_the_floor(story)


@pytest.mark.parametrize("query", ["condition=Lost", "maxToGet=0", "stockItemIdFrom=x"])
def test_a_criterion_that_cannot_be_is_refused(query):
    async def story(site):
        assert await no(site, "GET", f"/stockItems?{query}") == (400, "INVALID_REQUEST")

    on_the_floor(story)


def test_a_stale_list_shows_what_lay_there_before():
    async def story(site):
        assert await stock(site, A) == (100, 0, 0, 100)
        await shipped(site, (1, A, 10))
        assert await stock(site, A) == (100, 0, 0, 100)
        await site.clock.sleep(901)
        assert await stock(site, A) == (90, 0, 0, 90)
        assert site.clock.now() == datetime(2026, 1, 5, 0, 15, 1, tzinfo=UTC)

    assert on_the_floor(story, misbehaviours={"stale_stock": {}}).misbehaved == [("stale_stock", "stock")]
