"""One document of every system, written and read by a stranger over HTTP, each in the system's own manner."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.simulators.chassis.worlds_of_wms import an_order as wms_order
from tests.simulators.legacy_erp.back_office import SOAP, line_xml, order_xml
from tests.simulators.threepl.test_api import an_order as threepl_order
from tests.system.landscape import Landscape

ARTICLE, INVENTORY_ID, LEGACY_ITEM = "7000001", 80_007, "H-I00001"
WEBHOOKS = "{ webhooks { data(first: 50) { edges { node { legacy_id name url shop_name } } } } }"
LISTEN = "mutation($data: CreateWebhookInput!) { webhook_create(data: $data) { webhook { legacy_id } } }"


@dataclass(frozen=True)
class Document:
    """How a document is written under a reference, giving its number, and how all of them are read."""

    name: str
    write: Callable[[Landscape, str], str]
    read: Callable[[Landscape], Any]


def soap(
    landscape: Landscape, page: str, operation: str, content: str, company: str = "Distribution"
) -> httpx.Response:
    """Call a page service of the old book."""
    message = f'<{operation} xmlns="urn:legacy-erp:page:{page.lower()}">{content}</{operation}>'
    account = landscape.credentials["legacy_erp"]
    answer = landscape.client.post(
        f"{landscape.urls['legacy_erp']}/ERP/WS/{company}/Page/{page}",
        content=f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{message}</s:Body></s:Envelope>',
        headers={"content-type": "text/xml; charset=utf-8"},
        auth=(account["username"], account["password"]),
    )
    assert answer.status_code == 200, answer.text
    return answer


def called(landscape: Landscape, references: str, company: str = "Distribution") -> str:
    """Read the orders of the old book under these references, as they stand on the wire."""
    criteria = f"<filter><Field>External_Document_No</Field><Criteria>{references}</Criteria></filter>"
    return soap(landscape, "SalesOrder", "ReadMultiple", f"{criteria}<setSize>0</setSize>", company).text


def _write_legacy(landscape: Landscape, reference: str) -> str:
    content = order_xml(reference, line_xml(1, LEGACY_ITEM)).replace("EUR", "GBP")
    answer = soap(landscape, "SalesOrder", "Create", content, "Retail")
    return re.findall(r"<No>(RSO-\d+)</No>", answer.text)[0]


def _read_legacy(landscape: Landscape) -> Any:
    return called(landscape, "STATE-*", "Retail")


def new_book(landscape: Landscape, method: str, tail: str, document: Any = None) -> Any:
    """Call the company in the new book, signed in anew."""
    secrets, url = landscape.credentials["cloud_erp"], landscape.urls["cloud_erp"]
    form = {
        "grant_type": "client_credentials",
        "client_id": secrets["client_id"],
        "client_secret": secrets["client_secret"],
        "scope": ".default",
    }
    token = landscape.client.post(f"{url}/{secrets['tenant']}/oauth2/v2.0/token", data=form).json()
    company = f"{secrets['tenant']}/{secrets['environment']}/api/v2.0/companies({secrets['company']})"
    headers = {"authorization": f"Bearer {token['access_token']}"}
    answer = landscape.client.request(method, f"{url}/v2.0/{company}/{tail}", json=document, headers=headers)
    assert answer.status_code < 300, answer.text
    return answer.json()


def _write_cloud(landscape: Landscape, reference: str) -> str:
    line = {"lineObjectNumber": "1896-S", "quantity": 2, "unitPrice": 1.5}
    order = {"externalDocumentNumber": reference, "customerNumber": "C00010", "salesOrderLines": [line]}
    return str(new_book(landscape, "POST", "salesOrders", order)["number"])


def _read_cloud(landscape: Landscape) -> Any:
    orders = "salesOrders?$filter=startswith(externalDocumentNumber,'STATE-')&$expand=salesOrderLines"
    return new_book(landscape, "GET", orders)["value"]


def in_the_shop(landscape: Landscape, method: str, path: str, document: Any = None) -> Any:
    """Call the shop as its integration."""
    answer = landscape.client.request(
        method,
        f"{landscape.urls['commerce']}/rest/V1{path}",
        json=document,
        headers=landscape.signed_in_at_the_shop(),
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def _write_shop(landscape: Landscape, reference: str) -> str:
    return str(in_the_shop(landscape, "POST", "/sharedCatalog", {"sharedCatalog": {"name": reference}}))


def _read_shop(landscape: Landscape) -> Any:
    criteria = "searchCriteria[filter_groups][0][filters][0]"
    wanted = f"{criteria}[field]=name&{criteria}[value]=STATE-%25&{criteria}[condition_type]=like"
    return in_the_shop(landscape, "GET", f"/sharedCatalog?{wanted}")["items"]


def _provider(landscape: Landscape, method: str, path: str, document: Any = None) -> Any:
    key = {"authorization": f"Bearer {landscape.credentials['threepl']['token']}"}
    url = f"{landscape.urls['threepl']}/2026-01{path}"
    answer = landscape.client.request(method, url, json=document, headers=key)
    assert answer.status_code < 300, answer.text
    return answer.json()


def _write_provider(landscape: Landscape, reference: str) -> str:
    order = threepl_order((1, INVENTORY_ID, 1), reference=reference)
    return str(_provider(landscape, "POST", "/order", order)["id"])


def _house(landscape: Landscape, query: str, **variables: Any) -> Any:
    key = {"authorization": f"Bearer {landscape.credentials['threepl_graphql']['token']}"}
    asked = {"query": query, "variables": variables}
    answer = landscape.client.post(
        f"{landscape.urls['threepl_graphql']}/graphql", json=asked, headers=key
    ).json()
    assert "errors" not in answer, answer
    return answer["data"]


def _write_house(landscape: Landscape, reference: str) -> str:
    data = {"name": "Order Allocated", "url": "http://127.0.0.1:9/n", "shop_name": reference}
    return str(_house(landscape, LISTEN, data=data)["webhook_create"]["webhook"]["legacy_id"])


def _warehouse(landscape: Landscape, method: str, path: str, document: Any = None) -> Any:
    key = {"x-api-key": landscape.credentials["wms"]["api_key"]}
    url = f"{landscape.urls['wms']}/api/v1{path}"
    answer = landscape.client.request(method, url, json=document, headers=key)
    assert answer.status_code < 300, answer.text
    return answer.json()


def _write_warehouse(landscape: Landscape, reference: str) -> str:
    return str(_warehouse(landscape, "POST", "/orders", wms_order(ARTICLE, reference))["orderId"])


DOCUMENTS = (
    Document("cloud_erp", _write_cloud, _read_cloud),
    Document("commerce", _write_shop, _read_shop),
    Document("legacy_erp", _write_legacy, _read_legacy),
    Document(
        "threepl", _write_provider, lambda up: _provider(up, "GET", "/order?ReferenceIds=STATE-1,STATE-2")
    ),
    Document("threepl_graphql", _write_house, lambda up: _house(up, WEBHOOKS)["webhooks"]),
    Document(
        "wms", _write_warehouse, lambda up: _warehouse(up, "GET", "/orders?goodsOwnerOrderNumber=STATE-1")
    ),
)
