"""Does the shop behave as Adobe Commerce does? Against the simulator, or a sandbox by URL and credentials.

    DUALRUN_SANDBOX_COMMERCE='{"url": "https://shop.example", "username": "...", "password": "...",
        "known": {"customer": "12", "item": "24-MB01"}}'

`customer` is a buyer of an approved company, `item` a simple product that can be sold. Orders cannot be
deleted in the product, so those of this suite are cancelled; all else is deleted again.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

SYSTEM = "commerce"
PAGE = "searchCriteria[pageSize]"
CURRENT = "searchCriteria[currentPage]"
NEW_SKU = "dualrun-faithful-1"


@pytest.fixture(scope="module")
def client(product: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{product.url}/rest/V1", timeout=30, trust_env=False) as opened:
        who = {name: product.credentials[name] for name in ("username", "password")}
        opened.headers["authorization"] = f"Bearer {opened.post('/integration/admin/token', json=who).json()}"
        yield opened


@pytest.fixture
def order(client: httpx.Client, product: Any) -> Iterator[dict[str, Any]]:
    """An order of two pieces, cancelled when the test has done with it."""
    placed = client.post("/orders", json={"entity": an_order(client, product)})
    assert placed.status_code == 200, placed.text
    yield placed.json()
    client.post(f"/orders/{placed.json()['entity_id']}/unhold")
    client.post(f"/orders/{placed.json()['entity_id']}/cancel")


def an_order(client: httpx.Client, product: Any) -> dict[str, Any]:
    address = {
        "firstname": "Ola",
        "lastname": "Berg",
        "company": "Berg AS",
        "street": ["Quay 1"],
        "city": "Leeds",
        "postcode": "LS1 1AA",
        "country_id": "GB",
        "telephone": "0113",
        "email": "ola@example.com",
    }
    row = client.get(f"/products/{product.known['item']}").json()
    total = round(2 * row["price"], 2)
    return {
        "customer_id": int(product.known["customer"]),
        "customer_email": "ola@example.com",
        "grand_total": total,
        "base_grand_total": total,
        "items": [{"sku": row["sku"], "name": row["name"], "qty_ordered": 2, "price": row["price"]}],
        "billing_address": address,
        "payment": {"method": "purchaseorder", "po_number": "FAITHFUL-1"},
    }


def searched(**criteria: str) -> dict[str, str]:
    place = "searchCriteria[filter_groups][0][filters][0]"
    return {f"{place}[{name}]": value for name, value in criteria.items()}


class TestEntering:
    def test_without_a_token_the_door_is_shut_natively(self, client: httpx.Client) -> None:
        answer = client.get("/orders/1", headers={"authorization": "Bearer nobody"})

        assert answer.status_code == 401
        assert {"message"} <= answer.json().keys()

    def test_a_wrong_password_is_refused(self, client: httpx.Client) -> None:
        who = {"username": "nobody", "password": "wrong-1"}

        assert client.post("/integration/admin/token", json=who).status_code == 401

    def test_a_token_is_a_json_string(self, client: httpx.Client, product: Any) -> None:
        who = {name: product.credentials[name] for name in ("username", "password")}

        assert isinstance(client.post("/integration/admin/token", json=who).json(), str)


class TestSearching:
    def test_a_page_says_what_was_asked_and_how_many_there_are(self, client: httpx.Client) -> None:
        page = client.get("/products", params={PAGE: 2, CURRENT: 1}).json()

        assert page.keys() == {"items", "search_criteria", "total_count"}
        assert len(page["items"]) <= 2
        assert (page["search_criteria"]["page_size"], page["search_criteria"]["current_page"]) == (2, 1)

    def test_a_page_past_the_end_is_the_last_one_again(self, client: httpx.Client) -> None:
        total = client.get("/products", params={PAGE: 1, CURRENT: 1}).json()["total_count"]
        last = client.get("/products", params={PAGE: 1, CURRENT: total}).json()["items"]

        assert client.get("/products", params={PAGE: 1, CURRENT: total + 5}).json()["items"] == last

    def test_brackets_may_be_percent_encoded(self, client: httpx.Client, product: Any) -> None:
        criteria = searched(field="sku", value=product.known["item"], condition_type="eq")
        query = "&".join(f"{quote(key, safe='')}={quote(value)}" for key, value in criteria.items())

        [found] = client.get(f"/products?{query}").json()["items"]

        assert found["sku"] == product.known["item"]

    def test_only_the_fields_asked_for_are_given(self, client: httpx.Client) -> None:
        page = client.get("/products", params={PAGE: 1, "fields": "items[sku],total_count"}).json()

        assert page.keys() == {"items", "total_count"}
        assert page["items"][0].keys() == {"sku"}


class TestRefusals:
    def test_what_is_not_there_is_named(self, client: httpx.Client) -> None:
        answer = client.get("/orders/999999999")

        assert answer.status_code == 404
        assert "%fieldName" in answer.json()["message"]
        assert {"fieldName", "fieldValue"} <= answer.json()["parameters"].keys()

    def test_a_body_that_is_no_json_is_refused(self, client: httpx.Client) -> None:
        answer = client.post("/orders", content=b"{", headers={"content-type": "application/json"})

        assert answer.status_code == 400

    def test_a_path_that_does_not_exist_is_not_found(self, client: httpx.Client) -> None:
        assert client.get("/wishes").status_code == 404


class TestProducts:
    def test_a_product_is_entered_read_changed_and_forgotten(self, client: httpx.Client) -> None:
        new = {"sku": NEW_SKU, "name": "Faithful", "price": 9.95, "attribute_set_id": 4, "type_id": "simple"}
        try:
            entered = client.post("/products", json={"product": new}).json()
            changed = client.put(f"/products/{NEW_SKU}", json={"product": {"price": 8.95}}).json()
        finally:
            gone = client.delete(f"/products/{NEW_SKU}")

        assert (entered["price"], changed["price"], changed["name"]) == (9.95, 8.95, "Faithful")
        assert gone.json() is True
        assert client.get(f"/products/{NEW_SKU}").status_code == 404


class TestOrders:
    def test_an_order_has_a_number_and_an_increment_id(
        self, client: httpx.Client, order: dict[str, Any]
    ) -> None:
        read = client.get(f"/orders/{order['entity_id']}").json()

        assert isinstance(read["entity_id"], int)
        assert read["increment_id"].isdecimal()
        assert len(read["increment_id"]) >= 9
        assert read["items"][0]["qty_ordered"] == 2

    def test_an_order_is_found_by_its_increment_id(self, client: httpx.Client, order: dict[str, Any]) -> None:
        criteria = searched(field="increment_id", value=order["increment_id"], condition_type="eq")

        page = client.get("/orders", params=criteria).json()

        assert [row["entity_id"] for row in page["items"]] == [order["entity_id"]]

    def test_a_held_order_is_let_go_once(self, client: httpx.Client, order: dict[str, Any]) -> None:
        path = f"/orders/{order['entity_id']}"

        assert client.post(f"{path}/hold").json() is True
        assert client.get(f"{path}/statuses").json() == "holded"
        assert client.post(f"{path}/unhold").json() is True
        assert client.post(f"{path}/unhold").status_code == 400

    def test_a_comment_stands_in_the_history(self, client: httpx.Client, order: dict[str, Any]) -> None:
        said = {"comment": "Seen", "is_customer_notified": 0, "is_visible_on_front": 1, "parent_id": 1}
        path = f"/orders/{order['entity_id']}/comments"

        assert client.post(path, json={"statusHistory": {**said, "status": order["status"]}}).json() is True
        assert "Seen" in [row["comment"] for row in client.get(path).json()["items"]]


def test_a_middleware_carries_an_order_from_the_cart_to_the_refund(
    client: httpx.Client, product: Any
) -> None:
    customer, sku = product.known["customer"], product.known["item"]
    cart = client.post(f"/customers/{customer}/carts").json()
    item = client.post(
        f"/carts/{cart}/items", json={"cartItem": {"sku": sku, "qty": 1, "quote_id": str(cart)}}
    )
    assert item.json()["sku"] == sku
    early = client.put(f"/carts/{cart}/order", json={"paymentMethod": {"method": "purchaseorder"}})
    assert early.status_code == 400  # nobody has said yet where it goes
    address = an_order(client, product)["billing_address"]
    ways = client.post(f"/carts/{cart}/estimate-shipping-methods", json={"address": address}).json()
    way = {name: ways[0][field] for name, field in WAY.items()}
    said = {"shipping_address": address, "billing_address": address, **way}
    told = client.post(f"/carts/{cart}/shipping-information", json={"addressInformation": said}).json()
    assert told["totals"]["subtotal"] > 0
    paying = {"paymentMethod": {"method": "purchaseorder", "po_number": "FAITHFUL-2"}}
    order_id = int(client.put(f"/carts/{cart}/order", json=paying).json())
    again = client.put(f"/carts/{cart}/order", json=paying)
    assert again.status_code in (400, 404)  # a cart becomes one order
    shipped = client.post(f"/order/{order_id}/ship", json={"tracks": [TRACK]}).json()
    assert str(shipped).isdecimal()
    invoiced = client.post(f"/order/{order_id}/invoice", json={"capture": True}).json()
    assert str(invoiced).isdecimal()
    twice = client.post(f"/order/{order_id}/invoice", json={"capture": True})
    assert twice.status_code == 400
    refunded = client.post(f"/order/{order_id}/refund", json={}).json()
    assert str(refunded).isdecimal()
    order = client.get(f"/orders/{order_id}").json()
    assert [order["items"][0][f"qty_{done}"] for done in ("shipped", "invoiced", "refunded")] == [1, 1, 1]
    assert client.post(f"/orders/{order_id}/cancel").json() is False


WAY = {"shipping_carrier_code": "carrier_code", "shipping_method_code": "method_code"}
TRACK = {"track_number": "TRK-1", "title": "Parcel", "carrier_code": "custom"}
