"""What becomes of an order, from the client's query to the carrier."""

from datetime import UTC, datetime

import pytest

from simulators.chassis.commits import MovementCommit
from simulators.threepl_graphql.domain.pace import PACES
from tests.simulators.threepl_graphql.house import (
    CANCEL,
    CHANGE,
    CREATE,
    HOLDS,
    HOUR_S,
    ONE,
    TWO,
    House,
    an_order,
    at_house,
)


def lines_of(order):
    return [edge["node"] for edge in order["line_items"]["edges"]]


def test_an_order_on_hold_is_allocated_whole_and_waits():
    async def story(house: House) -> None:
        order = await house.create((ONE, 24), (TWO, 5), (ONE, 6))

        assert order["fulfillment_status"] == "pending"
        assert order["holds"]["operator_hold"] is True
        assert [line["quantity_allocated"] for line in lines_of(order)] == [24, 5, 6]
        assert (await house.level(ONE))["allocated"] == 30
        await house.site.clock.sleep(HOUR_S)

    assert at_house(story).statuses == ["allocated"]


def test_an_order_without_a_hold_is_packed_and_leaves():
    async def story(house: House) -> None:
        order = await house.shipped((ONE, 24))
        [line] = lines_of(order)
        assert (line["quantity_shipped"], line["quantity_pending_fulfillment"]) == (24, 0)
        assert (await house.level(ONE))["on_hand"] == 76

    site = at_house(story)
    assert site.statuses == ["allocated", "released", "picked", "shipped"]
    issues = [r for r in site.commits if isinstance(r, MovementCommit) and r.kind == "issue"]
    assert [(issue.item, issue.quantity) for issue in issues] == [(ONE, -24)]


def test_an_order_that_stock_does_not_cover_is_taken_in_and_waits_for_goods():
    async def story(house: House) -> None:
        order = await house.create((ONE, 1), (TWO, 101))
        assert [line["backorder_quantity"] for line in lines_of(order)] == [1, 101]
        assert (await house.level(TWO))["backorder"] == 101
        assert house.site.statuses == []

        add = "mutation($data: UpdateInventoryInput!) { inventory_add(data: $data) { request_id } }"
        warehouse = "V2FyZWhvdXNlOjEzODQx"
        await house.data(add, data={"sku": TWO, "warehouse_id": warehouse, "quantity": 1, "reason": "found"})
        shown = await house.order(order["id"])
        assert [line["quantity_allocated"] for line in lines_of(shown)] == [1, 101]
        assert (await house.level(TWO))["backorder"] == 0

    assert at_house(story).statuses == ["allocated"]


def test_the_oldest_of_those_who_wait_gets_the_goods_that_are_freed():
    async def story(house: House) -> None:
        first = await house.create((ONE, 100), ref="A")
        second = await house.create((ONE, 60), ref="B")
        third = await house.create((ONE, 50), ref="C")
        await house.data(CANCEL, data={"order_id": first["id"]})

        assert lines_of(await house.order(second["id"]))[0]["quantity_allocated"] == 60
        assert lines_of(await house.order(third["id"]))[0]["backorder_quantity"] == 50

    at_house(story)


def test_two_open_orders_cannot_share_the_clients_number_but_a_cancelled_one_does_not_count():
    async def story(house: House) -> None:
        order = await house.create()
        error = await house.error(CREATE, data=an_order())
        assert (error["code"], error["operation"]) == (8, "order_create")
        assert "already exists" in error["message"]
        await house.data(CANCEL, data={"order_id": order["id"], "reason": "mistake"})
        assert (await house.create())["id"] != order["id"]

    at_house(story)


def test_a_cancelled_order_frees_its_goods_and_cannot_be_cancelled_again():
    async def story(house: House) -> None:
        order = await house.create()
        cancelled = await house.data(CANCEL, data={"order_id": order["id"], "reason": "mistake"})
        assert cancelled["order"]["fulfillment_status"] == "canceled"
        assert (await house.level())["allocated"] == 0
        again = await house.error(CANCEL, data={"order_id": order["id"]})
        assert (again["code"], again["status"]) == (10, "canceled")

    assert at_house(story).statuses == ["allocated", "cancelled"]


def test_what_is_packed_cannot_be_cancelled_held_or_changed_not_even_by_force():
    async def story(house: House) -> None:
        order = await house.create(holds={})
        await house.site.clock.sleep(1.5)
        assert (await house.order(order["id"]))["fulfillment_status"] == "packed_out"
        line_id = lines_of(order)[0]["id"]
        for query, data in (
            (CANCEL, {"order_id": order["id"], "force": True}),
            (HOLDS, {"order_id": order["id"], "fraud_hold": True}),
            (CHANGE, {"order_id": order["id"], "line_items": [{"id": line_id, "quantity": 2}]}),
        ):
            error = await house.error(query, data=data)
            assert (error["code"], error["status"]) == (10, "packed_out")

    at_house(story)


def test_a_hold_put_on_in_time_keeps_the_picker_away_until_it_is_lifted():
    async def story(house: House) -> None:
        order = await house.create(holds={})
        held = await house.data(HOLDS, data={"order_id": order["id"], "payment_hold": True})
        assert held["order"]["holds"]["payment_hold"] is True
        await house.site.clock.sleep(60)
        assert (await house.order(order["id"]))["fulfillment_status"] == "pending"
        await house.data(HOLDS, data={"order_id": order["id"], "payment_hold": False})
        await house.site.clock.sleep(3)
        assert (await house.order(order["id"]))["fulfillment_status"] == "fulfilled"

    assert at_house(story).statuses == ["allocated", "released", "picked", "shipped"]


def test_lines_can_be_changed_while_stock_covers_it():
    async def story(house: House) -> None:
        order = await house.create((ONE, 24), (TWO, 5))
        one, two = [line["id"] for line in lines_of(order)]
        changes = [{"id": one, "quantity": 90, "price": "8.00"}, {"id": two, "quantity": 0}]
        changed = await house.data(CHANGE, data={"order_id": order["id"], "line_items": changes})
        assert [(li["quantity"], li["price"]) for li in lines_of(changed["order"])] == [
            (90, "8.00"),
            (0, "9.95"),
        ]
        assert ((await house.level(ONE))["allocated"], (await house.level(TWO))["allocated"]) == (90, 0)

        too_much = {"order_id": order["id"], "line_items": [{"id": one, "quantity": 101}]}
        assert (await house.error(CHANGE, data=too_much))["code"] == 9
        nothing = {"order_id": order["id"], "line_items": [{"id": one, "quantity": 0}]}
        assert (await house.error(CHANGE, data=nothing))["code"] == 4
        assert (await house.level(ONE))["allocated"] == 90

    at_house(story)


@pytest.mark.parametrize(
    ("changed", "code", "named"),
    [
        ({"line_items": []}, 4, "line_items"),
        ({"line_items": [{"sku": "NO", "partner_line_item_id": "1", "quantity": 1, "price": "1"}]}, 5, "NO"),
        (
            {"line_items": [{"sku": ONE, "partner_line_item_id": "1", "quantity": 0, "price": "1"}]},
            4,
            "quantity",
        ),
        (
            {"line_items": [{"sku": ONE, "partner_line_item_id": "1", "quantity": 1, "price": "x"}]},
            4,
            "price",
        ),
        (
            {"line_items": [{"sku": ONE, "partner_line_item_id": "1", "quantity": 1, "price": "1"}] * 2},
            4,
            "twice",
        ),
        ({"order_number": "W\r\nX: y"}, 4, "order_number"),
        ({"order_date": "yesterday"}, 4, "order_date"),
        ({"shipping_address": {"city": "x" * 101}}, 4, "shipping_address.city"),
    ],
)
def test_a_bad_order_is_refused_with_what_and_where(changed, code, named):
    async def story(house: House) -> None:
        error = await house.error(CREATE, data={**an_order(), **changed})
        assert error["code"] == code
        assert named in error["message"]

    assert at_house(story).statuses == []


def test_at_a_realistic_pace_a_batch_starts_at_half_past_and_the_carrier_comes_at_noon():
    async def story(house: House) -> None:
        order = await house.create(holds={})
        await house.site.clock.sleep(1700)
        assert house.site.statuses == ["allocated", "released"]
        await house.site.clock.sleep(12 * HOUR_S)
        assert (await house.order(order["id"]))["fulfillment_status"] == "fulfilled"

    at_house(story, pace="realistic")


def test_no_carrier_comes_on_sunday():
    saturday_evening = datetime(2026, 1, 10, 19, 0, tzinfo=UTC)

    assert PACES["realistic"].leaves_at(saturday_evening, 0.0) == datetime(2026, 1, 12, 11, 15, tzinfo=UTC)


def test_the_same_seed_gives_the_same_bytes():
    def told() -> list[bytes]:
        async def story(house: House) -> None:
            await house.listen("Order Allocated", "Order Packed Out", "Shipment Update")
            await house.shipped((ONE, 3), (TWO, 4))

        return [body for _, _, body in at_house(story).listener.heard]

    assert told() == told() != []
