"""How a logistics provider of this class behaves, whoever runs it: our simulator, or a real sandbox."""

import time  # noqa: TID251 - names that no earlier run has used
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

SYSTEM = "threepl"
WAVE = "/2026-01"


@pytest.fixture
def client(product: Any) -> Iterator[httpx.Client]:
    told = product.credentials
    headers = {"authorization": f"Bearer {told['token']}"}
    if "channel_header" in told:  # real accounts say through which channel an order comes in
        headers[told["channel_header"]] = told["channel"]
    with httpx.Client(base_url=product.url, headers=headers, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture
def reference() -> str:
    return f"FAITHFUL-{time.time_ns()}"


@pytest.fixture
def order(product: Any, client: httpx.Client, reference: str) -> Iterator[dict[str, Any]]:
    answer = client.post(f"{WAVE}/order", json=an_order(product, reference))
    assert answer.status_code == 201, answer.text
    yield answer.json()
    client.post(f"{WAVE}/order/{answer.json()['id']}:cancel")


@pytest.fixture
def center(client: httpx.Client) -> dict[str, int]:
    return {"id": client.get(f"{WAVE}/fulfillment-center").json()[0]["id"]}


def an_order(product: Any, reference: str) -> dict[str, Any]:
    return {
        "reference_id": reference,
        "order_number": reference,
        "type": "DTC",
        "shipping_method": "Standard",
        "fulfillment_hold": True,
        "recipient": {
            "name": "Nordby Tools",
            "address": {"address1": "1 Quay", "city": "Aarhus", "zip_code": "8000", "country": "DK"},
        },
        "products": [{"external_line_id": 1, "inventory_id": int(product.known["item"]), "quantity": 1}],
    }


def test_a_new_order_has_an_integer_id_the_clients_reference_and_one_shipment(order, reference):
    assert isinstance(order["id"], int)
    assert order["reference_id"] == reference
    assert len(order["shipments"]) == 1


def test_an_order_reads_back_as_it_was_created(client, order):
    shown = client.get(f"{WAVE}/order/{order['id']}").json()
    assert (shown["id"], shown["reference_id"]) == (order["id"], order["reference_id"])
    assert shown["recipient"]["address"]["zip_code"] == "8000"


def test_an_order_is_found_by_its_reference(client, order, reference):
    found = client.get(f"{WAVE}/order", params={"ReferenceIds": reference}).json()
    assert [one["id"] for one in found] == [order["id"]]
    assert client.get(f"{WAVE}/order", params={"ReferenceIds": reference + "-NO"}).json() == []


def test_a_reference_that_is_in_use_is_refused_with_422(product, client, order, reference):
    assert client.post(f"{WAVE}/order", json=an_order(product, reference)).status_code == 422


def test_an_order_without_products_is_refused(product, client, reference):
    answer = client.post(f"{WAVE}/order", json={**an_order(product, reference), "products": []})
    assert answer.status_code in (400, 422)


def test_a_body_that_is_no_json_is_refused_with_400(client):
    headers = {"content-type": "application/json"}
    assert client.post(f"{WAVE}/order", content=b"{", headers=headers).status_code == 400


def test_a_shipment_belongs_to_its_order(client, order):
    [shipment] = client.get(f"{WAVE}/order/{order['id']}/shipment").json()
    assert shipment["order_id"] == order["id"]
    assert client.get(f"{WAVE}/shipment/{shipment['id']}").json()["id"] == shipment["id"]


def test_a_shipment_has_a_log_with_types_and_times(client, order):
    [shipment] = client.get(f"{WAVE}/order/{order['id']}/shipment").json()
    logs = client.get(f"{WAVE}/shipment/{shipment['id']}/logs").json()
    assert all({"log_type_id", "log_type_name", "timestamp"} <= set(entry) for entry in logs)


def test_a_cancelled_order_says_so_shipment_by_shipment(client, order):
    answer = client.post(f"{WAVE}/order/{order['id']}:cancel").json()
    assert (answer["order_id"], answer["status"]) == (order["id"], "Success")
    assert [result["is_success"] for result in answer["canceled_shipment_results"]] == [True]
    assert client.get(f"{WAVE}/order/{order['id']}").json()["status"] == "Cancelled"


@pytest.mark.parametrize("path", ["order/1", "shipment/1", "return/1", "receiving/1"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"{WAVE}/{path}").status_code == 404


def test_nobody_enters_without_a_token(product):
    with httpx.Client(base_url=product.url, trust_env=False, timeout=30) as stranger:
        assert stranger.get(f"{WAVE}/order").status_code == 401


def test_every_answer_says_how_many_calls_are_left(client):
    answer = client.get(f"{WAVE}/channel")
    assert answer.headers["x-remaining-calls"].isdecimal()


def test_inventory_levels_add_up(product, client):
    level = client.get(f"{WAVE}/inventory-level/{product.known['item']}").json()
    assert level["inventory_id"] == int(product.known["item"])
    assert level["total_fulfillable_quantity"] <= level["total_on_hand_quantity"]


def test_inventory_comes_in_pages_behind_a_cursor(client):
    page = client.get(f"{WAVE}/inventory-level", params={"PageSize": 1}).json()
    assert len(page["items"]) == 1
    assert page["next"] is None or "ursor=" in page["next"]


def test_a_receiving_is_awaited_and_can_be_taken_back(product, client, center, reference):
    asked = {
        "fulfillment_center": center,
        "package_type": "Package",
        "box_packaging_type": "EverythingInOneBox",
        "expected_arrival_date": "2030-01-01T00:00:00Z",
        "purchase_order_number": reference,
        "boxes": [
            {
                "tracking_number": reference,
                "box_items": [{"inventory_id": int(product.known["item"]), "quantity": 3}],
            }
        ],
    }
    made = client.post(f"{WAVE}/receiving", json=asked)
    assert (made.status_code, made.json()["status"]) == (201, "Awaiting")
    assert made.json()["inventory_quantities"][0]["expected_quantity"] == 3
    gone = client.post(f"{WAVE}/receiving/{made.json()['id']}:cancel")
    assert gone.json()["status"] == "Cancelled"


def test_a_return_is_awaited_and_can_be_taken_back(product, client, center, reference):
    lines = [{"id": int(product.known["item"]), "quantity": 1, "requested_action": "Restock"}]
    asked = {"fulfillment_center": center, "reference_id": reference, "inventory": lines}
    made = client.post(f"{WAVE}/return", json={**asked, "tracking_number": reference})
    assert made.status_code == 201
    assert made.json()["reference_id"] == reference
    assert client.post(f"{WAVE}/return/{made.json()['id']}:cancel").status_code == 200


def test_a_webhook_shows_its_secret_once(client):
    asked = {"url": "https://listener.example/hooks", "topics": ["order.shipped"]}
    made = client.post(f"{WAVE}/webhook", json=asked)
    assert made.json()["secret"].startswith("whsec_")
    [listed] = [w for w in client.get(f"{WAVE}/webhook").json()["items"] if w["id"] == made.json()["id"]]
    assert "secret" not in listed
    assert client.delete(f"{WAVE}/webhook/{made.json()['id']}").status_code == 204


def test_a_webhook_for_a_topic_that_does_not_exist_is_refused(client):
    asked = {"url": "https://listener.example/hooks", "topics": ["order.eaten"]}
    assert client.post(f"{WAVE}/webhook", json=asked).status_code == 422


def test_the_wave_before_is_still_there(client, order):
    assert client.get(f"/2025-07/order/{order['id']}").json()["id"] == order["id"]
