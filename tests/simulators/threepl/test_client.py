"""A client that knows the published protocol and nothing of us: httpx, and the standard verifier."""

import asyncio
import time  # noqa: TID251 - how long a real server takes is not ours to say

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.faithful.conftest import Product, product
from tests.listening import listening

__all__ = ["product"]
SYSTEM = "threepl"
PATIENCE_S = 20.0


@pytest.fixture
def client(product: Product):
    headers = {"authorization": f"Bearer {product.credentials['token']}"}
    with httpx.Client(base_url=f"{product.url}/2026-01", headers=headers, trust_env=False) as client:
        yield client


def an_order(product: Product, reference: str) -> dict[str, object]:
    return {
        "reference_id": reference,
        "fulfillment_hold": True,
        "recipient": {
            "name": "Nordby Tools",
            "address": {"address1": "1 Quay", "city": "Aarhus", "zip_code": "8000", "country": "DK"},
        },
        "products": [{"external_line_id": 1, "inventory_id": int(product.known["item"]), "quantity": 2}],
    }


def test_an_order_is_followed_from_its_creation_to_its_return(product, client):
    with listening() as listener:
        assert client.get("/location").json()[0]["is_active"] is True
        wanted = {"url": listener.url, "topics": ["order.shipped"]}
        webhook = client.post("/webhook", json=wanted).json()
        order = client.post("/order", json=an_order(product, "CLIENT-1")).json()
        again = client.post("/order", json=an_order(product, "CLIENT-1"))
        assert (again.status_code, again.json()["code"]) == (422, "duplicate_reference_id")
        assert client.post(f"/order/{order['id']}:release").status_code == 200
        too_late = client.post(f"/order/{order['id']}:release")
        assert (too_late.status_code, too_late.json()["code"]) == (422, "order_already_released")

        headers, body = listener.next()
        told = Webhook(webhook["secret"]).verify(body, dict(headers))
        assert told["data"]["reference_id"] == "CLIENT-1"
        with pytest.raises(WebhookVerificationError):
            Webhook(webhook["secret"]).verify(body + b" ", dict(headers))

        [shipment] = client.get(f"/order/{order['id']}/shipment").json()
        assert (shipment["status"], shipment["id"]) == ("Completed", told["data"]["id"])
        assert client.get(f"/shipment/{shipment['id']}/logs").json()[-1]["log_type_name"] == "OrderDispatched"
        back = {
            "reference_id": "CLIENT-R-1",
            "fulfillment_center": {"id": client.get("/location").json()[0]["id"]},
            "original_shipment_id": shipment["id"],
            "inventory": [{"id": int(product.known["item"]), "quantity": 1, "requested_action": "Restock"}],
        }
        made = client.post("/return", json=back).json()
        deadline = time.monotonic() + PATIENCE_S
        while client.get(f"/return/{made['id']}").json()["status"] != "Completed":
            assert time.monotonic() < deadline, "the return was never completed"
            time.sleep(0.1)
        assert client.delete(f"/webhook/{webhook['id']}").status_code == 204


async def raced(product: Product, path: str, *bodies: dict[str, object]) -> list[int]:
    """Send calls at the same moment, each over a connection of its own, and give their statuses."""
    headers = {"authorization": f"bearer {product.credentials['token']}"}
    base = f"{product.url}/2026-01"
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False) as client:
        answers = await asyncio.gather(*(client.post(path, json=body) for body in bodies))
    return sorted(answer.status_code for answer in answers)


def test_two_that_want_the_same_at_once_do_not_both_get_it_and_every_message_is_signed(product, client):
    calls: list[str] = []
    client.event_hooks["response"].append(lambda answer: calls.append(answer.request.method))
    with listening() as listener:
        wanted = {"url": listener.url, "topics": ["order.shipped"]}
        webhook = client.post("/webhook", json=wanted).json()
        verifier = Webhook(webhook["secret"])
        for at in range(4):
            assert client.post("/order", json=an_order(product, f"FLOW-{at}")).status_code == 201

        seen, page = [], 1
        while orders := client.get("/order", params={"Limit": 3, "Page": page}).json():
            seen += [order["reference_id"] for order in orders]
            page += 1
        assert {f"FLOW-{at}" for at in range(4)} <= set(seen)
        assert len(seen) == len(set(seen))

        again = an_order(product, "FLOW-RACE")
        assert asyncio.run(raced(product, "/order", again, again, again)) == [201, 422, 422]
        ids = {order["reference_id"]: order["id"] for order in client.get("/order?Limit=250").json()}
        assert asyncio.run(raced(product, f"/order/{ids['FLOW-0']}:release", {}, {})) == [200, 422]
        assert client.post(f"/order/{ids['FLOW-1']}:cancel").status_code == 200
        assert client.post(f"/order/{ids['FLOW-1']}:release").status_code == 422
        assert client.get("/order/999999").status_code == 404

        headers, body = listener.next()
        assert verifier.verify(body, dict(headers))["data"]["reference_id"] == "FLOW-0"
        forged = {**headers, "webhook-id": "msg_forged"}
        with pytest.raises(WebhookVerificationError):
            verifier.verify(body, forged)
        assert client.delete(f"/webhook/{webhook['id']}").status_code == 204
    assert len(calls) >= 10


def test_inventory_is_read_page_by_page_and_errors_say_what_and_where(product, client):
    target, seen = "/inventory-level?PageSize=100", []
    while target:
        page = client.get(target).json()
        seen += [level["inventory_id"] for level in page["items"]]
        target = (page["next"] or "").removeprefix("/2026-01")
    assert seen == sorted(seen)
    assert int(product.known["item"]) in seen
    refused = client.post("/order", json={"reference_id": 5})
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert "reference_id" in refused.json()["message"]
    assert client.get("/order/1").status_code == 404
