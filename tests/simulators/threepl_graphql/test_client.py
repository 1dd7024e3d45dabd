"""A GraphQL client that knows the published schema and nothing of us, over plain HTTP."""

import asyncio
import hmac
import time  # noqa: TID251 - how long a real server takes is not ours to say
from base64 import b64encode

import httpx
import orjson
import pytest
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport, HTTPXTransport

from tests.faithful.conftest import Product, product
from tests.listening import listening
from tests.simulators.threepl_graphql.house import CANCEL, CREATE, HOLDS, LISTEN, SHOW, an_order
from tests.simulators.threepl_graphql.test_queries import PAGE
from tests.simulators.threepl_graphql.test_webhooks import DELETE

__all__ = ["product"]
SYSTEM = "threepl_graphql"
PATIENCE_S = 20.0


@pytest.fixture
def client(product: Product):
    signed_in = httpx.post(
        f"{product.url}/auth/refresh",
        json={"refresh_token": product.credentials["refresh_token"]},
        trust_env=False,
    ).json()
    headers = {"authorization": f"Bearer {signed_in['access_token']}"}
    transport = HTTPXTransport(url=f"{product.url}/graphql", headers=headers, trust_env=False)
    with Client(transport=transport, fetch_schema_from_transport=True) as session:
        yield session


def asked(query: str, **variables: object) -> GraphQLRequest:
    return GraphQLRequest(gql(query).document, variable_values=variables)


def ordered(product: Product, ref: str) -> dict[str, object]:
    return an_order((product.known["item"], 2), ref=ref)


def test_an_order_is_followed_from_its_creation_to_its_shipment(product, client):
    with listening() as listener:
        data = {"name": "Shipment Update", "url": listener.url}
        webhook = client.execute(asked(LISTEN, data=data))["webhook_create"]["webhook"]
        order = client.execute(asked(CREATE, data=ordered(product, "GQL-1")))["order_create"]["order"]
        with pytest.raises(TransportQueryError) as twice:
            client.execute(asked(CREATE, data=ordered(product, "GQL-1")))
        assert twice.value.errors[0]["code"] == 8
        lifted = {"order_id": order["id"], "operator_hold": False}
        released = client.execute(asked(HOLDS, data=lifted))["order_update_holds"]["order"]
        assert released["holds"]["operator_hold"] is False

        headers, body = listener.next()
        secret = webhook["shared_signature_secret"].encode()
        expected = b64encode(hmac.digest(secret, body, "sha256")).decode()
        assert headers["x-threepl-hmac-sha256"] == expected
        assert orjson.loads(body)["fulfillment"]["order_uuid"] == order["id"]
        deadline = time.monotonic() + PATIENCE_S
        while (
            client.execute(asked(SHOW, id=order["id"]))["order"]["data"]["fulfillment_status"] != "fulfilled"
        ):
            assert time.monotonic() < deadline, "the order was never fulfilled"
            time.sleep(0.1)
        with pytest.raises(TransportQueryError) as late:
            client.execute(asked(CANCEL, data={"order_id": order["id"]}))
        assert (late.value.errors[0]["code"], late.value.errors[0]["status"]) == (10, "fulfilled")
        client.execute(asked(DELETE, data={"name": "Shipment Update"}))


def test_orders_are_read_page_by_page_and_an_error_comes_inside_200(product, client):
    made = [
        client.execute(asked(CREATE, data=ordered(product, f"PAGED-{n}")))["order_create"]["order"]["id"]
        for n in range(5)
    ]
    seen, after = [], None
    while True:
        page = client.execute(asked(PAGE, first=2, after=after))["orders"]["data"]
        seen += [edge["node"]["partner_order_id"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert [ref for ref in seen if ref.startswith("PAGED")] == [f"PAGED-{n}" for n in range(5)]
    with pytest.raises(TransportQueryError) as missing:
        client.execute(asked(SHOW, id="T3JkZXI6MQ=="))
    assert missing.value.errors[0]["message"] == "Order not found"
    for order_id in made:
        client.execute(asked(CANCEL, data={"order_id": order_id}))


async def raced(product: Product, *data: dict[str, object]) -> list[str]:
    """Create orders at the same moment, each by a client of its own; give what became of each."""

    async def create(one: dict[str, object]) -> str:
        headers = {"authorization": f"bearer {product.credentials['token']}"}
        transport = HTTPXAsyncTransport(url=f"{product.url}/graphql/", headers=headers, trust_env=False)
        async with Client(transport=transport) as session:
            try:
                made = await session.execute(asked(CREATE, data=one))
            except TransportQueryError as refused:
                return str(refused.errors[0]["code"])
        return str(made["order_create"]["order"]["id"])

    return list(await asyncio.gather(*(create(one) for one in data)))


def test_a_flow_with_pages_a_race_and_an_error(product, client):
    calls = 0

    def ask(query: str, **variables: object) -> dict[str, object]:
        nonlocal calls
        calls += 1
        return client.execute(asked(query, **variables))

    made = [ask(CREATE, data=ordered(product, f"FLOW-{n}"))["order_create"]["order"]["id"] for n in range(4)]
    seen, after = [], None
    while True:
        page = ask(PAGE, first=3, after=after)["orders"]["data"]
        seen += [edge["node"]["partner_order_id"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert [ref for ref in seen if ref.startswith("FLOW")] == [f"FLOW-{n}" for n in range(4)]

    once = ordered(product, "FLOW-RACE")
    *refused, won = sorted(asyncio.run(raced(product, once, once, once)), key=len)
    assert refused == ["8", "8"]
    assert ask(SHOW, id=won)["order"]["data"]["partner_order_id"] == "FLOW-RACE"

    for order_id in (*made, won):
        ask(CANCEL, data={"order_id": order_id})
    with pytest.raises(TransportQueryError) as late:
        ask(CANCEL, data={"order_id": won})
    assert (late.value.errors[0]["code"], late.value.errors[0]["status"]) == (10, "canceled")
    with pytest.raises(TransportQueryError) as wrong:
        ask(CREATE, data={"line_items": []})
    assert "shipping_address" in wrong.value.errors[0]["message"]
    assert calls >= 10


def test_the_client_checks_queries_against_the_schema_it_has_fetched(client):
    assert client.client.schema is not None
    with pytest.raises(Exception, match="Cannot query field 'nothing'"):
        client.execute(asked("{ orders { nothing } }"))
