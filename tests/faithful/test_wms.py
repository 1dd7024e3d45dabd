"""How a warehouse system of this class behaves, whoever runs it: our simulator, or a real sandbox."""

import time  # noqa: TID251 - names that no earlier run has used
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest

SYSTEM = "wms"
ROOT = "/api/v1"


@pytest.fixture
def client(product: Any) -> Iterator[httpx.Client]:
    headers = {"x-api-key": product.credentials["api_key"]}
    url = product.url + ROOT
    with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def number() -> str:
    return f"FAITHFUL-{time.time_ns()}"


@pytest.fixture
def order(product: Any, client: httpx.Client, number: str) -> Iterator[dict[str, Any]]:
    answer = client.post("/orders", json=an_order(product, number))
    assert answer.status_code == 201, answer.text
    yield client.get(f"/orders/{answer.json()['orderId']}").json()
    client.post(f"/orders/{answer.json()['orderId']}/cancel")


def an_order(product: Any, number: str, quantity: int = 1) -> dict[str, Any]:
    row = {"rowNumber": 1, "articleNumber": product.known["item"], "numberOfItems": quantity}
    return {
        "goodsOwnerOrderNumber": number,
        "consigneeOrderNumber": f"PO-{number}",
        "consignee": {
            "name": "Nordby Tools",
            "address1": "1 Quay",
            "city": "Aarhus",
            "postCode": "8000",
            "countryCode": "DK",
        },
        "orderLines": [row],
    }


def available(product: Any, client: httpx.Client) -> int:
    asked = {"articleNumberFrom": product.known["item"], "maxArticlesToGet": 1}
    [stock] = client.get("/stock", params=asked).json()["stock"]
    quantity: int = stock["availableNumberOfItems"]
    return quantity


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errorCode"]


def test_nobody_enters_without_a_key(client):
    answer = client.get("/orders", headers={"x-api-key": "wrong"})

    assert refused(answer) == (401, "INVALID_API_KEY")


def test_a_new_order_stands_on_the_ladder_with_a_number_and_a_word(order, number):
    assert order["goodsOwnerOrderNumber"] == number
    assert order["orderStatus"] == {"number": 200, "text": "Allocated"}


def test_times_do_not_say_their_zone(order):
    assert datetime.fromisoformat(order["createdDate"]).tzinfo is None


def test_an_order_takes_its_goods_out_of_what_is_available_and_gives_them_back(product, client, number):
    before = available(product, client)
    made = client.post("/orders", json=an_order(product, number, 3)).json()
    assert available(product, client) == before - 3
    client.post(f"/orders/{made['orderId']}/cancel")
    assert available(product, client) == before


def test_an_order_that_stock_does_not_cover_is_refused_with_what_is_short(product, client, number):
    there = available(product, client)
    answer = client.post("/orders", json=an_order(product, number, there + 1))

    assert refused(answer) == (409, "INSUFFICIENT_STOCK")
    [short] = answer.json()["details"]
    assert short["articleNumber"] == product.known["item"]
    assert client.get("/orders", params={"goodsOwnerOrderNumber": number}).json() == []


def test_an_order_is_found_by_the_goods_owners_number(client, order, number):
    found = client.get("/orders", params={"goodsOwnerOrderNumber": number}).json()
    assert [each["orderId"] for each in found] == [order["orderId"]]


def test_a_cancelled_order_cannot_be_released(client, order):
    assert client.post(f"/orders/{order['orderId']}/cancel").json()["orderStatus"]["number"] == 900
    answer = client.post(f"/orders/{order['orderId']}/release")
    assert refused(answer) == (409, "ORDER_ALREADY_CANCELLED")


def test_an_order_that_there_is_none_of_is_not_found(client):
    assert refused(client.get("/orders/999999999999")) == (404, "ORDER_NOT_FOUND")


def test_an_article_that_is_not_in_the_register_is_named(product, client, number):
    asked = an_order(product, number)
    asked["orderLines"][0]["articleNumber"] = "NO-SUCH-ARTICLE"
    answer = client.post("/orders", json=asked)

    assert refused(answer) == (400, "UNKNOWN_ARTICLE")
    assert "NO-SUCH-ARTICLE" in answer.json()["message"]


def test_a_field_that_is_missing_is_named_by_its_place(product, client, number):
    asked = an_order(product, number)
    del asked["orderLines"][0]["numberOfItems"]
    answer = client.post("/orders", json=asked)

    assert answer.status_code == 400
    assert "orderLines[0].numberOfItems" in answer.json()["message"]


def test_stock_comes_in_pages_that_name_the_next(client):
    first = client.get("/stock", params={"maxArticlesToGet": 2}).json()
    further = {"articleNumberFrom": first["nextArticleNumber"], "maxArticlesToGet": 2}
    second = client.get("/stock", params=further).json()

    numbers = [stock["articleNumber"] for stock in first["stock"] + second["stock"]]
    assert numbers == sorted(dict.fromkeys(numbers))


def test_a_change_of_an_old_version_is_refused(client, order):
    path = f"/orders/{order['orderId']}"
    mine = {"if-match": client.get(path).headers["etag"]}
    assert client.patch(path, json={"priority": 2}, headers=mine).status_code == 200
    late = client.patch(path, json={"priority": 3}, headers=mine)
    assert refused(late) == (412, "PRECONDITION_FAILED")
    assert client.patch(path, json={"priority": 3}).status_code == 428


def test_goods_that_change_their_condition_are_no_longer_available(product, client):
    before = available(product, client)
    asked = {"articleNumber": product.known["item"], "condition": "Available"}
    item = client.get("/stockItems", params=asked).json()["stockItems"][0]
    path = f"/stockItems/{item['stockItemId']}/move"
    held = client.post(path, json={"numberOfItems": 1, "condition": "Held"}).json()
    assert available(product, client) == before - 1
    back = {"numberOfItems": 1, "condition": "Available"}
    client.post(f"/stockItems/{held['stockItemId']}/move", json=back)
    assert available(product, client) == before


def test_an_announced_delivery_changes_no_stock_and_can_be_called_off(product, client, number):
    before = available(product, client)
    row = {"rowNumber": 1, "articleNumber": product.known["item"], "numberOfItems": 5}
    asked = {"inboundOrderNumber": number, "inboundOrderLines": [row]}
    made = client.post("/inboundOrders", json=asked).json()
    assert (made["inboundOrderStatus"]["number"], available(product, client)) == (100, before)
    off = client.post(f"/inboundOrders/{made['inboundOrderId']}/cancel").json()
    assert off["inboundOrderStatus"]["number"] == 900


def test_a_count_that_is_cancelled_corrects_nothing(product, client):
    before = available(product, client)
    asked = {"articleNumber": product.known["item"], "condition": "Available"}
    item = client.get("/stockItems", params=asked).json()["stockItems"][0]
    planned = {"stockItemIds": [item["stockItemId"]], "reason": "Faithful"}
    count = client.post("/cycleCounts", json=planned).json()
    path = f"/cycleCounts/{count['cycleCountId']}"
    found = {"stockItemId": item["stockItemId"], "countedNumberOfItems": item["numberOfItems"] + 7}
    assert client.put(f"{path}/lines", json={"lines": [found]}).json()["status"] == "Counted"
    assert client.post(f"{path}/cancel").json()["status"] == "Cancelled"
    assert available(product, client) == before
    assert refused(client.post(f"{path}/approve")) == (409, "DOCUMENT_CLOSED")


def test_a_subscriber_can_be_entered_and_taken_out(client):
    made = client.post("/webhookSubscriptions", json={"url": "https://listener.example/wms"}).json()
    path = f"/webhookSubscriptions/{made['subscriptionId']}"
    assert client.get(path).json() == made
    assert client.delete(path).status_code == 204
    assert refused(client.delete(path)) == (404, "SUBSCRIPTION_NOT_FOUND")


def test_an_order_goes_all_the_way_and_comes_back(product, client, number):
    """Reserved, made urgent, released, shipped, found among all shipments, returned and restocked."""
    if not product.is_simulator:
        pytest.skip("on a real floor somebody would begin to walk")
    before = available(product, client)
    order_id = client.post("/orders", json=an_order(product, number, 4)).json()["orderId"]
    path = f"/orders/{order_id}"
    mine = {"if-match": client.get(path).headers["etag"]}
    client.patch(path, json={"priority": 1}, headers=mine).raise_for_status()
    late = client.patch(path, json={"priority": 2}, headers=mine)
    assert refused(late) == (412, "PRECONDITION_FAILED")
    early = client.post("/waves", json={"orderIds": [order_id], "workedBy": "Handheld"})
    assert refused(early) == (409, "ORDER_NOT_RELEASED")
    client.post(f"{path}/release").raise_for_status()
    deadline = time.monotonic() + 20
    while client.get(path).json()["orderStatus"]["number"] < 500 and time.monotonic() < deadline:
        time.sleep(0.1)
    [shipment] = [s for s in every_shipment(client) if s["orderId"] == order_id]
    [parcel] = shipment["parcels"]
    assert client.get(f"/parcels/{parcel['parcelNumber']}").json()["waybill"] == parcel["waybill"]
    line = {"rowNumber": 1, "numberOfItems": 4, "returnCause": "Unwanted"}
    back = client.post("/returnOrders", json={"orderId": order_id, "returnOrderLines": [line]}).json()
    restocked = {"lines": [{"rowNumber": 1, "numberOfItems": 4, "disposition": "Restock"}]}
    client.post(f"/returnOrders/{back['returnOrderId']}/receipts", json=restocked).raise_for_status()
    assert available(product, client) == before


def every_shipment(client: httpx.Client) -> list[Any]:
    found: list[Any] = []
    further: int | None = 0
    while further is not None:
        page = client.get("/shipments", params={"shipmentIdFrom": further, "maxToGet": 1}).json()
        found += page["shipments"]
        further = page["nextShipmentId"]
    return found
