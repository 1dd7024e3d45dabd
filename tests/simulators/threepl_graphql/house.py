"""A fulfilment house at work, and the queries its clients send."""

import asyncio
from collections.abc import Callable
from typing import Any

from dualrun.clock import VirtualClock, run_virtual
from simulators.threepl_graphql import SIMULATOR
from simulators.threepl_graphql.domain.account import WAREHOUSE_ID
from tests.simulators.site_world import Answer, SiteWorld, open_site

ONE, TWO, THREE = "SKU-3011", "SKU-3022", "SKU-3033"
HOUR_S = 3600.0

ORDER = "id legacy_id order_number partner_order_id fulfillment_status holds { operator_hold payment_hold }"
LINES = (
    "line_items(first: 10) { edges { node { id sku quantity price quantity_allocated backorder_quantity"
    " quantity_shipped quantity_pending_fulfillment } } }"
)
CREATE = (
    f"mutation($data: CreateOrderInput!) {{ order_create(data: $data) {{ order {{ {ORDER} {LINES} }} }} }}"
)
HOLDS = (
    f"mutation($data: UpdateOrderHoldsInput!) {{ order_update_holds(data: $data) {{ order {{ {ORDER} }} }} }}"
)
CANCEL = f"mutation($data: CancelOrderInput!) {{ order_cancel(data: $data) {{ order {{ {ORDER} }} }} }}"
CHANGE = (
    "mutation($data: UpdateLineItemsInput!) { order_update_line_items(data: $data)"
    f" {{ order {{ {ORDER} {LINES} }} }} }}"
)
SHOW = f"query($id: String!) {{ order(id: $id) {{ data {{ {ORDER} {LINES} }} }} }}"
LEVEL = (
    "query($sku: String) { warehouse_products(sku: $sku) { data(first: 5) { edges { node"
    " { sku on_hand allocated available backorder non_sellable_quantity } } } } }"
)
LISTEN = (
    "mutation($data: CreateWebhookInput!) { webhook_create(data: $data)"
    " { webhook { id name url shared_signature_secret } } }"
)


class House:
    """One house in a test: asks, and gives the data or the only error."""

    def __init__(self, site: SiteWorld) -> None:
        self.site = site

    async def ask(self, query: str, **variables: Any) -> Answer:
        return await self.site.call("POST", "/graphql", {"query": query, "variables": variables})

    async def data(self, query: str, **variables: Any) -> Any:
        """What a query without errors gives, past its one root field."""
        answer = await self.ask(query, **variables)
        assert answer.status == 200, answer.body
        assert "errors" not in answer.document, answer.document["errors"]
        [inside] = answer.document["data"].values()
        return inside

    async def error(self, query: str, **variables: Any) -> Any:
        """The one error inside HTTP 200."""
        answer = await self.ask(query, **variables)
        assert answer.status == 200, answer.body
        [error] = answer.document["errors"]
        return error

    async def create(self, *lines: tuple[str, int], ref: str = "W000123", **data: Any) -> Any:
        return (await self.data(CREATE, data=an_order(*lines, ref=ref, **data)))["order"]

    async def order(self, order_id: str) -> Any:
        return (await self.data(SHOW, id=order_id))["data"]

    async def release(self, order_id: str) -> Any:
        return (await self.data(HOLDS, data={"order_id": order_id, "operator_hold": False}))["order"]

    async def level(self, sku: str = ONE) -> Any:
        page = await self.data(LEVEL, sku=sku)
        return page["data"]["edges"][0]["node"]

    async def listen(self, *names: str) -> list[str]:
        """Subscribe and give the secrets."""
        asked = [{"name": name, "url": "http://listener/n"} for name in names]
        made = [await self.data(LISTEN, data=data) for data in asked]
        return [answer["webhook"]["shared_signature_secret"] for answer in made]

    async def shipped(self, *lines: tuple[str, int], ref: str = "W000123") -> Any:
        """Give an order that has left, at a brisk pace."""
        order = await self.create(*lines, ref=ref, holds={})
        await self.site.clock.sleep(3)
        shown = await self.order(order["id"])
        assert shown["fulfillment_status"] == "fulfilled"
        return shown


def an_order(*lines: tuple[str, int], ref: str = "W000123", **data: Any) -> dict[str, Any]:
    return {
        "order_number": ref.partition("/")[0],
        "partner_order_id": ref,
        "shipping_address": {"first_name": "Nordby", "address1": "1 Quay", "city": "Aarhus", "country": "DK"},
        "holds": {"operator_hold": True},
        "line_items": [
            {"sku": sku, "partner_line_item_id": str(place), "quantity": quantity, "price": "9.95"}
            for place, (sku, quantity) in enumerate(lines or ((ONE, 24),), 1)
        ],
        **data,
    }


def a_purchase_order(*lines: tuple[str, int], number: str = "PO-1") -> dict[str, Any]:
    return {
        "po_number": number,
        "warehouse_id": WAREHOUSE_ID,
        "subtotal": "10.00",
        "shipping_price": "0.00",
        "total_price": "10.00",
        "line_items": [{"sku": sku, "quantity": quantity, "price": "1.00"} for sku, quantity in lines],
    }


def a_return(order_id: str, *lines: tuple[str, int, str]) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "warehouse_id": WAREHOUSE_ID,
        "return_reason": "did not fit",
        "shipping_carrier": "parcel",
        "shipping_method": "ground",
        "label_cost": "4.50",
        "line_items": [
            {"sku": sku, "quantity": quantity, "return_reason": "did not fit", "condition": condition}
            for sku, quantity, condition in lines
        ],
    }


def at_house(story: Callable[[House], Any], **world: Any) -> SiteWorld:
    async def main(clock: VirtualClock) -> SiteWorld:
        site = open_site(SIMULATOR, clock, **{"pace": "brisk", **world})
        site.system.start()
        await story(House(site))
        await asyncio.sleep(0)  # what was said last is on its way
        site.system.stop()
        assert not site.defects
        site.assert_stock_adds_up()
        return site

    return run_virtual(main)
