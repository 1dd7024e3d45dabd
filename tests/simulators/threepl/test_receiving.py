"""Boxes that are announced and counted, and goods that come back."""

import pytest

from tests.simulators.site_world import Answer, SiteWorld
from tests.simulators.threepl.asks import RECEIVING, RETURN, a_receiving, a_return
from tests.simulators.threepl.test_api import ONE, ORDER, THREE, TWO, an_order, at_provider

WEBHOOK = "/2026-01/webhook"


async def announced(site: SiteWorld, *boxes: tuple[int, int]) -> int:
    answer = await site.call("POST", RECEIVING, a_receiving(*boxes))
    assert (answer.status, answer.document["status"]) == (201, "Awaiting")
    number: int = answer.document["id"]
    return number


def test_boxes_are_counted_one_after_the_other():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        receiving = await announced(site, (TWO, 40), (ONE, 5))
        level = f"/2026-01/inventory-level/{TWO}"
        assert (await site.call("GET", level)).document["total_awaiting_quantity"] == 40
        await site.clock.sleep(1.5)

        shown = (await site.call("GET", f"{RECEIVING}/{receiving}")).document
        assert shown["status"] == "Processing"
        two, one = shown["inventory_quantities"]
        assert (two["expected_quantity"], two["received_quantity"], one["received_quantity"]) == (40, 40, 0)
        assert (await site.call("GET", level)).document["total_awaiting_quantity"] == 0
        boxes = (await site.call("GET", f"{RECEIVING}/{receiving}/boxes")).document
        assert [box["box_status"] for box in boxes] == ["Completed", "Awaiting"]
        refused = await site.call("POST", f"{RECEIVING}/{receiving}:cancel")
        assert refused.document["code"] == "status_does_not_allow"

        await site.clock.sleep(1)
        done = (await site.call("GET", f"{RECEIVING}/{receiving}")).document
        assert [step["status"] for step in done["status_history"]] == ["Awaiting", "Processing", "Completed"]
        assert (site.stock(str(TWO)).on_hand, site.stock(str(ONE)).on_hand) == (140, 105)

    at_provider(story, pace="brisk")


def test_a_receiving_that_is_cancelled_in_time_never_comes():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        receiving = await announced(site, (TWO, 40))
        assert (await site.call("POST", f"{RECEIVING}/{receiving}:cancel")).document["status"] == "Cancelled"
        await site.clock.sleep(5)
        assert site.stock(str(TWO)).on_hand == 100

    at_provider(story, pace="brisk")


def test_at_a_realistic_pace_nothing_is_counted_before_the_day_of_arrival():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        await announced(site, (TWO, 40))
        await site.clock.sleep(31 * 3600)
        assert site.stock(str(TWO)).on_hand == 100
        await site.clock.sleep(4 * 3600)
        assert site.stock(str(TWO)).on_hand == 140

    at_provider(story)


def test_a_box_may_hold_less_than_was_announced_and_the_ledger_says_so():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        receiving = await announced(site, (TWO, 40))
        await site.clock.sleep(2)
        assert (await site.call("GET", f"{RECEIVING}/{receiving}")).document["status"] == "Incomplete"
        assert site.stock(str(TWO)).on_hand == 130

    site = at_provider(story, pace="brisk", misbehaviours={"short_receipt": {"share": 1.0}})
    assert site.misbehaved == [("short_receipt", "700001")]


def test_receivings_are_found_by_what_is_known_of_them():
    async def story(site: SiteWorld) -> None:
        for number in ("PO-1", "PO-2", "PO-3"):
            await site.call("POST", RECEIVING, a_receiving((ONE, 1), number=number))
        await site.call("POST", f"{RECEIVING}/700002:cancel")
        for asked, found in (
            ("PurchaseOrderNumbers=PO-1,PO-3", ["PO-1", "PO-3"]),
            ("Statuses=Cancelled", ["PO-2"]),
            ("IDs=700003", ["PO-3"]),
            ("Page=2&Limit=2", ["PO-3"]),
        ):
            shown = (await site.call("GET", f"{RECEIVING}?{asked}")).document
            assert [receiving["purchase_order_number"] for receiving in shown] == found, asked

    at_provider(story)


async def shipped(site: SiteWorld, *products: tuple[int, int, int]) -> int:
    """Let an order leave and give its shipment's id."""
    site.system.start()
    order = (await site.call("POST", ORDER, an_order(*products, hold=False))).document
    await site.clock.sleep(3)
    number: int = order["shipments"][0]["id"]
    return number


def test_what_comes_back_is_put_away_kept_apart_or_thrown_away():
    async def story(site: SiteWorld) -> None:
        shipment_id = await shipped(site, (1, ONE, 24), (2, TWO, 5), (3, THREE, 6))
        topics = ["return.created", "return.updated", "return.completed"]
        await site.call("POST", WEBHOOK, {"url": "http://listener/n", "topics": topics})
        lines = ((ONE, 10, "Restock"), (TWO, 5, "Quarantine"), (THREE, 6, "Dispose"), (ONE, 1, "Default"))
        made = await site.call("POST", RETURN, a_return(*lines, shipment_id=shipment_id))
        assert (made.status, made.document["status"]) == (201, "AwaitingArrival")
        await site.clock.sleep(3)

        done = (await site.call("GET", f"{RETURN}/{made.document['id']}")).document
        assert done["status"] == "Completed"
        taken = [line["action_taken"][0]["action"] for line in done["inventory"]]
        assert taken == ["Restock", "Quarantine", "Dispose", "Restock"]
        assert [site.stock(str(i)).on_hand for i in (ONE, TWO, THREE)] == [87, 100, 94]
        level = (await site.call("GET", f"/2026-01/inventory-level/{TWO}")).document
        assert (level["total_on_hand_quantity"], level["total_fulfillable_quantity"]) == (100, 95)
        assert [document["type"] for document in site.listener.documents] == topics

    at_provider(story, pace="brisk")


def test_a_return_can_be_changed_and_cancelled_until_it_arrives():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        made = (await site.call("POST", RETURN, a_return((ONE, 1, "Restock")))).document
        one = f"{RETURN}/{made['id']}"
        changed = await site.call("PUT", one, a_return((ONE, 2, "Restock")))
        assert changed.document["inventory"][0]["quantity"] == 2
        assert (await site.call("POST", f"{one}:cancel")).document["status"] == "Cancelled"
        for method, path, body in (
            ("PUT", one, a_return((ONE, 2, "Restock"))),
            ("POST", f"{one}:cancel", None),
        ):
            assert (await site.call(method, path, body)).document["code"] == "status_does_not_allow"
        await site.clock.sleep(5)
        assert site.stock(str(ONE)).on_hand == 100

    at_provider(story, pace="brisk")


def test_no_more_comes_back_of_a_shipment_than_has_left_and_a_reference_is_used_once():
    async def story(site: SiteWorld) -> None:
        shipment_id = await shipped(site, (1, ONE, 24))
        await site.call("POST", RETURN, a_return((ONE, 20, "Restock"), shipment_id=shipment_id))

        async def refused(code: str, **asked: object) -> None:
            answer: Answer = await site.call("POST", RETURN, a_return((ONE, 5, "Restock"), **asked))
            assert (answer.status, answer.document["code"]) == (404 if "not_found" in code else 422, code)

        await refused("insufficient_inventory", reference="R-2", shipment_id=shipment_id)
        await refused("duplicate_reference_id")
        await refused("shipment_not_found", reference="R-2", shipment_id=1)
        await site.call("POST", ORDER, an_order((1, TWO, 1), reference="B"))
        await refused("order_not_shipped", reference="R-2", shipment_id=shipment_id + 1)

    at_provider(story, pace="brisk")


def test_returns_come_in_pages_behind_a_cursor():
    async def story(site: SiteWorld) -> None:
        for n in range(5):
            await site.call("POST", RETURN, a_return((ONE, 1, "Restock"), reference=f"R-{n}"))
        target, seen = f"{RETURN}?Limit=2", []
        while target:
            page = (await site.call("GET", target)).document
            seen += [back["reference_id"] for back in page["items"]]
            target = page["next"]
        assert seen == [f"R-{n}" for n in range(5)]
        found = (await site.call("GET", f"{RETURN}?ReferenceIds=R-3")).document["items"]
        assert [back["reference_id"] for back in found] == ["R-3"]

    at_provider(story)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"boxes": []}, "boxes"),
        ({"package_type": "Bag"}, "package_type"),
        ({"expected_arrival_date": "soon"}, "expected_arrival_date"),
        ({"fulfillment_center": {"id": 1}}, "fulfillment_center.id"),
        ({"boxes": a_receiving((12, 1))["boxes"]}, "no inventory 12"),
        ({"boxes": a_receiving((ONE, 0))["boxes"]}, "boxes[0].box_items[0].quantity"),
    ],
)
def test_a_bad_receiving_is_refused_with_what_and_where(changed, named):
    async def story(site: SiteWorld) -> None:
        for wave, status in (("2025-07", 400), ("2026-01", 400), ("2026-07", 422)):
            answer = await site.call("POST", f"/{wave}/receiving", a_receiving((ONE, 1)) | changed)
            assert (answer.status, answer.document["statusCode"]) == (status, status)
            assert named in answer.document["message"]
        assert (await site.call("GET", RECEIVING)).document == []

    at_provider(story)


def test_an_unknown_record_is_not_found():
    async def story(site: SiteWorld) -> None:
        for path in (
            "receiving/1",
            "receiving/1/boxes",
            "return/1",
            "shipment/1",
            "product/1",
            "inventory/1",
        ):
            answer = await site.call("GET", f"/2026-01/{path}")
            assert (answer.status, answer.document["code"]) == (404, f"{path.partition('/')[0]}_not_found")

    at_provider(story)
