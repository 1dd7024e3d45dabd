"""What the provider answers to those who call it."""

from typing import Any

import pytest

from dualrun.clock import VirtualClock, run_virtual
from simulators.threepl import SIMULATOR
from tests.simulators.site_world import SiteWorld, a_master, open_site

ORDER = "/2026-01/order"
FIRST = 310_000_001
ONE, TWO, THREE = 80_007, 80_014, 80_021


def an_order(
    *products: tuple[int, int, int], reference: str = "W000123", hold: bool = True
) -> dict[str, Any]:
    return {
        "reference_id": reference,
        "order_number": reference.partition("/")[0],
        "fulfillment_hold": hold,
        "recipient": {
            "name": "Nordby Tools",
            "address": {"address1": "1 Quay", "city": "Aarhus", "zip_code": "8000", "country": "DK"},
        },
        "products": [
            {"external_line_id": line, "inventory_id": inventory_id, "quantity": quantity}
            for line, inventory_id, quantity in products or ((1, ONE, 24),)
        ],
    }


def at_provider(story: Any, **world: Any) -> SiteWorld:
    async def main(clock: VirtualClock) -> SiteWorld:
        site = open_site(SIMULATOR, clock, **world)
        await story(site)
        assert not site.defects
        site.assert_stock_adds_up()
        return site

    return run_virtual(main)


def test_an_order_on_hold_commits_its_inventory_whole():
    async def story(site: SiteWorld) -> None:
        answer = await site.call("POST", ORDER, an_order((1, ONE, 24), (2, TWO, 5), (3, ONE, 6)))

        assert answer.status == 201
        order = answer.document
        assert (order["id"], order["reference_id"], order["order_number"]) == (FIRST, "W000123", "W000123")
        assert (order["status"], order["shipments"][0]["status"]) == ("Processing", "OnHold")
        assert [(each["external_line_id"], each["id"], each["quantity"]) for each in order["products"]] == [
            (1, ONE, 24),
            (2, TWO, 5),
            (3, ONE, 6),
        ]
        assert (site.stock(str(ONE)).allocated, site.stock(str(TWO)).allocated) == (30, 5)

    assert at_provider(story).statuses == ["allocated"]


def test_an_order_without_hold_is_released_at_once():
    async def story(site: SiteWorld) -> None:
        assert (await site.call("POST", ORDER, an_order(hold=False))).status == 201

    assert at_provider(story).statuses == ["allocated", "released"]


def test_a_shortage_of_one_item_commits_nothing_and_names_what_is_short():
    async def story(site: SiteWorld) -> None:
        answer = await site.call("POST", ORDER, an_order((1, ONE, 24), (2, TWO, 60), (3, TWO, 41)))

        assert (answer.status, answer.document["code"]) == (422, "insufficient_inventory")
        assert answer.document["errors"] == [{"inventory_id": TWO, "requested": 101, "fulfillable": 100}]
        assert site.stock(str(ONE)).allocated == 0

    assert at_provider(story).statuses == []


def test_a_reference_is_used_once_but_a_cancelled_order_does_not_count():
    async def story(site: SiteWorld) -> None:
        assert (await site.call("POST", ORDER, an_order())).status == 201
        again = await site.call("POST", ORDER, an_order())
        assert (again.status, again.document["code"]) == (422, "duplicate_reference_id")
        assert site.stock(str(ONE)).allocated == 24
        await site.call("POST", f"{ORDER}/{FIRST}:cancel")
        assert (await site.call("POST", ORDER, an_order())).status == 201

        found = (await site.call("GET", f"{ORDER}?ReferenceIds=W000123")).document
        assert [order["id"] for order in found] == [FIRST, FIRST + 1]
        for query in ("Page=2&Limit=1", "page=2&limit=1"):  # clients write the names as they like
            second = (await site.call("GET", f"{ORDER}?{query}")).document
            assert [order["id"] for order in second] == [FIRST + 1]
        assert (await site.call("GET", f"{ORDER}?ReferenceIds=W9")).document == []

    at_provider(story)


def test_release_and_cancel_are_refused_with_the_reason_when_they_come_again():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, an_order())

        assert (await site.call("POST", f"{ORDER}/{FIRST}:release")).document["status"] == "Processing"
        assert (await site.call("POST", f"{ORDER}/{FIRST}:release")).document[
            "code"
        ] == "order_already_released"
        assert (await site.call("POST", f"{ORDER}/{FIRST}:cancel")).document["order"]["status"] == "Cancelled"
        assert site.stock(str(ONE)).allocated == 0
        assert (await site.call("POST", f"{ORDER}/{FIRST}:cancel")).document[
            "code"
        ] == "order_already_cancelled"
        assert (await site.call("POST", f"{ORDER}/{FIRST}:release")).document[
            "code"
        ] == "order_already_cancelled"

    assert at_provider(story).statuses == ["allocated", "released", "cancelled"]


def test_order_and_shipment_can_be_read_back():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, an_order((7, THREE, 2), reference="W000123/2"))

        order = (await site.call("GET", f"{ORDER}/{FIRST}")).document
        [shipment] = (await site.call("GET", f"{ORDER}/{FIRST}/shipment")).document

        assert (order["reference_id"], order["order_number"]) == ("W000123/2", "W000123")
        assert order["created_date"] == "2026-01-05T00:00:00.000Z"
        assert shipment == order["shipments"][0]
        assert shipment["products"] == [{"external_line_id": 7, "inventory_id": THREE, "quantity": 2}]

    at_provider(story)


def test_inventory_comes_in_pages_behind_a_cursor():
    async def story(site: SiteWorld) -> None:
        target, ids = "/2026-01/inventory-level?PageSize=2", []
        while target:
            page = (await site.call("GET", target)).document
            ids += [item["inventory_id"] for item in page["items"]]
            target = page["next"]

        assert ids == [ONE, TWO, THREE]
        assert (await site.call("GET", "/2026-01/inventory-level?Cursor=%21")).status == 422
        assert (await site.call("GET", "/2026-01/inventory-level?PageSize=251")).status == 422

    at_provider(story)


BAD_ORDERS: list[tuple[Any, int, str]] = [
    (b"", 400, "body: not JSON"),
    (b'{"reference_id": NaN}', 400, "body: not JSON"),
    (b"\xff\xfe", 400, "body: not JSON"),
    (b"[" * 20_000, 400, "body: not JSON"),
    (b'{"reference_id": 1e400}', 400, "body: not JSON"),
    (b'{"reference_id": "\\ud800"}', 400, "body: not JSON"),
    (b'{"reference_id": "A", "reference_id": "B"}', 400, "stands twice"),
    (an_order() | {"reference_id": "W\0"}, 422, "reference_id"),
    (an_order((1, ONE, 2**63)), 422, "products[0].quantity"),
    (an_order((1, 10**18, 1)), 422, "products[0].inventory_id"),
    (b"[]", 400, "body: must be an object"),
    (an_order() | {"reference_id": 5}, 422, "reference_id"),
    (an_order() | {"reference_id": "W\r\nX: y"}, 422, "reference_id"),
    (an_order() | {"order_number": "Ærø"}, 422, "order_number"),
    (an_order() | {"fulfillment_hold": "yes"}, 422, "fulfillment_hold"),
    (an_order() | {"recipient": []}, 422, "recipient"),
    (an_order() | {"recipient": {"name": "x", "address": None}}, 422, "recipient.address"),
    (an_order() | {"products": []}, 422, "products"),
    (an_order() | {"products": ["x"]}, 422, "products[0]"),
    (an_order((1, ONE, 0)), 422, "products[0].quantity"),
    (an_order((1, ONE, 1.5)), 422, "products[0].quantity"),
    (an_order((1, ONE, True)), 422, "products[0].quantity"),
    (an_order((1, ONE, 1), (1, TWO, 1)), 422, "products[1].external_line_id: 1 stands twice"),
    (an_order((1, 12, 1)), 422, "there is no inventory 12"),
]


@pytest.mark.parametrize(("order", "status", "named"), BAD_ORDERS)
def test_a_bad_order_is_refused_with_what_and_where(order: Any, status: int, named: str):
    async def story(site: SiteWorld) -> None:
        answer = await site.call("POST", ORDER, order)

        assert (answer.status, answer.document["statusCode"]) == (status, status)
        assert named in answer.document["message"]

    at_provider(story)


def test_a_body_over_a_megabyte_is_refused():
    async def story(site: SiteWorld) -> None:
        assert (await site.call("POST", ORDER, b" " * 1_000_001)).status == 413

    at_provider(story)


@pytest.mark.parametrize("order_id", ["4711", "abc", "٣", "9" * 40])
def test_an_unknown_order_is_not_found(order_id: str):
    async def story(site: SiteWorld) -> None:
        for method, path in (("GET", ""), ("GET", "/shipment"), ("POST", ":release"), ("POST", ":cancel")):
            answer = await site.call(method, f"{ORDER}/{order_id}{path}")
            assert (answer.status, answer.document["code"]) == (404, "order_not_found")

    at_provider(story)


@pytest.mark.parametrize("token", ["", "Bearer wrong", "rehearsal-only-threepl-token"])
def test_nobody_enters_without_the_token(token: str):
    async def story(site: SiteWorld) -> None:
        site.key = {"authorization": token}
        assert (await site.call("POST", ORDER, an_order())).document["code"] == "unauthorized"

    at_provider(story)


def test_unknown_paths_and_methods_are_refused_in_the_native_shape():
    async def story(site: SiteWorld) -> None:
        assert (await site.call("GET", "/2024-07/order")).document["statusCode"] == 404
        assert (await site.call("PATCH", ORDER)).document["statusCode"] == 405

    at_provider(story)


def test_over_its_calls_a_token_is_told_how_long_to_wait_and_the_ledger_says_so():
    async def story(site: SiteWorld) -> None:
        for _ in range(150):
            assert (await site.call("GET", f"{ORDER}/1")).status == 404
            await site.clock.sleep(0.1)
        refused = await site.call("GET", f"{ORDER}/1")
        assert refused.status == 429
        assert refused.document["statusCode"] == 429
        assert "retry-after" not in refused.headers
        assert refused.headers["x-retry-after"] == "45"

        await site.clock.sleep(45)
        assert (await site.call("GET", f"{ORDER}/1")).status == 404

    site = at_provider(story, misbehaviours={"request_rate": {}})
    assert site.misbehaved == [("request_rate", f"GET {ORDER}/1")]


def test_a_large_client_is_not_limited_by_default():
    async def story(site: SiteWorld) -> None:
        for _ in range(2000):
            assert (await site.call("GET", f"{ORDER}/1")).status == 404

    assert at_provider(story).misbehaved == []


def test_codes_are_injective_integers():
    codes = SIMULATOR.codes(a_master("threepl", items=120))

    assert len({int(code) for code in codes["item"].values()}) == 120
    assert codes["site"] == {"WEST": "117"}


def test_every_route_has_a_summary_and_its_refusals():
    for path in SIMULATOR.api().openapi()["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert {"401", "429"} <= set(operation["responses"])
