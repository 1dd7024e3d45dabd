"""A client that came by a world's prefix and follows the links it is given never leaves that world."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
import requests
import zeep
from odata import ODataService

PREFIX = "/__world/links"
SYSTEMS = ("cloud_erp", "commerce", "legacy_erp", "threepl", "threepl_graphql", "wms")


@pytest.fixture(scope="module")
def inside(landscape):
    """The address of a system for whoever can set no headers."""
    return lambda name: landscape.urls[name] + PREFIX


@pytest.fixture(scope="module")
def company(landscape, inside):
    """The company in the new book, and a session that is signed in to it inside the world."""
    secrets, url = landscape.credentials["cloud_erp"], inside("cloud_erp")
    form = {
        "grant_type": "client_credentials",
        "client_id": secrets["client_id"],
        "client_secret": secrets["client_secret"],
        "scope": ".default",
    }
    with requests.Session() as session:
        session.trust_env = False
        granted = session.post(f"{url}/{secrets['tenant']}/oauth2/v2.0/token", data=form, timeout=10).json()
        session.headers["Authorization"] = f"Bearer {granted['access_token']}"
        root = f"{url}/v2.0/{secrets['tenant']}/{secrets['environment']}/api/v2.0"
        yield f"{root}/companies({secrets['company']})/", session


class TestTheOldBook:
    def test_zeep_goes_where_the_wsdl_sends_it(self, landscape, inside, in_old_book):
        with requests.Session() as session:
            session.trust_env = False
            account = landscape.credentials["legacy_erp"]
            session.auth = (account["username"], account["password"])
            base = f"{inside('legacy_erp')}/ERP/WS/Distribution/Page/Item"
            service = zeep.Client(base, transport=zeep.Transport(session=session)).service
            item = service.Read(No="H-I00001")
            item.Unit_Price = Decimal("77.77")
            service.Update(Item=item)

            assert service.Read(No="H-I00001").Unit_Price == Decimal("77.77")
        [elsewhere] = in_old_book("Item", No="H-I00001")
        assert elsewhere.Unit_Price != Decimal("77.77")


class TestTheNewBook:
    def test_pages_are_followed_and_records_found_by_what_odata_knows(self, company):
        root, session = company
        session.headers["Prefer"] = "odata.maxpagesize=60"
        service = ODataService(root, session=session, reflect_entities=True, quiet_progress=True)
        customers = service.entities["customers"]

        paged = [one.number for one in service.query(customers).order_by(customers.number.asc())]

        assert len(paged) == 200

    def test_every_link_and_location_is_inside(self, company):
        root, session = company
        page = session.get(f"{root}customers", headers={"Prefer": "odata.maxpagesize=5"}, timeout=10).json()
        entered = session.post(f"{root}salesOrders", json={"customerNumber": "C00010"}, timeout=10)

        links = [page["@odata.context"], page["@odata.nextLink"], entered.headers["location"]]
        assert [link for link in links if not urlsplit(link).path.startswith(f"{PREFIX}/")] == []
        assert session.get(entered.headers["location"], timeout=10).json()["number"]
        assert session.get(page["@odata.context"].partition("#")[0], timeout=10).status_code == 200

    def test_a_batch_gives_and_takes_addresses_inside(self, company):
        root, session = company
        create = {
            "id": "1",
            "method": "POST",
            "url": f"{root}salesOrders",
            "body": {"customerNumber": "C00010"},
        }
        answer = session.post(
            f"{root.partition('companies')[0]}$batch", json={"requests": [create]}, timeout=10
        )

        [done] = answer.json()["responses"]
        assert done["status"] == 201, done
        assert urlsplit(done["headers"]["location"]).path.startswith(f"{PREFIX}/")


class TestTheProvider:
    def test_a_page_says_where_the_next_one_is(self, landscape, inside):
        key = {"authorization": f"Bearer {landscape.credentials['threepl']['token']}"}
        origin = landscape.urls["threepl"]
        seen, target = [], f"{PREFIX}/2026-01/inventory-level?PageSize=120"
        while target:
            page = landscape.client.get(origin + target, headers=key)
            assert page.headers["x-dualrun-world"] == "links"
            seen += [item["inventory_id"] for item in page.json()["items"]]
            assert page.json()["first"].startswith(PREFIX)
            target = page.json()["next"]

        assert len(seen) == len(set(seen)) == 300


class TestEverywhere:
    @pytest.mark.parametrize("name", [*SYSTEMS, "control"])
    def test_a_redirect_stays_inside(self, landscape, inside, name):
        for path in ("/__admin/faults/", "/__admin/docs/", "/docs/", "/openapi.json/"):
            answer = landscape.client.get(inside(name) + path)
            location = answer.headers.get("location")
            assert location is None or urlsplit(location).path.startswith(f"{PREFIX}/"), (path, location)

    @pytest.mark.parametrize("name", [*SYSTEMS, "facade"])
    def test_a_document_of_the_api_names_the_world_as_its_server_to_those_inside_alone(
        self, landscape, inside, name
    ):
        within = landscape.client.get(f"{inside(name)}/openapi.json").json()
        without = landscape.client.get(f"{landscape.urls[name]}/openapi.json").json()

        assert within["servers"][0] == {"url": PREFIX}
        assert PREFIX not in str(without.get("servers", ""))

    @pytest.mark.parametrize("name", [*SYSTEMS, "control"])
    def test_the_page_of_the_control_plane_links_inside(self, landscape, inside, name):
        page = landscape.client.get(f"{inside(name)}/__admin/docs")
        [link] = [part.partition("'")[0] for part in page.text.split("href='")[1:]]

        followed = landscape.client.get(page.url.join(link))
        assert followed.url.path.startswith(f"{PREFIX}/")
        assert followed.json()["info"]["title"] == "dualrun control plane"

    def test_the_list_of_systems_gives_addresses_inside(self, landscape, inside):
        shown = landscape.client.get(f"{inside('control')}/__admin/systems").json()

        for system in shown:
            for kind in ("url", "docs", "health"):
                assert urlsplit(system[kind]).path.startswith(PREFIX), system
            assert landscape.client.get(system["health"]).status_code == 200, system
            assert landscape.client.get(system["docs"]).status_code == 200, system
        plain = landscape.client.get(f"{landscape.urls['control']}/__admin/systems").json()
        assert [system["url"] for system in plain] == list(landscape.urls.values())
