"""Orders found, changed and treated otherwise, and who is too late for it."""

from urllib.parse import urlencode

import pytest

from tests.simulators.wms.floor import no, ok, on_the_floor, order, ordered, shipped, stock, with_handheld
from tests.simulators.wms.test_api import ORDERS, an_order

A, B = "7000001", "7000002"


async def found(site, **criteria):
    return [o["orderId"] for o in await ok(site, "GET", f"/orders?{urlencode(criteria)}")]


def test_orders_are_found_by_what_is_known_of_them():
    async def story(site):
        left = await shipped(site, (1, A, 1))
        waiting = await ordered(site, (1, B, 1), number="W2")
        split = await ordered(site, (1, A, 1), (2, B, 1), number="W2/2")

        assert await found(site) == [left, waiting, split]
        assert await found(site, goodsOwnerOrderNumber="W2") == [waiting]
        assert await found(site, consigneeOrderNumber="W2") == [waiting, split]
        assert await found(site, articleNumber=A) == [left, split]
        assert await found(site, waveId=1) == [left]
        assert await found(site, orderStatusFrom=400) == [left]
        assert await found(site, orderStatusTo=300, articleNumber=A) == [split]
        assert await found(site, changedFrom="2026-01-05", goodsOwnerOrderNumber="W2") == [waiting]
        assert await found(site, changedFrom="2026-01-06") == []
        assert await found(site, maxOrdersToGet=2) == [left, waiting]
        assert await found(site, MaxOrdersToGet=2) == [left, waiting]
        assert await found(site, maxOrdersToGet=2, orderIdFrom=waiting) == [waiting, split]

    on_the_floor(story)


@pytest.mark.parametrize(
    "query", ["changedFrom=2026-13-01", "changedFrom=20260105", "waveId=-1", "orderStatusTo=x"]
)
def test_a_criterion_that_cannot_be_is_refused(query):
    async def story(site):
        assert await no(site, "GET", f"/orders?{query}") == (400, "INVALID_REQUEST")

    on_the_floor(story)


def test_a_change_exchanges_what_is_promised_for_what_is_wanted_now():
    async def story(site):
        made = await site.call("POST", ORDERS, an_order((1, A, 90)))
        path, tag = f"/orders/{made.document['orderId']}", made.headers["etag"]
        changed = await ok(site, "PUT", path, an_order((1, A, 100), (2, B, 5)), **{"if-match": tag})

        assert [line["allocatedNumberOfItems"] for line in changed["orderLines"]] == [100, 5]
        assert (await stock(site, A), await stock(site, B)) == ((100, 100, 0, 0), (100, 5, 0, 95))
        too_much = an_order((1, A, 101))
        assert await no(site, "PUT", path, too_much, **{"if-match": "*"}) == (409, "INSUFFICIENT_STOCK")
        assert await stock(site, A) == (100, 100, 0, 0)
        await ok(site, "PUT", path, an_order((1, B, 7)), **{"if-match": "*"})
        assert (await stock(site, A), await stock(site, B)) == ((100, 0, 0, 100), (100, 7, 0, 93))
        await ok(site, "POST", f"{path}/release")
        late = await no(site, "PUT", path, an_order((1, B, 8)), **{"if-match": "*"})
        assert late == (409, "ORDER_ALREADY_RELEASED")

    commits = on_the_floor(story).commits
    assert commits[-1].reserved == ((1, B, 7),)


def test_of_two_who_change_the_same_version_the_second_is_told():
    async def story(site):
        order_id = await ordered(site, (1, A, 1))
        read = await site.call("GET", f"{ORDERS}/{order_id}")
        mine = {"if-match": read.headers["etag"]}
        urgent = await site.call("PATCH", f"{ORDERS}/{order_id}", {"priority": 1}, **mine)
        assert (urgent.status, urgent.document["priority"]) == (200, 1)
        assert urgent.headers["etag"] != read.headers["etag"]
        path = f"/orders/{order_id}"
        late = await no(site, "PATCH", path, {"priority": 2}, **mine)
        assert late == (412, "PRECONDITION_FAILED")
        assert await no(site, "PATCH", path, {"priority": 2}) == (428, "PRECONDITION_REQUIRED")
        await ok(site, "PATCH", path, {"deliveryDate": "2026-01-09"}, **{"if-match": "*"})
        after = await order(site, order_id)
        assert (after["priority"], after["deliveryDate"]) == (1, "2026-01-09")

    on_the_floor(story)


@pytest.mark.parametrize(
    "change", [{}, {"priority": 0}, {"priority": 10}, {"deliveryDate": "soon"}, {"waveId": 1}]
)
def test_a_change_that_cannot_be_is_refused(change):
    async def story(site):
        order_id = await ordered(site, (1, A, 1))
        refused = await no(site, "PATCH", f"/orders/{order_id}", change, **{"if-match": "*"})
        assert refused == (400, "INVALID_REQUEST")

    on_the_floor(story)


def test_a_picked_order_is_treated_as_it_is():
    async def story(site):
        order_id = await with_handheld(site, (1, A, 1))
        await ok(site, "PATCH", f"/orders/{order_id}", {"priority": 2}, **{"if-match": "*"})
        await ok(site, "POST", f"/orders/{order_id}/picks", {"picks": [{"rowNumber": 1, "numberOfItems": 1}]})
        late = await no(site, "PATCH", f"/orders/{order_id}", {"priority": 3}, **{"if-match": "*"})
        assert late == (409, "ORDER_ALREADY_PICKED")

    on_the_floor(story)


def test_a_method_that_is_not_there_names_those_that_are():
    async def story(site):
        answer = await site.call("DELETE", f"{ORDERS}/1001")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, PATCH, PUT")

    on_the_floor(story)
