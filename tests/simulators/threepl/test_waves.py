"""The waves of the API side by side, each as its calendar says."""

from simulators.threepl import SIMULATOR
from simulators.threepl.schemas.waves import CHANGES, WAVES
from tests.simulators.site_world import SiteWorld
from tests.simulators.threepl.asks import a_receiving
from tests.simulators.threepl.test_api import FIRST, ONE, an_order, at_provider
from tests.simulators.threepl.test_shipments import ITS_SHIPMENT


def test_an_order_of_one_wave_is_there_in_all_of_them():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", "/2025-07/order", an_order())
        for wave in WAVES:
            shown = (await site.call("GET", f"/{wave}/order/{FIRST}")).document
            assert shown["reference_id"] == "W000123"

    at_provider(story)


def test_the_first_wave_says_the_number_in_the_shop_and_later_ones_do_not():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", "/2026-01/order", an_order())
        fields = {
            wave: (await site.call("GET", f"/{wave}/shipment/{ITS_SHIPMENT}")).document.get("store_order_id")
            for wave in WAVES
        }
        assert fields == {"2025-07": "W000123", **dict.fromkeys(WAVES[1:])}

    at_provider(story)


def test_what_a_wave_brought_is_not_there_before_it():
    paths = SIMULATOR.api().openapi()["paths"]
    for change in CHANGES:
        if change.kind == "endpoint added":
            method, path = change.what.split(" ")
            there = [wave for wave in WAVES if method.lower() in paths.get(f"/{wave}{path}", {})]
            assert there == [wave for wave in WAVES if wave >= change.wave]


def test_what_a_wave_took_away_is_not_there_from_then_on():
    paths = SIMULATOR.api().openapi()["paths"]
    for change in CHANGES:
        if change.kind == "endpoint removed":
            method, path = change.what.split(" ")
            there = [wave for wave in WAVES if method.lower() in paths.get(f"/{wave}{path}", {})]
            assert there == [wave for wave in WAVES if wave < change.wave]


def test_the_last_wave_lets_go_of_an_order_by_another_name_and_pages_what_it_finds():
    async def story(site: SiteWorld) -> None:
        await site.call("POST", "/2027-01/order", an_order() | {"fulfillment_hold": True})
        assert (await site.call("POST", f"/2027-01/order/{FIRST}:release")).status == 404
        assert (await site.call("POST", f"/2027-01/order/{FIRST}:unhold")).status == 200
        found = [(await site.call("GET", f"/{wave}/order")).document for wave in ("2026-07", "2027-01")]
        assert found[1] == {"items": found[0]}

    at_provider(story)


def test_a_wave_describes_what_it_answers():
    document = SIMULATOR.api().openapi()
    schemas = document["components"]["schemas"]

    def properties(wave: str, path: str) -> set[str]:
        answer = document["paths"][f"/{wave}{path}"]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"]["$ref"]
        return set(schemas[schema.rpartition("/")[2]]["properties"])

    shipment, receiving = "/shipment/{shipment_id}", "/receiving/{receiving_id}"
    says_number = [wave for wave in WAVES if "store_order_id" in properties(wave, shipment)]
    says_freight = [wave for wave in WAVES if "freight" in properties(wave, receiving)]
    assert (says_number, says_freight) == (["2025-07"], ["2026-07", "2027-01"])


def test_the_newest_wave_shows_with_whom_a_receiving_travels():
    async def story(site: SiteWorld) -> None:
        asked = a_receiving((ONE, 1)) | {"freight": {"carrier": "Sea", "bill_of_lading": "BL-1"}}
        made = (await site.call("POST", "/2026-07/receiving", asked)).document
        assert made["freight"] == {"carrier": "Sea", "bill_of_lading": "BL-1"}
        assert "freight" not in (await site.call("GET", f"/2026-01/receiving/{made['id']}")).document

    at_provider(story)


def test_a_page_leads_on_in_its_own_wave():
    async def story(site: SiteWorld) -> None:
        for wave in WAVES:
            page = (await site.call("GET", f"/{wave}/product?PageSize=2&Search=item")).document
            assert page["next"].startswith(f"/{wave}/product?Search=item&PageSize=2&Cursor=")
            rest = (await site.call("GET", page["next"])).document
            assert (len(page["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)

    at_provider(story)
