"""What the warehouse answers to those who call it."""

from typing import Any

import pytest

from dualrun.clock import VirtualClock, run_virtual
from simulators.wms import SIMULATOR
from tests.simulators.site_world import SiteWorld, a_master, open_site

ORDERS = "/api/v1/orders"


def an_order(*rows: tuple[int, str, int], number: str = "W000123") -> dict[str, Any]:
    return {
        "goodsOwnerOrderNumber": number,
        "consigneeOrderNumber": number.partition("/")[0],
        "consignee": {
            "name": "Nordby Tools",
            "address1": "1 Quay",
            "city": "Aarhus",
            "postCode": "8000",
            "countryCode": "DK",
        },
        "orderLines": [
            {"rowNumber": row, "articleNumber": article, "numberOfItems": quantity}
            for row, article, quantity in rows or ((1, "7000001", 24),)
        ],
    }


def in_warehouse(story: Any, **world: Any) -> SiteWorld:
    async def main(clock: VirtualClock) -> SiteWorld:
        site = open_site(SIMULATOR, clock, **world)
        await story(site)
        assert not site.defects
        site.assert_stock_adds_up()
        return site

    return run_virtual(main)


def test_an_order_is_allocated_whole_and_answered_with_its_place_on_the_ladder():
    async def story(site: SiteWorld) -> None:
        answer = await site.call(
            "POST", ORDERS, an_order((1, "7000001", 24), (2, "7000002", 5), (3, "7000001", 6))
        )

        assert answer.status == 201
        assert answer.document == {
            "orderId": 1001,
            "goodsOwnerOrderNumber": "W000123",
            "orderStatus": {"number": 200, "text": "Allocated"},
        }
        assert (site.stock("7000001").allocated, site.stock("7000002").allocated) == (30, 5)

    in_warehouse(story)


def test_a_shortage_of_one_article_allocates_nothing_and_names_what_is_short():
    async def story(site: SiteWorld) -> None:
        answer = await site.call(
            "POST", ORDERS, an_order((1, "7000001", 24), (2, "7000002", 60), (3, "7000002", 41))
        )

        assert answer.status == 409
        assert answer.document["errorCode"] == "INSUFFICIENT_STOCK"
        assert answer.document["details"] == [
            {"articleNumber": "7000002", "orderedNumberOfItems": 101, "availableNumberOfItems": 100}
        ]
        assert site.stock("7000001").allocated == site.stock("7000002").allocated == 0
        assert site.statuses == []

    in_warehouse(story)


def test_the_last_items_go_to_one_order_only():
    async def story(site: SiteWorld) -> None:
        answers = [
            await site.call("POST", ORDERS, an_order((1, "7000001", 60), number=n)) for n in ("A", "B")
        ]

        assert [answer.status for answer in answers] == [201, 409]

    in_warehouse(story)


def test_a_second_order_under_the_same_number_is_a_second_order_and_both_are_found():
    async def story(site: SiteWorld) -> None:
        for _ in range(2):
            assert (await site.call("POST", ORDERS, an_order())).status == 201

        found = (await site.call("GET", f"{ORDERS}?goodsOwnerOrderNumber=W000123")).document

        assert [order["orderId"] for order in found] == [1001, 1002]
        assert (await site.call("GET", f"{ORDERS}?goodsOwnerOrderNumber=W999")).document == []

    in_warehouse(story)


def test_a_cancelled_order_frees_its_stock_and_says_so_when_asked_again():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDERS, an_order())

        assert (await site.call("POST", f"{ORDERS}/1001/cancel")).document["orderStatus"]["number"] == 900
        assert site.stock("7000001").allocated == 0
        again = await site.call("POST", f"{ORDERS}/1001/cancel")
        assert (again.status, again.document["errorCode"]) == (409, "ORDER_ALREADY_CANCELLED")
        release = await site.call("POST", f"{ORDERS}/1001/release")
        assert (release.status, release.document["errorCode"]) == (409, "ORDER_ALREADY_CANCELLED")

    assert in_warehouse(story).statuses == ["allocated", "cancelled"]


def test_the_whole_order_can_be_read_back_with_times_that_do_not_say_their_zone():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDERS, an_order((7, "7000003", 2), number="W000123/2"))

        order = (await site.call("GET", f"{ORDERS}/1001")).document

        assert order["goodsOwnerOrderNumber"] == "W000123/2"
        assert order["consigneeOrderNumber"] == "W000123"
        assert order["createdDate"] == "2026-01-05T00:00:00.000"
        assert order["orderLines"] == [
            {
                "rowNumber": 7,
                "articleNumber": "7000003",
                "numberOfItems": 2,
                "allocatedNumberOfItems": 2,
                "pickedNumberOfItems": 0,
            }
        ]
        assert order["consignee"]["city"] == "Aarhus"

    in_warehouse(story)


def test_stock_and_articles_come_in_pages():
    async def story(site: SiteWorld) -> None:
        first = (await site.call("GET", "/api/v1/stock?maxArticlesToGet=2")).document
        rest = (
            await site.call("GET", f"/api/v1/stock?articleNumberFrom={first['nextArticleNumber']}")
        ).document
        register = (await site.call("GET", "/api/v1/articles")).document

        assert [a["articleNumber"] for a in first["stock"] + rest["stock"]] == [
            "7000001",
            "7000002",
            "7000003",
        ]
        assert rest["nextArticleNumber"] is None
        assert first["stock"][0]["availableNumberOfItems"] == 100
        assert register["articles"][2]["articleName"] == "Item 3"

    in_warehouse(story)


def test_a_receipt_is_on_the_shelves_at_once():
    async def story(site: SiteWorld) -> None:
        receipt = {
            "goodsOwnerReference": "PO-1",
            "articles": [{"articleNumber": "7000002", "numberOfItems": 40}],
        }

        assert (await site.call("POST", "/api/v1/receipts", receipt)).status == 201
        assert site.stock("7000002").on_hand == 140

    in_warehouse(story)


def test_a_receipt_with_an_unknown_article_receives_nothing():
    async def story(site: SiteWorld) -> None:
        articles = [{"articleNumber": number, "numberOfItems": 1} for number in ("7000001", "7999999")]
        answer = await site.call(
            "POST", "/api/v1/receipts", {"goodsOwnerReference": "PO-1", "articles": articles}
        )

        assert (answer.status, answer.document["errorCode"]) == (400, "UNKNOWN_ARTICLE")
        assert site.stock("7000001").on_hand == 100

    in_warehouse(story)


BAD_ORDERS: list[tuple[Any, str]] = [
    (b"", "body: not JSON"),
    (b'{"goodsOwnerOrderNumber": NaN}', "body: not JSON"),
    (b'{"a": 1e400', "body: not JSON"),
    (b"\xff\xfe", "body: not JSON"),
    (b"[" * 20_000, "body: not JSON"),
    (b"[]", "body: must be an object"),
    (an_order() | {"goodsOwnerOrderNumber": ""}, "goodsOwnerOrderNumber"),
    (an_order() | {"goodsOwnerOrderNumber": "W\r\nX: y"}, "goodsOwnerOrderNumber"),
    (an_order() | {"consigneeOrderNumber": "Ærø"}, "consigneeOrderNumber"),
    (an_order() | {"consignee": None}, "consignee"),
    (an_order() | {"consignee": {"name": 1}}, "consignee.name"),
    (an_order() | {"orderLines": []}, "orderLines"),
    (an_order() | {"orderLines": [1]}, "orderLines[0]"),
    (an_order((1, "7000001", -2)), "orderLines[0].numberOfItems"),
    (an_order((1, "7000001", 1.0)), "orderLines[0].numberOfItems"),
    (an_order((1, "7000001", True)), "orderLines[0].numberOfItems"),
    (an_order((1, "7000001", 1), (1, "7000002", 1)), "orderLines[1].rowNumber: 1 stands twice"),
    (an_order((1, "7999999", 1)), "7999999"),
]


@pytest.mark.parametrize(("order", "named"), BAD_ORDERS)
def test_a_bad_order_is_refused_with_what_and_where(order: Any, named: str):
    async def story(site: SiteWorld) -> None:
        answer = await site.call("POST", ORDERS, order)

        assert answer.status == 400
        assert named in answer.document["message"]

    in_warehouse(story)


def test_a_body_over_a_megabyte_is_refused():
    async def story(site: SiteWorld) -> None:
        answer = await site.call("POST", ORDERS, b" " * 1_000_001)

        assert (answer.status, answer.document["errorCode"]) == (413, "REQUEST_TOO_LARGE")

    in_warehouse(story)


@pytest.mark.parametrize("order_id", ["4711", "abc", "٣", "9" * 40, "1001;drop"])
def test_an_unknown_order_is_not_found(order_id: str):
    async def story(site: SiteWorld) -> None:
        for method, path in (("GET", ""), ("POST", "/release"), ("POST", "/cancel")):
            answer = await site.call(method, f"{ORDERS}/{order_id}{path}")
            assert (answer.status, answer.document["errorCode"]) == (404, "ORDER_NOT_FOUND")

    in_warehouse(story)


@pytest.mark.parametrize("key", ["", "wrong", "ключ"])
def test_nobody_enters_without_the_key(key: str):
    async def story(site: SiteWorld) -> None:
        site.key = {"x-api-key": key}
        for method, path in (
            ("POST", ORDERS),
            ("GET", "/api/v1/stock"),
            ("GET", "/api/v1/webhookSubscriptions"),
        ):
            answer = await site.call(method, path)
            assert (answer.status, answer.document["errorCode"]) == (401, "INVALID_API_KEY")

    in_warehouse(story)


def test_unknown_paths_and_methods_are_refused_in_the_native_shape():
    async def story(site: SiteWorld) -> None:
        assert (await site.call("GET", "/api/v1/nothing")).document["errorCode"] == "HTTP_404"
        assert (await site.call("PATCH", ORDERS)).document["errorCode"] == "HTTP_405"

    in_warehouse(story)


def test_codes_are_injective_and_stock_is_of_this_site_only():
    master = a_master("wms", items=120)
    codes = SIMULATOR.codes(master)

    assert len(set(codes["item"].values())) == 120
    assert codes["site"] == {"WEST": "WH-01"}

    async def story(site: SiteWorld) -> None:
        assert site.stock(codes["item"]["ITEM-1"]).on_hand == 100

    in_warehouse(story, master=master)


def test_a_reset_begins_again_from_the_master_data():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDERS, an_order())
        site.commits.clear()
        site.system.reset()

        assert (site.stock("7000001").on_hand, site.stock("7000001").allocated) == (100, 0)
        assert (await site.call("GET", f"{ORDERS}/1001")).status == 404

    in_warehouse(story)


def test_every_route_has_a_summary_and_its_refusals():
    for path in SIMULATOR.api().openapi()["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert "401" in operation["responses"]
