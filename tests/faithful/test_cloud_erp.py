"""Does the cloud ERP behave as Business Central does? Against the simulator, or a sandbox by URL.

    DUALRUN_SANDBOX_CLOUD_ERP='{"url": "https://api.businesscentral.dynamics.com",
        "token_url": "https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token",
        "tenant": "...", "environment": "Sandbox", "company": "...",
        "client_id": "...", "client_secret": "...",
        "known": {"customer": "10000", "item": "1896-S"}}'

`customer` and `item` are numbers. Nothing is posted: the drafts that the suite enters are deleted again.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

SYSTEM = "cloud_erp"
NOWHERE = "00000000-0000-0000-0000-000000000001"
REFERENCE = "FAITHFUL-1"
Record = dict[str, Any]


@pytest.fixture(scope="module")
def root(product: Any) -> Iterator[httpx.Client]:
    """The API of the environment, signed in."""
    secrets = product.credentials
    token_url = secrets.get("token_url", f"{product.url}/{secrets['tenant']}/oauth2/v2.0/token")
    form = {
        "grant_type": "client_credentials",
        "client_id": secrets["client_id"],
        "client_secret": secrets["client_secret"],
        "scope": f"{product.url}/.default",
    }
    base = f"{product.url}/v2.0/{secrets['tenant']}/{secrets['environment']}/api/v2.0"
    with httpx.Client(base_url=base, timeout=60, trust_env=False) as opened:
        granted = opened.post(token_url, data=form).json()
        opened.headers["authorization"] = f"Bearer {granted['access_token']}"
        yield opened


@pytest.fixture(scope="module")
def client(root: httpx.Client, product: Any) -> Iterator[httpx.Client]:
    """The one company that the suite works in."""
    base = f"{root.base_url}companies({product.credentials['company']})"
    with httpx.Client(base_url=base, timeout=60, trust_env=False) as opened:
        opened.headers["authorization"] = root.headers["authorization"]
        yield opened


@pytest.fixture
def order(client: httpx.Client, product: Any) -> Iterator[Record]:
    """An order over three pieces, gone when the test has done with it."""
    entered = client.post("/salesOrders", json=an_order(product))
    assert entered.status_code == 201, entered.text
    yield entered.json()
    client.delete(f"/salesOrders({entered.json()['id']})", headers={"If-Match": "*"})


def an_order(product: Any) -> Record:
    line = {"lineType": "Item", "lineObjectNumber": product.known["item"], "quantity": 3, "unitPrice": 2.5}
    return {
        "customerNumber": product.known["customer"],
        "externalDocumentNumber": REFERENCE,
        "salesOrderLines": [line],
    }


def code_of(answer: httpx.Response) -> str:
    code: str = answer.json()["error"]["code"]
    return code


def lines_of(client: httpx.Client, order: Record) -> list[Record]:
    lines: list[Record] = client.get(f"/salesOrders({order['id']})/salesOrderLines").json()["value"]
    return lines


class TestTheDoor:
    def test_nobody_enters_without_a_token(self, client: httpx.Client) -> None:
        answer = client.get("/items", headers={"authorization": "Bearer nonsense"})

        assert answer.status_code == 401

    def test_a_wrong_secret_is_refused_by_the_identity_provider(
        self, root: httpx.Client, product: Any
    ) -> None:
        secrets = product.credentials
        url = secrets.get("token_url", f"{product.url}/{secrets['tenant']}/oauth2/v2.0/token")
        form = {"grant_type": "client_credentials", "client_id": secrets["client_id"], "client_secret": "no"}
        answer = root.post(url, data={**form, "scope": f"{product.url}/.default"})

        assert answer.status_code == 401
        assert answer.json()["error"] == "invalid_client"

    def test_the_company_stands_among_the_companies(self, root: httpx.Client, product: Any) -> None:
        companies = root.get("/companies").json()["value"]

        assert product.credentials["company"].lower() in [company["id"].lower() for company in companies]

    def test_the_metadata_is_csdl(self, root: httpx.Client) -> None:
        answer = root.get("/$metadata", headers={"accept": "application/xml"})

        assert answer.headers["content-type"].startswith("application/xml")
        assert b'EntityType Name="salesOrder"' in answer.content


class TestReading:
    def test_a_filter_finds_one_customer_and_its_tag(self, client: httpx.Client, product: Any) -> None:
        number = product.known["customer"]
        (found,) = client.get("/customers", params={"$filter": f"number eq '{number}'"}).json()["value"]

        assert found["number"] == number
        assert found["@odata.etag"].startswith('W/"')

    def test_a_caller_asks_for_smaller_pages_and_follows_the_links(self, client: httpx.Client) -> None:
        headers = {"Prefer": "odata.maxpagesize=2"}
        first = client.get("/items", params={"$select": "number"}, headers=headers).json()
        second = client.get(first["@odata.nextLink"], headers=headers).json()

        assert len(first["value"]) == 2
        assert not {row["number"] for row in first["value"]} & {row["number"] for row in second["value"]}

    def test_top_skip_count_and_orderby_go_together(self, client: httpx.Client) -> None:
        wanted = {"$orderby": "number desc", "$top": "2", "$skip": "1", "$count": "true", "$select": "number"}
        found = client.get("/items", params=wanted).json()
        whole = client.get("/items", params={"$orderby": "number desc", "$select": "number"}).json()["value"]

        assert found["@odata.count"] >= len(found["value"])
        assert [row["number"] for row in found["value"]] == [row["number"] for row in whole[1:3]]

    def test_selected_fields_come_alone(self, client: httpx.Client) -> None:
        (row,) = client.get("/items", params={"$select": "number,displayName", "$top": "1"}).json()["value"]

        assert {"number", "displayName"} <= set(row)
        assert "unitPrice" not in row

    def test_a_property_that_is_none_is_refused(self, client: httpx.Client) -> None:
        answer = client.get("/items", params={"$filter": "nothing eq 'x'"})

        assert answer.status_code == 400
        assert code_of(answer).startswith("BadRequest")

    def test_a_record_that_is_none_is_not_found(self, client: httpx.Client) -> None:
        answer = client.get(f"/salesOrders({NOWHERE})")

        assert answer.status_code == 404
        assert "CorrelationId" in answer.json()["error"]["message"]

    def test_a_set_that_is_none_is_not_found(self, client: httpx.Client) -> None:
        answer = client.get("/nothings")

        assert (answer.status_code, code_of(answer)) == (404, "BadRequest_NotFound")


class TestOrders:
    def test_an_order_is_entered_with_its_lines_and_adds_up(
        self, client: httpx.Client, order: Record
    ) -> None:
        (line,) = lines_of(client, order)

        assert order["number"]
        assert order["status"] in {"Draft", "Open"}
        assert order["totalAmountExcludingTax"] == 7.5
        assert (line["sequence"], line["quantity"], line["netAmount"]) == (10000, 3, 7.5)
        assert line["documentId"].lower() == order["id"].lower()

    def test_lines_come_with_the_order_when_asked_for(self, client: httpx.Client, order: Record) -> None:
        query = {"$expand": "salesOrderLines($select=quantity;$expand=item($select=number)),customer"}
        shown = client.get(f"/salesOrders({order['id']})", params=query).json()

        (line,) = shown["salesOrderLines"]
        assert line["quantity"] == 3
        assert line["item"]["number"]
        assert shown["customer"]["number"] == order["customerNumber"]

    def test_an_order_is_found_by_the_customers_reference(self, client: httpx.Client, order: Record) -> None:
        query = {"$filter": f"externalDocumentNumber eq '{REFERENCE}'", "$select": "id"}
        found = client.get("/salesOrders", params=query).json()["value"]

        assert order["id"].lower() in [row["id"].lower() for row in found]

    def test_a_line_is_added_changed_and_taken_away(
        self, client: httpx.Client, order: Record, product: Any
    ) -> None:
        more = {"lineType": "Item", "lineObjectNumber": product.known["item"], "quantity": 1, "unitPrice": 4}
        added = client.post(f"/salesOrders({order['id']})/salesOrderLines", json=more).json()
        path, tag = f"/salesOrderLines({added['id']})", {"If-Match": added["@odata.etag"]}
        changed = client.patch(path, json={"quantity": 2}, headers=tag).json()
        gone = client.delete(path, headers={"If-Match": changed["@odata.etag"]})

        assert (added["sequence"], changed["netAmount"], gone.status_code) == (20000, 8, 204)
        assert len(lines_of(client, order)) == 1

    def test_a_change_needs_a_tag(self, client: httpx.Client, order: Record) -> None:
        answer = client.patch(f"/salesOrders({order['id']})", json={"shipToCity": "York"})

        assert answer.status_code in {400, 412, 428}

    def test_somebody_elses_change_is_a_conflict(self, client: httpx.Client, order: Record) -> None:
        path = f"/salesOrders({order['id']})"
        read = client.get(path).json()["@odata.etag"]
        first = client.patch(path, json={"externalDocumentNumber": "A"}, headers={"If-Match": read})
        late = client.patch(path, json={"externalDocumentNumber": "B"}, headers={"If-Match": read})

        assert first.status_code == 200
        assert (late.status_code, code_of(late)) == (409, "Request_EntityChanged")

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"customerNumber": "NOBODY-99"}, "Internal_"),
            ({"externalDocumentNumber": "x" * 200}, "Application_StringExceededLength"),
            ({"nothing": 1}, "BadRequest"),
        ],
    )
    def test_an_order_that_cannot_be_is_refused(
        self, client: httpx.Client, product: Any, change: Record, code: str
    ) -> None:
        answer = client.post("/salesOrders", json={**an_order(product), **change})

        assert answer.status_code == 400
        assert code_of(answer).startswith(code)

    def test_a_deleted_order_is_gone(self, client: httpx.Client, product: Any) -> None:
        order = client.post("/salesOrders", json=an_order(product)).json()
        path = f"/salesOrders({order['id']})"
        gone = client.delete(path, headers={"If-Match": order["@odata.etag"]})

        assert gone.status_code == 204
        assert client.get(path).status_code == 404


class TestOtherDocuments:
    def test_an_invoice_begins_as_a_draft_and_may_be_deleted(
        self, client: httpx.Client, product: Any
    ) -> None:
        entered = client.post("/salesInvoices", json={"customerNumber": product.known["customer"]})
        path = f"/salesInvoices({entered.json()['id']})"
        gone = client.delete(path, headers={"If-Match": "*"})

        assert (entered.status_code, entered.json()["status"], gone.status_code) == (201, "Draft", 204)

    def test_shipments_are_only_read(self, client: httpx.Client) -> None:
        assert client.get("/salesShipments", params={"$top": "1"}).status_code == 200
        assert client.post("/salesShipments", json={}).status_code in {400, 405}

    def test_several_calls_go_in_one(self, root: httpx.Client, product: Any) -> None:
        company = f"companies({product.credentials['company']})"
        calls = [
            {"id": name, "method": "GET", "url": f"{company}/{name}?$top=1"}
            for name in ("items", "customers")
        ]
        answers = root.post("/$batch", json={"requests": calls}).json()["responses"]

        assert [(each["id"], each["status"]) for each in answers] == [("items", 200), ("customers", 200)]

    def test_a_listener_that_does_not_answer_is_not_subscribed(
        self, root: httpx.Client, product: Any
    ) -> None:
        resource = f"/api/v2.0/companies({product.credentials['company']})/customers"
        wanted = {"notificationUrl": "https://listener.invalid/hook", "resource": resource}

        assert root.post("/subscriptions", json=wanted).status_code == 400
