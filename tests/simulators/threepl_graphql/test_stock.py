"""Goods that are counted, announced, received and sent back."""

import pytest

from simulators.threepl_graphql.domain.account import WAREHOUSE_ID
from tests.simulators.site_world import a_master
from tests.simulators.threepl_graphql.house import ONE, TWO, House, a_purchase_order, a_return, at_house

LEVEL = "{ warehouse_product { on_hand available } }"
ADD = f"mutation($data: UpdateInventoryInput!) {{ inventory_add(data: $data) {LEVEL} }}"
SUBTRACT = f"mutation($data: UpdateInventoryInput!) {{ inventory_subtract(data: $data) {LEVEL} }}"
REPLACE = f"mutation($data: ReplaceInventoryInput!) {{ inventory_replace(data: $data) {LEVEL} }}"
PO = "purchase_order { id fulfillment_status line_items { edges { node { sku quantity_received } } } }"
ANNOUNCE = f"mutation($data: CreatePurchaseOrderInput!) {{ purchase_order_create(data: $data) {{ {PO} }} }}"
RECEIVE = f"mutation($data: UpdatePurchaseOrderInput!) {{ purchase_order_update(data: $data) {{ {PO} }} }}"
CLOSE = f"mutation($data: PurchaseOrderInput!) {{ purchase_order_close(data: $data) {{ {PO} }} }}"
TAKE_BACK = f"mutation($data: PurchaseOrderInput!) {{ purchase_order_cancel(data: $data) {{ {PO} }} }}"
RETURN = "return { id status total_items_expected total_items_received total_items_restocked }"
SEND_BACK = f"mutation($data: CreateReturnInput!) {{ return_create(data: $data) {{ {RETURN} }} }}"
SETTLE = f"mutation($data: UpdateReturnStatusInput!) {{ return_update_status(data: $data) {{ {RETURN} }} }}"


def of(sku: str, quantity: int) -> dict[str, object]:
    return {"sku": sku, "warehouse_id": WAREHOUSE_ID, "quantity": quantity, "reason": "count"}


def test_stock_is_added_subtracted_and_replaced_but_not_from_under_an_order():
    async def story(house: House) -> None:
        await house.create((ONE, 40))
        assert (await house.data(ADD, data=of(ONE, 5)))["warehouse_product"] == {
            "on_hand": 105,
            "available": 65,
        }
        subtracted = await house.data(SUBTRACT, data=of(ONE, 65))
        assert subtracted["warehouse_product"] == {"on_hand": 40, "available": 0}
        error = await house.error(SUBTRACT, data=of(ONE, 1))
        assert (error["code"], error["available"]) == (9, 0)
        assert (await house.error(REPLACE, data=of(ONE, 39)))["code"] == 9
        assert (await house.data(REPLACE, data=of(ONE, 200)))["warehouse_product"]["available"] == 160

    at_house(story)


@pytest.mark.parametrize(
    ("query", "data", "code"),
    [
        (ADD, of("NO", 1), 5),
        (ADD, of(ONE, 0), 4),
        (ADD, of(ONE, -1), 4),
        (REPLACE, of(ONE, -1), 4),
        (ADD, {**of(ONE, 1), "warehouse_id": "V2FyZWhvdXNlOjE="}, 5),
    ],
)
def test_a_bad_count_is_refused(query, data, code):
    async def story(house: House) -> None:
        assert (await house.error(query, data=data))["code"] == code

    at_house(story)


def test_announced_goods_arrive_in_parts_and_those_who_wait_are_served():
    async def story(house: House) -> None:
        waiting = await house.create((TWO, 130))
        made = (await house.data(ANNOUNCE, data=a_purchase_order((ONE, 10), (TWO, 50))))["purchase_order"]
        assert made["fulfillment_status"] == "pending"
        counted = {"po_id": made["id"], "line_items": [{"sku": TWO, "quantity_received": 30}]}
        part = (await house.data(RECEIVE, data=counted))["purchase_order"]
        assert part["fulfillment_status"] == "partially_received"
        assert (await house.order(waiting["id"]))["line_items"]["edges"][0]["node"][
            "quantity_allocated"
        ] == 130

        again = (await house.data(RECEIVE, data=counted))["purchase_order"]
        assert again == part
        assert (await house.level(TWO))["on_hand"] == 130
        less = {"po_id": made["id"], "line_items": [{"sku": TWO, "quantity_received": 29}]}
        assert (await house.error(RECEIVE, data=less))["code"] == 4
        more = {"po_id": made["id"], "line_items": [{"sku": TWO, "quantity_received": 51}]}
        assert (await house.error(RECEIVE, data=more))["code"] == 4
        assert (await house.error(TAKE_BACK, data={"po_id": made["id"]}))["code"] == 10
        closed = (await house.data(CLOSE, data={"po_id": made["id"]}))["purchase_order"]
        assert closed["fulfillment_status"] == "closed"
        assert (await house.error(RECEIVE, data=counted))["code"] == 10

    at_house(story)


def test_a_purchase_order_number_is_announced_once():
    async def story(house: House) -> None:
        made = (await house.data(ANNOUNCE, data=a_purchase_order((ONE, 1))))["purchase_order"]
        assert (await house.error(ANNOUNCE, data=a_purchase_order((ONE, 1))))["code"] == 8
        await house.data(TAKE_BACK, data={"po_id": made["id"]})
        assert (await house.data(ANNOUNCE, data=a_purchase_order((ONE, 1))))["purchase_order"]["id"] != made[
            "id"
        ]
        assert (await house.error(ANNOUNCE, data=a_purchase_order((ONE, 1), (ONE, 2), number="B")))[
            "code"
        ] == 4

    at_house(story)


def test_goods_come_back_and_what_is_damaged_is_not_sold_again():
    async def story(house: House) -> None:
        order = await house.shipped((ONE, 5))
        asked = a_return(order["id"], (ONE, 2, "new"), (ONE, 1, "damaged"))
        made = (await house.data(SEND_BACK, data=asked))["return"]
        assert (made["status"], made["total_items_expected"]) == ("pending", 3)
        await house.site.clock.sleep(3)

        shown = (
            await house.data(
                "query($id: String!) { return(id: $id) { data { status total_items_restocked } } }",
                id=made["id"],
            )
        )["data"]
        assert shown == {"status": "warehouse_complete", "total_items_restocked": 2}
        level = await house.level(ONE)
        assert (level["on_hand"], level["available"], level["non_sellable_quantity"]) == (98, 97, 1)
        done = await house.data(SETTLE, data={"return_id": made["id"], "status": "complete"})
        assert done["return"]["status"] == "complete"
        assert (await house.error(SETTLE, data={"return_id": made["id"], "status": "canceled"}))["code"] == 10

    at_house(story)


def test_no_more_comes_back_than_has_left():
    async def story(house: House) -> None:
        order = await house.shipped((ONE, 5))
        await house.data(SEND_BACK, data=a_return(order["id"], (ONE, 4, "new")))
        assert (await house.error(SEND_BACK, data=a_return(order["id"], (ONE, 2, "new"))))["code"] == 4
        assert (await house.error(SEND_BACK, data=a_return(order["id"], (TWO, 1, "new"))))["code"] == 5
        waiting = await house.create(ref="B")
        assert (await house.error(SEND_BACK, data=a_return(waiting["id"], (ONE, 1, "new"))))["code"] == 10

    at_house(story)


def test_a_return_taken_back_in_time_never_arrives():
    async def story(house: House) -> None:
        order = await house.shipped((ONE, 5))
        made = (await house.data(SEND_BACK, data=a_return(order["id"], (ONE, 4, "new"))))["return"]
        await house.data(SETTLE, data={"return_id": made["id"], "status": "canceled"})
        await house.site.clock.sleep(10)
        assert (await house.level(ONE))["on_hand"] == 95

    at_house(story)


def test_the_morning_brings_the_goods_of_the_master_data():
    async def story(house: House) -> None:
        await house.site.clock.sleep(6 * 3600 + 1)
        assert (await house.level(TWO))["on_hand"] == 150

    at_house(story, master=a_master("threepl_graphql", replenishment={"ITEM-2": 50}))


def test_a_business_that_stores_nothing_here_has_an_account_without_a_warehouse():
    async def story(house: House) -> None:
        account = (await house.data("{ account { data { warehouses { id } } } }"))["data"]
        assert account["warehouses"] == []
        assert (await house.error(ADD, data=of(ONE, 1)))["code"] == 5

    at_house(story, master=a_master("another"))
