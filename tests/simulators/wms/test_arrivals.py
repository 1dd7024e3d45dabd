"""Announced deliveries and returns: what comes, what was said to come, and what becomes of it."""

from simulators.chassis.commits import MovementCommit
from tests.simulators.wms.floor import (
    no,
    ok,
    on_the_floor,
    order,
    ordered,
    shipped,
    stock,
    stock_items,
)

A, B = "7000001", "7000002"
INBOUND = "/inboundOrders"


def an_inbound(*rows, number="ASN-1"):
    return {
        "inboundOrderNumber": number,
        "arrivalDate": "2026-01-07",
        "inboundOrderLines": [
            {"rowNumber": row, "articleNumber": article, "numberOfItems": quantity}
            for row, article, quantity in rows
        ],
    }


def lines(*rows, **more):
    return {"lines": [{"rowNumber": row, "numberOfItems": quantity, **more} for row, quantity in rows]}


def test_a_delivery_arrives_in_parts_and_is_received_when_all_of_it_has_come():
    async def story(site):
        inbound = await ok(site, "POST", INBOUND, an_inbound((1, A, 10), (2, B, 4)))
        path = f"{INBOUND}/{inbound['inboundOrderId']}"
        receipt = await ok(site, "POST", f"{path}/receipts", lines((1, 6)))
        assert [(m["articleNumber"], m["change"]) for m in receipt["movements"]] == [(A, 6)]
        assert await ok(site, "GET", f"/receipts/{receipt['receiptId']}") == receipt
        partly = await ok(site, "GET", path)
        assert partly["inboundOrderStatus"] == {"number": 200, "text": "Partly received"}
        assert await no(site, "POST", f"{path}/cancel") == (409, "DOCUMENT_CLOSED")
        await ok(site, "POST", f"{path}/receipts", lines((1, 4), (2, 4)))

        assert (await ok(site, "GET", path))["inboundOrderStatus"]["number"] == 300
        assert (await stock(site, A))[0] == 110
        assert await no(site, "POST", f"{path}/receipts", lines((1, 1))) == (409, "DOCUMENT_CLOSED")

    on_the_floor(story)


def test_a_tenth_too_much_is_taken_in_and_more_is_not():
    async def story(site):
        inbound = await ok(site, "POST", INBOUND, an_inbound((1, A, 20)))
        path = f"{INBOUND}/{inbound['inboundOrderId']}"
        assert await no(site, "POST", f"{path}/receipts", lines((1, 12), (1, 11))) == (
            409,
            "QUANTITY_EXCEEDED",
        )
        assert (await stock(site, A))[0] == 100
        await ok(site, "POST", f"{path}/receipts", lines((1, 12), (1, 10)))
        [row] = (await ok(site, "GET", path))["inboundOrderLines"]
        assert (row["announcedNumberOfItems"], row["receivedNumberOfItems"]) == (20, 22)

    on_the_floor(story)


def test_a_delivery_that_comes_short_is_closed():
    async def story(site):
        inbound = await ok(site, "POST", INBOUND, an_inbound((1, A, 20)))
        path = f"{INBOUND}/{inbound['inboundOrderId']}"
        await ok(site, "POST", f"{path}/receipts", lines((1, 5), condition="Damaged"))
        assert (await ok(site, "POST", f"{path}/close"))["inboundOrderStatus"]["text"] == "Received"
        assert await stock(site, A) == (105, 0, 5, 100)
        assert await no(site, "POST", f"{path}/receipts", lines((9, 1))) == (409, "DOCUMENT_CLOSED")

    on_the_floor(story)


def test_a_delivery_is_changed_only_by_who_has_seen_its_last_version():
    async def story(site):
        made = await site.call("POST", f"/api/v1{INBOUND}", an_inbound((1, A, 20)))
        path, tag = f"{INBOUND}/{made.document['inboundOrderId']}", made.headers["etag"]
        change = an_inbound((1, A, 30), (2, B, 5))
        assert await no(site, "PUT", path, change) == (428, "PRECONDITION_REQUIRED")
        changed = await ok(site, "PUT", path, change, **{"if-match": tag})
        assert [row["announcedNumberOfItems"] for row in changed["inboundOrderLines"]] == [30, 5]
        assert await no(site, "PUT", path, change, **{"if-match": tag}) == (412, "PRECONDITION_FAILED")
        await ok(site, "POST", f"{path}/receipts", lines((2, 5)))
        assert await no(site, "PUT", path, change, **{"if-match": "*"}) == (409, "DOCUMENT_CLOSED")

    on_the_floor(story)


def test_a_delivery_can_be_called_off_and_found_by_its_number():
    async def story(site):
        first = await ok(site, "POST", INBOUND, an_inbound((1, A, 1)))
        await ok(site, "POST", INBOUND, an_inbound((1, A, 1), number="ASN-2"))
        off = await ok(site, "POST", f"{INBOUND}/{first['inboundOrderId']}/cancel")
        assert off["inboundOrderStatus"]["number"] == 900
        found = (await ok(site, "GET", f"{INBOUND}?inboundOrderNumber=ASN-2"))["inboundOrders"]
        assert [each["inboundOrderId"] for each in found] == [2]
        page = await ok(site, "GET", f"{INBOUND}?maxToGet=1")
        assert page["nextInboundOrderId"] == 2
        unknown = an_inbound((1, "7999999", 1))
        assert await no(site, "POST", INBOUND, unknown) == (400, "UNKNOWN_ARTICLE")
        twice = an_inbound((1, A, 1), (1, B, 1))
        assert await no(site, "POST", INBOUND, twice) == (400, "ROW_TWICE")

    on_the_floor(story)


def test_goods_that_arrive_go_to_the_most_urgent_order_that_waits_for_them():
    async def story(site):
        waiting = [
            await ordered(site, (1, A, 60), number=f"W{n}", priority=9 - n, shortageHandling="Backorder")
            for n in range(3)
        ]
        assert [(await order(site, n))["orderStatus"]["number"] for n in waiting] == [200, 150, 150]
        await ok(
            site,
            "POST",
            "/receipts",
            {"goodsOwnerReference": "PO", "articles": [{"articleNumber": A, "numberOfItems": 30}]},
        )
        assert [(await order(site, n))["orderStatus"]["number"] for n in waiting] == [200, 150, 300]
        assert (await ok(site, "POST", f"/orders/{waiting[1]}/cancel"))["orderStatus"]["number"] == 900

    on_the_floor(story)


def test_what_comes_back_goes_where_its_condition_sends_it():
    async def story(site):
        order_id = await shipped(site, (1, A, 10), (2, B, 5))
        asked = {
            "orderId": order_id,
            "returnOrderLines": [
                {"rowNumber": 1, "numberOfItems": 8, "returnCause": "Unwanted"},
                {"rowNumber": 2, "numberOfItems": 1, "returnCause": "Broken"},
            ],
        }
        returned = await ok(site, "POST", "/returnOrders", asked)
        path = f"/returnOrders/{returned['returnOrderId']}"
        for disposition, quantity in (("Restock", 3), ("Inspect", 2), ("Damaged", 2), ("Scrap", 1)):
            await ok(site, "POST", f"{path}/receipts", lines((1, quantity), disposition=disposition))

        assert await stock(site, A) == (97, 0, 4, 93)
        back = {(i["locationCode"], i["condition"]): i["numberOfItems"] for i in await stock_items(site, A)}
        assert back[("RETURNS", "Held")] == back[("RETURNS", "Damaged")] == 2
        again = lines((1, 1), disposition="Restock")
        assert await no(site, "POST", f"{path}/receipts", again) == (409, "QUANTITY_EXCEEDED")
        done = await ok(site, "POST", f"{path}/receipts", lines((2, 1), disposition="Restock"))
        assert done["returnOrderStatus"]["text"] == "Received"
        assert await no(site, "POST", f"{path}/cancel") == (409, "DOCUMENT_CLOSED")

    site = on_the_floor(story)
    of_return = [r for r in site.commits if isinstance(r, MovementCommit) and r.reference == "RET-1"]
    assert sorted({r.kind for r in of_return}) == ["adjustment", "receipt"]


def test_no_more_can_come_back_than_has_left():
    async def story(site):
        order_id = await shipped(site, (1, A, 10))

        def asked(quantity, row=1):
            line = {"rowNumber": row, "numberOfItems": quantity, "returnCause": "Unwanted"}
            return {"orderId": order_id, "returnOrderLines": [line]}

        assert await no(site, "POST", "/returnOrders", asked(11)) == (409, "QUANTITY_EXCEEDED")
        assert await no(site, "POST", "/returnOrders", asked(1, row=7)) == (400, "UNKNOWN_ROW")
        first = await ok(site, "POST", "/returnOrders", asked(6))
        assert await no(site, "POST", "/returnOrders", asked(5)) == (409, "QUANTITY_EXCEEDED")
        path = f"/returnOrders/{first['returnOrderId']}"
        await ok(site, "POST", f"{path}/receipts", lines((1, 2), disposition="Restock"))
        assert (await ok(site, "POST", f"{path}/cancel"))["returnOrderStatus"]["number"] == 900
        await ok(site, "POST", "/returnOrders", asked(8))
        found = (await ok(site, "GET", f"/returnOrders?orderId={order_id}"))["returnOrders"]
        assert len(found) == 2
        waiting = await ordered(site, (1, A, 1), number="W9")
        early = {**asked(1), "orderId": waiting}
        assert await no(site, "POST", "/returnOrders", early) == (409, "ORDER_NOT_SHIPPED")

    on_the_floor(story)
