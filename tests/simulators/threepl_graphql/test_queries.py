"""What a client can look up, page by page."""

import pytest

from tests.simulators.threepl_graphql.house import (
    CANCEL,
    ONE,
    TWO,
    House,
    a_purchase_order,
    a_return,
    at_house,
)
from tests.simulators.threepl_graphql.test_stock import ANNOUNCE, SEND_BACK

PAGE = (
    "query($first: Int, $after: String, $last: Int, $before: String) { orders"
    " { data(first: $first, after: $after, last: $last, before: $before)"
    " { edges { cursor node { partner_order_id } }"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"
)


def refs(page):
    return [edge["node"]["partner_order_id"] for edge in page["edges"]]


def test_orders_come_in_pages_forwards_and_backwards():
    async def story(house: House) -> None:
        for ref in "ABCDE":
            await house.create((ONE, 1), ref=ref)
        after, seen = None, []
        while True:
            page = (await house.data(PAGE, first=2, after=after))["data"]
            seen += refs(page)
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        assert seen == list("ABCDE")
        assert page["pageInfo"]["hasPreviousPage"] is True

        end = (await house.data(PAGE, last=2))["data"]
        assert (refs(end), end["pageInfo"]["hasNextPage"]) == (["D", "E"], False)
        before = end["pageInfo"]["startCursor"]
        assert refs((await house.data(PAGE, last=2, before=before))["data"]) == ["B", "C"]

    at_house(story)


def test_a_page_does_not_shift_when_orders_come_in_between():
    async def story(house: House) -> None:
        for ref in "ABC":
            await house.create((ONE, 1), ref=ref)
        page = (await house.data(PAGE, first=2))["data"]
        await house.create((ONE, 1), ref="D")
        rest = (await house.data(PAGE, first=9, after=page["pageInfo"]["endCursor"]))["data"]
        assert refs(rest) == ["C", "D"]

    at_house(story)


def test_an_empty_page_has_no_cursors():
    async def story(house: House) -> None:
        page = (await house.data(PAGE, first=0))["data"]
        assert page == {
            "edges": [],
            "pageInfo": {
                "hasNextPage": False,
                "hasPreviousPage": False,
                "startCursor": None,
                "endCursor": None,
            },
        }

    at_house(story)


@pytest.mark.parametrize(
    "page", [{"first": -1}, {"last": -1}, {"after": "x"}, {"after": "Y3Vyc29yOng="}, {"before": "\u00e9"}]
)
def test_a_page_that_cannot_be_is_refused_inside_200(page):
    async def story(house: House) -> None:
        error = await house.error(PAGE, **page)
        assert (error["code"], error["operation"], error["field"]) == (4, "orders", "data")
        assert next(iter(page)) in error["message"]

    at_house(story)


def test_orders_are_found_by_what_is_known_of_them():
    async def story(house: House) -> None:
        first = await house.create((ONE, 1), ref="W1/1")
        await house.create((TWO, 1), ref="W1/2", holds={})
        await house.data(CANCEL, data={"order_id": first["id"]})
        for asked, found in (
            ('partner_order_id: "W1/2"', ["W1/2"]),
            ('order_number: "W1"', ["W1/1", "W1/2"]),
            ('order_number: "W1", partner_order_id: "W1/1"', ["W1/1"]),
            ('order_number: "W2"', []),
            ('fulfillment_status: "canceled"', ["W1/1"]),
            ("operator_hold: true", ["W1/1"]),
            (f'sku: "{TWO}"', ["W1/2"]),
            ('updated_from: "2026-01-06"', []),
            ('order_date_to: "2026-01-06T00:00:00+01:00"', ["W1/1", "W1/2"]),
        ):
            asking = (
                f"{{ orders({asked}) {{ data(first: 5) {{ edges {{ node {{ partner_order_id }} }} }} }} }}"
            )
            assert refs((await house.data(asking))["data"]) == found, asked
        assert (await house.error('{ orders(updated_from: "soon") { request_id } }'))["code"] == 4

    at_house(story)


def test_one_thing_leads_to_another():
    async def story(house: House) -> None:
        order = await house.shipped((ONE, 5))
        back = (await house.data(SEND_BACK, data=a_return(order["id"], (ONE, 1, "new"))))["return"]
        shown = (
            await house.data(
                "query($id: String!) { order(id: $id) { data { shipments { id order { id } shipping_labels"
                " { tracking_number } line_items(first: 5) { edges { node { quantity line_item"
                " { product { sku warehouse_products { on_hand } } } } } } } returns { id order { id } }"
                " order_history { information } } } }",
                id=order["id"],
            )
        )["data"]
        [shipment] = shown["shipments"]
        [line] = shipment["line_items"]["edges"]
        assert shipment["order"]["id"] == shown["returns"][0]["order"]["id"] == order["id"]
        assert line["node"]["line_item"]["product"]["warehouse_products"] == [{"on_hand": 95}]
        assert shown["returns"][0]["id"] == back["id"]
        tracking = shipment["shipping_labels"][0]["tracking_number"]
        by_tracking = (
            f'{{ shipments(tracking_number: "{tracking}") {{ data {{ edges {{ node {{ id }} }} }} }} }}'
        )
        [edge] = (await house.data(by_tracking))["data"]["edges"]
        assert edge["node"]["id"] == shipment["id"]

    at_house(story)


def test_a_legacy_id_leads_to_the_node_id():
    async def story(house: House) -> None:
        order = await house.create()
        asked = f"{{ uuid(legacy_id: {order['legacy_id']}, entity: Order) {{ data {{ id legacy_id }} }} }}"
        assert (await house.data(asked))["data"] == {"id": order["id"], "legacy_id": order["legacy_id"]}
        assert (await house.error("{ uuid(legacy_id: 1, entity: Return) { data { id } } }"))["code"] == 5

    at_house(story)


def test_products_and_purchase_orders_are_found_by_number_and_by_id():
    async def story(house: House) -> None:
        product = (await house.data(f'{{ product(sku: "{ONE}") {{ data {{ id sku barcode }} }} }}'))["data"]
        again = await house.data("query($id: String) { product(id: $id) { data { sku } } }", id=product["id"])
        assert again["data"]["sku"] == ONE
        assert (await house.error("{ product { data { sku } } }"))["code"] == 4
        made = (await house.data(ANNOUNCE, data=a_purchase_order((ONE, 3))))["purchase_order"]
        found = (await house.data('{ purchase_order(po_number: "PO-1") { data { id total_price } } }'))[
            "data"
        ]
        assert found == {"id": made["id"], "total_price": "10.00"}
        by_sku = f'{{ purchase_orders(sku: "{TWO}") {{ data {{ edges {{ node {{ id }} }} }} }} }}'
        assert (await house.data(by_sku))["data"]["edges"] == []

    at_house(story)


@pytest.mark.parametrize("what", ["order", "shipment", "purchase_order", "return"])
@pytest.mark.parametrize("id", ["", "4711", "T3JkZXI6NDcxMQ==", "\u0663", "T3JkZXI6" * 500])
def test_what_is_not_there_is_not_found(what, id):
    async def story(house: House) -> None:
        error = await house.error(f"query($id: String!) {{ {what}(id: $id) {{ data {{ id }} }} }}", id=id)
        assert error["code"] in ((4, 5) if what == "purchase_order" else (5,))
        assert error["request_id"]

    at_house(story)


def test_every_answer_names_its_request_and_each_name_is_new():
    async def story(house: House) -> None:
        ids = [(await house.data("{ account { request_id } }"))["request_id"] for _ in range(3)]
        assert len(dict.fromkeys(ids)) == 3
        both = await house.ask("{ a: account { request_id } b: products { request_id } }")
        assert both.document["data"]["a"] == both.document["data"]["b"]

    at_house(story)


def test_one_part_of_a_query_may_fail_and_the_rest_is_answered():
    async def story(house: House) -> None:
        answer = await house.ask('{ good: account { data { id } } bad: order(id: "x") { data { id } } }')
        assert answer.status == 200
        assert answer.document["data"]["good"]["data"]["id"] == "QWNjb3VudDo3NTU2"
        assert answer.document["data"]["bad"] is None
        [error] = answer.document["errors"]
        assert (error["operation"], error["code"]) == ("bad", 5)

    at_house(story)
