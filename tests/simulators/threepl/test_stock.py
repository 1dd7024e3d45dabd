"""What the client stores with the provider, item by item and place by place."""

from tests.simulators.site_world import SiteWorld
from tests.simulators.threepl.test_api import ONE, ORDER, THREE, TWO, an_order, at_provider

ROOT = "/2026-01"


def test_levels_say_what_is_on_hand_committed_and_fulfillable_and_where():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, an_order((1, ONE, 24)))
        level = (await site.call("GET", f"{ROOT}/inventory-level/{ONE}")).document
        assert (level["total_on_hand_quantity"], level["total_committed_quantity"]) == (100, 24)
        there = (await site.call("GET", f"{ROOT}/inventory-level/{ONE}/locations")).document["locations"]
        assert [(place["location_id"], place["fulfillable_quantity"]) for place in there] == [(117, 76)]
        all_there = (await site.call("GET", f"{ROOT}/inventory-level/locations")).document["items"]
        assert [item["inventory_id"] for item in all_there] == [ONE, TWO, THREE]

    at_provider(story)


def test_items_are_found_by_id_and_by_name():
    async def story(site: SiteWorld) -> None:
        for asked, found in (
            (f"InventoryIds={TWO},{ONE},5", [ONE, TWO]),
            ("SearchBy=ITEM%203", [THREE]),
            ("SearchBy=nothing", []),
            ("InventoryIds=", None),
        ):
            answer = await site.call("GET", f"{ROOT}/inventory?{asked}")
            if found is None:
                assert answer.status == 422
            else:
                assert [item["inventory_id"] for item in answer.document["items"]] == found, asked

    at_provider(story)


def test_a_product_leads_to_its_inventory():
    async def story(site: SiteWorld) -> None:
        [product, *_] = (await site.call("GET", f"{ROOT}/product")).document["items"]
        again = (await site.call("GET", f"{ROOT}/product/{product['id']}")).document
        assert again == product
        inventory_id = product["variants"][0]["inventory"]["inventory_id"]
        item = (await site.call("GET", f"{ROOT}/inventory/{inventory_id}")).document
        assert item["sku"] == product["variants"][0]["sku"]

    at_provider(story)


def test_there_is_one_place_and_one_channel():
    async def story(site: SiteWorld) -> None:
        for path in ("location", "fulfillment-center"):
            [place] = (await site.call("GET", f"{ROOT}/{path}")).document
            assert place["id"] == 117
        [channel] = (await site.call("GET", f"{ROOT}/channel")).document["items"]
        assert channel["id"] == (await site.call("POST", ORDER, an_order())).document["channel"]["id"]

    at_provider(story)


def test_every_answer_says_how_many_calls_are_left():
    async def story(site: SiteWorld) -> None:
        left = [(await site.call("GET", f"{ROOT}/location")).headers["x-remaining-calls"] for _ in range(3)]
        assert left == ["149", "148", "147"]

    at_provider(story, misbehaviours={"request_rate": {}})


def test_webhooks_come_in_pages_and_go_one_by_one():
    async def story(site: SiteWorld) -> None:
        for n in range(3):
            asked = {"url": f"http://listener/{n}", "topics": ["order.shipped"]}
            made = await site.call("POST", f"{ROOT}/webhook", asked)
            assert made.document["secret"].startswith("whsec_")
        page = (await site.call("GET", f"{ROOT}/webhook?RecordsPerPage=2")).document
        rest = (await site.call("GET", page["next"])).document
        assert [w["id"] for w in page["items"] + rest["items"]] == ["1", "2", "3"]
        assert "secret" not in page["items"][0]
        gone = await site.call("DELETE", f"{ROOT}/webhook/2")
        assert (gone.status, gone.body) == (204, b"")
        assert (await site.call("DELETE", f"{ROOT}/webhook/2")).document["code"] == "webhook_not_found"

    at_provider(story)
