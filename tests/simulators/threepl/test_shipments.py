"""Holds and their repair, exceptions, other items, logs: what may happen to a shipment before it leaves."""

import pytest

from tests.simulators.site_world import SiteWorld
from tests.simulators.threepl.asks import SHIPMENT
from tests.simulators.threepl.test_api import FIRST, ONE, ORDER, THREE, TWO, an_order, at_provider
from tests.simulators.threepl.test_receiving import announced

ITS_SHIPMENT = FIRST + 100_000_000
ONE_SHIPMENT = f"{SHIPMENT}/{ITS_SHIPMENT}"


def with_country(country: str, **order):
    asked = an_order(**order)
    asked["recipient"]["address"]["country"] = country
    return asked


def test_a_bad_address_holds_a_shipment_until_it_is_repaired():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        await site.call("POST", ORDER, with_country("Denmark", hold=False))
        held = (await site.call("GET", ONE_SHIPMENT)).document
        assert held["status"] == "OnHold"
        assert [detail["name"] for detail in held["status_details"]] == ["InvalidAddress"]

        address = {"street_address1": "2 Quay", "city": "Aarhus", "country_code": "DK"}
        done = await site.call("PUT", f"{ONE_SHIPMENT}:updateAddress", address)
        assert done.document == {"id": ITS_SHIPMENT, "is_success": True, "error": None}
        await site.clock.sleep(3)
        order = (await site.call("GET", f"{ORDER}/{FIRST}")).document
        assert order["status"] == "Fulfilled"
        assert order["recipient"]["address"] == {
            "address1": "2 Quay",
            "city": "Aarhus",
            "zip_code": "8000",
            "country": "DK",
        }

    assert at_provider(story, pace="brisk").statuses == ["allocated", "released", "picked", "shipped"]


def test_a_hold_with_two_reasons_ends_when_both_are_gone():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, with_country("Denmark", hold=True))
        released = (await site.call("POST", f"{ORDER}/{FIRST}:release")).document
        assert [d["name"] for d in released["shipments"][0]["status_details"]] == ["InvalidAddress"]
        assert (await site.call("POST", f"{ORDER}/{FIRST}:release")).document[
            "code"
        ] == "order_already_released"
        address = {"street_address1": "2 Quay", "city": "Aarhus", "country_code": "DK"}
        await site.call("PUT", f"{ONE_SHIPMENT}:updateAddress", address)
        assert (await site.call("GET", ONE_SHIPMENT)).document["status"] == "Processing"

    assert at_provider(story).statuses == ["allocated", "released"]


@pytest.mark.parametrize("wrong", [{"country_code": "Denmark"}, {"city": ""}, {"street_address1": "a\r\nb"}])
def test_a_bad_repair_is_refused(wrong):
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, an_order())
        address = {"street_address1": "2 Quay", "city": "Aarhus"} | wrong
        refused = await site.call("PUT", f"{ONE_SHIPMENT}:updateAddress", address)
        assert (refused.status, refused.document["code"]) == (422, "validation_failed")
        assert next(iter(wrong)) in refused.document["message"]

    at_provider(story)


def test_an_order_that_inventory_does_not_cover_waits_as_an_exception_if_the_client_has_it_so():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        order = (await site.call("POST", ORDER, an_order((1, TWO, 130), hold=False))).document
        assert (order["status"], order["shipments"][0]["status"]) == ("Exception", "Exception")
        level = (await site.call("GET", f"/2026-01/inventory-level/{TWO}")).document
        assert (level["total_exception_quantity"], level["total_committed_quantity"]) == (130, 0)
        assert site.statuses == []

        await announced(site, (TWO, 20), (TWO, 10))
        await site.clock.sleep(1.5)
        assert (await site.call("GET", ONE_SHIPMENT)).document["status"] == "Exception"
        await site.clock.sleep(5)
        assert (await site.call("GET", ONE_SHIPMENT)).document["status"] == "Completed"

    site = at_provider(story, pace="brisk", misbehaviours={"exceptions": {}})
    assert site.statuses == ["allocated", "released", "picked", "shipped"]
    assert site.misbehaved == [("exceptions", "W000123")]


def test_a_cancelled_exception_frees_nothing_and_nobody_audits_it():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, an_order((1, TWO, 130)))
        assert (await site.call("POST", f"{ORDER}/{FIRST}:cancel")).status == 200
        assert site.stock(str(TWO)).allocated == 0

    assert at_provider(story, misbehaviours={"exceptions": {}}).statuses == []


def test_other_items_are_committed_instead_of_those_before():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, an_order((1, ONE, 24), (2, TWO, 5)))
        items = {"items": [{"inventory_id": ONE, "quantity": 90}, {"inventory_id": THREE, "quantity": 1}]}
        changed = (await site.call("POST", f"{ONE_SHIPMENT}:updateLineItems", items)).document
        assert [
            (c["action"], c["previous_value"], c["new_value"]) for c in changed["shipment_line_items"]
        ] == [
            ("Updated", "24", "90"),
            ("Removed", "5", "0"),
            ("Added", "0", "1"),
        ]
        shown = (await site.call("GET", ONE_SHIPMENT)).document["products"]
        assert [(p["external_line_id"], p["inventory_id"]) for p in shown] == [(1, ONE), (3, THREE)]
        assert [site.stock(str(i)).allocated for i in (ONE, TWO, THREE)] == [90, 0, 1]

        too_much = {"items": [{"inventory_id": ONE, "quantity": 101}]}
        refused = await site.call("POST", f"{ONE_SHIPMENT}:updateLineItems", too_much)
        assert refused.document["code"] == "insufficient_inventory"
        assert site.stock(str(ONE)).allocated == 90
        listed = (await site.call("GET", f"{ONE_SHIPMENT}:getLineItems")).document
        assert [(item["inventory_id"], item["committed_quantity"]) for item in listed] == [
            (ONE, 90),
            (THREE, 1),
        ]

    at_provider(story)


def test_what_is_picked_can_be_neither_changed_nor_cancelled():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        await site.call("POST", ORDER, an_order(hold=False))
        await site.clock.sleep(1.5)
        assert (await site.call("GET", ONE_SHIPMENT)).document["status"] == "LabeledCreated"
        for method, verb, body in (
            ("PUT", "updateAddress", {"street_address1": "2 Quay", "city": "Aarhus"}),
            ("POST", "updateLineItems", {"items": [{"inventory_id": ONE, "quantity": 1}]}),
            ("POST", "cancel", None),
        ):
            refused = await site.call(method, f"{ONE_SHIPMENT}:{verb}", body)
            assert (refused.status, refused.document["code"]) == (422, "order_already_picked")

    at_provider(story, pace="brisk")


def test_a_cancelled_shipment_takes_its_order_with_it():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", ORDER, an_order())
        nested = f"{ORDER}/{FIRST}/shipment/{ITS_SHIPMENT}"
        assert (await site.call("POST", f"{nested}:cancel")).document["status"] == "Cancelled"
        assert (await site.call("GET", f"{ORDER}/{FIRST}")).document["status"] == "Cancelled"
        assert (await site.call("GET", f"{ORDER}/{FIRST + 1}/shipment/{ITS_SHIPMENT}")).status == 404

    at_provider(story)


def test_the_log_tells_the_whole_story():
    async def story(site: SiteWorld) -> None:
        site.system.start()
        await site.call("POST", ORDER, an_order())
        await site.call("POST", f"{ORDER}/{FIRST}:release")
        await site.clock.sleep(3)
        for path in (ONE_SHIPMENT, f"{ORDER}/{FIRST}/shipment/{ITS_SHIPMENT}"):
            for what in ("logs", "timeline"):
                logs = (await site.call("GET", f"{path}/{what}")).document
                names = [entry["log_type_name"] for entry in logs]
                assert names == ["OnHold", "OrderProcessing", "LabelCreated", "OrderDispatched"]

    at_provider(story, pace="brisk")


def test_orders_are_found_by_what_is_known_of_them():
    async def story(site: SiteWorld) -> None:
        for reference in ("A", "B", "C,D"):
            await site.call("POST", ORDER, an_order((1, ONE, 1), reference=reference))
            await site.clock.sleep(60)
        for asked, found in (
            ("ReferenceIds=A,B", ["A", "B"]),
            ("ReferenceIds=C,D", ["C,D"]),
            (f"IDs={FIRST + 1},{FIRST},1", ["B", "A"]),
            (f"IDs={FIRST}&ReferenceIds=A,B", ["A"]),
            ("SortOrder=Newest&Limit=2", ["C,D", "B"]),
            ("StartDate=2026-01-05T00:00:30Z&EndDate=2026-01-05T00:01:30Z", ["B"]),
            ("HasTracking=true", []),
            ("LastUpdateStartDate=2026-01-05T00:01:30Z", ["C,D"]),
        ):
            orders = (await site.call("GET", f"{ORDER}?{asked}")).document
            assert [order["reference_id"] for order in orders] == found, asked
        for wrong in ("IDs=x", "SortOrder=Up", "StartDate=soon", "HasTracking=perhaps", "Limit=251"):
            refused = await site.call("GET", f"{ORDER}?{wrong}")
            assert (refused.status, wrong.partition("=")[0] in refused.document["message"]) == (422, True)

    at_provider(story)
