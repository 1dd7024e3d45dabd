"""How a GraphQL fulfilment house behaves, whoever runs it: our simulator, or a sandbox of the product."""

import time  # noqa: TID251 - names that no earlier run has used
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

SYSTEM = "threepl_graphql"
Ask = Callable[..., Any]
CREATE = (
    "mutation($data: CreateOrderInput!) { order_create(data: $data) { request_id complexity order"
    " { id legacy_id order_number partner_order_id fulfillment_status holds { operator_hold }"
    " line_items(first: 5) { edges { node { id sku quantity } } } } } }"
)
CANCEL = "mutation($data: CancelOrderInput!) { order_cancel(data: $data) { order { fulfillment_status } } }"
SHOW = "query($id: String!) { order(id: $id) { request_id complexity data { id order_number } } }"


@pytest.fixture
def client(product: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=product.url, trust_env=False, timeout=30) as client:
        asked = {"refresh_token": product.credentials["refresh_token"]}
        token = client.post("/auth/refresh", json=asked).json()["access_token"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    def send(query: str, **variables: Any) -> Any:
        answer = client.post("/graphql", json={"query": query, "variables": variables})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return send


@pytest.fixture
def reference() -> str:
    return f"FAITHFUL-{time.time_ns()}"


@pytest.fixture
def order(product: Any, ask: Ask, reference: str) -> Iterator[dict[str, Any]]:
    made = ask(CREATE, data=an_order(product, reference))["data"]["order_create"]["order"]
    yield made
    ask(CANCEL, data={"order_id": made["id"], "reason": "the examination is over"})


def an_order(product: Any, reference: str) -> dict[str, Any]:
    line = {
        "sku": product.known["item"],
        "partner_line_item_id": f"{reference}-1",
        "quantity": 1,
        "price": "1.00",
    }
    address = {
        "first_name": "Nordby",
        "last_name": "Tools",
        "address1": "1 Quay",
        "city": "Aarhus",
        "zip": "8000",
    }
    return {
        "order_number": reference,
        "partner_order_id": reference,
        "shipping_address": {**address, "country": "DK", "country_code": "DK"},
        "holds": {"operator_hold": True},
        "line_items": [line],
    }


def test_a_new_order_is_pending_and_held(order, reference):
    assert (order["order_number"], order["fulfillment_status"]) == (reference, "pending")
    assert order["holds"]["operator_hold"] is True


def test_a_node_id_is_the_type_and_the_legacy_id_in_base64(order):
    assert b64decode(order["id"]).decode() == f"Order:{order['legacy_id']}"
    line = order["line_items"]["edges"][0]["node"]
    assert b64decode(line["id"]).decode().startswith("LineItem:")


def test_an_order_reads_back_with_the_id_of_the_request_and_its_complexity(ask, order):
    answer = ask(SHOW, id=order["id"])["data"]["order"]
    assert answer["data"]["id"] == order["id"]
    assert answer["request_id"]
    assert isinstance(answer["complexity"], int)


def test_an_order_is_found_by_its_numbers(ask, order, reference):
    for field in ("order_number", "partner_order_id"):
        page = "data(first: 5) { edges { node { id } } }"
        query = f"query($n: String) {{ orders({field}: $n) {{ {page} }} }}"
        found = ask(query, n=reference)["data"]["orders"]["data"]["edges"]
        assert [edge["node"]["id"] for edge in found] == [order["id"]]


def test_the_clients_number_is_used_once_and_the_refusal_comes_inside_200(product, ask, order, reference):
    answer = ask(CREATE, data=an_order(product, reference))
    assert answer["data"]["order_create"] is None
    [error] = answer["errors"]
    assert error["operation"] == "order_create"
    assert {"message", "code", "request_id"} <= set(error)


def test_what_is_not_there_is_refused_inside_200_with_code_5(ask):
    [error] = ask(SHOW, id="T3JkZXI6MQ==")["errors"]
    assert error["code"] == 5


def test_a_hold_is_lifted_and_put_on_again(ask, order):
    query = (
        "mutation($data: UpdateOrderHoldsInput!) { order_update_holds(data: $data)"
        " { order { holds { payment_hold operator_hold } } } }"
    )
    data = {"order_id": order["id"], "payment_hold": True}
    holds = ask(query, data=data)["data"]["order_update_holds"]["order"]["holds"]
    assert holds == {"payment_hold": True, "operator_hold": True}


def test_a_cancelled_order_says_so(ask, order):
    answer = ask(CANCEL, data={"order_id": order["id"], "reason": "test"})
    assert answer["data"]["order_cancel"]["order"]["fulfillment_status"] == "canceled"


def test_products_come_in_pages_behind_a_cursor(ask):
    query = (
        "query($after: String) { products { data(first: 1, after: $after)"
        " { edges { node { sku } } pageInfo { hasNextPage endCursor } } } }"
    )
    first = ask(query)["data"]["products"]["data"]
    assert first["pageInfo"]["hasNextPage"] is True
    second = ask(query, after=first["pageInfo"]["endCursor"])["data"]["products"]["data"]
    assert second["edges"][0]["node"] != first["edges"][0]["node"]


def test_stock_is_shown_with_what_is_allocated_of_it(product, ask, order):
    query = (
        "query($sku: String) { warehouse_products(sku: $sku)"
        " { data(first: 1) { edges { node { sku on_hand allocated available } } } } }"
    )
    [edge] = ask(query, sku=product.known["item"])["data"]["warehouse_products"]["data"]["edges"]
    assert edge["node"]["sku"] == product.known["item"]
    assert edge["node"]["available"] <= edge["node"]["on_hand"]


def test_a_query_can_be_analysed_without_being_carried_out(ask):
    answer = ask("{ orders(analyze: true) { complexity data(first: 10) { edges { node { id } } } } }")
    assert answer["data"]["orders"]["complexity"] > 1


def test_the_account_knows_what_it_may_still_spend(ask):
    quota = ask("{ user_quota { credits_remaining max_available increment_rate } }")["data"]["user_quota"]
    assert 0 < quota["credits_remaining"] <= quota["max_available"]


def test_a_webhook_shows_its_secret_once_and_can_be_deleted(ask, reference):
    create = (
        "mutation($data: CreateWebhookInput!) { webhook_create(data: $data)"
        " { webhook { id shared_signature_secret } } }"
    )
    named = {"name": "PO Update", "shop_name": reference}
    data = {**named, "url": "https://listener.example/hooks"}
    made = ask(create, data=data)["data"]["webhook_create"]["webhook"]
    assert made["shared_signature_secret"]
    listed = ask("{ webhooks { data(first: 50) { edges { node { id shared_signature_secret } } } } }")
    nodes = [edge["node"] for edge in listed["data"]["webhooks"]["data"]["edges"]]
    assert {"id": made["id"], "shared_signature_secret": None} in nodes
    delete = "mutation($data: DeleteWebhookInput!) { webhook_delete(data: $data) { request_id } }"
    assert ask(delete, data=named)["data"]["webhook_delete"]["request_id"]


def test_a_query_that_does_not_fit_the_schema_is_refused(client):
    answer = client.post("/graphql", json={"query": "{ orders { nothing_of_the_kind } }"})
    assert "errors" in answer.json()


def test_nobody_enters_without_a_token(product):
    with httpx.Client(base_url=product.url, trust_env=False, timeout=30) as stranger:
        assert stranger.post("/graphql", json={"query": "{ account { request_id } }"}).status_code == 401


def test_the_schema_can_be_asked_for(ask):
    assert ask("{ __schema { queryType { name } } }")["data"]["__schema"]["queryType"]["name"]
