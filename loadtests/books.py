"""Which orders stand in which book? Asked of the books themselves, in their own protocols."""

from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import aiohttp
from lxml import etree

PAGE_SIZE = 1000
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SALES_ORDERS = "urn:legacy-erp:page:salesorder"
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)


class Posted(NamedTuple):
    """One order that posts in a book: the buyer's reference, and its amount before tax."""

    reference: str
    net: Decimal


async def posting_orders(session: aiohttp.ClientSession, systems: Mapping[str, Any]) -> list[Posted]:
    """Give every order that posts, once for each document, over both books."""
    old = [order async for order in _old_book(session, systems["legacy_erp"])]
    return old + [order async for order in _new_book(session, systems["cloud_erp"])]


async def _old_book(session: aiohttp.ClientSession, system: Mapping[str, Any]) -> AsyncIterator[Posted]:
    account = system["credentials"]
    signed_in = aiohttp.BasicAuth(account["username"], account["password"])
    url = f"{system['url']}/ERP/WS/Distribution/Page/SalesOrder"
    bookmark = ""
    while True:
        asked = f"<bookmarkKey>{bookmark}</bookmarkKey><setSize>{PAGE_SIZE}</setSize>"
        message = f'<ReadMultiple xmlns="{SALES_ORDERS}">{asked}</ReadMultiple>'
        body = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{message}</s:Body></s:Envelope>'
        headers = {"content-type": "text/xml; charset=utf-8"}
        async with session.post(url, data=body.encode(), headers=headers, auth=signed_in) as answer:
            answer.raise_for_status()
            found = etree.fromstring(await answer.read(), _PARSER)
        orders = list(found.iter(f"{{{SALES_ORDERS}}}SalesOrder"))
        for order in orders:
            if _text(order, "Book_Role") == "Leading":
                yield Posted(_text(order, "External_Document_No"), Decimal(_text(order, "Amount")))
        if len(orders) < PAGE_SIZE:
            return
        bookmark = _text(orders[-1], "Key")


def _text(record: etree._Element, field: str) -> str:
    return record.findtext(f"{{{SALES_ORDERS}}}{field}") or ""


async def _new_book(session: aiohttp.ClientSession, system: Mapping[str, Any]) -> AsyncIterator[Posted]:
    secrets, base = system["credentials"], system["url"]
    form = {
        "grant_type": "client_credentials",
        "client_id": secrets["client_id"],
        "client_secret": secrets["client_secret"],
        "scope": ".default",
    }
    async with session.post(f"{base}/{secrets['tenant']}/oauth2/v2.0/token", data=form) as answer:
        answer.raise_for_status()
        headers = {"authorization": f"Bearer {(await answer.json())['access_token']}"}
    environment = f"{base}/v2.0/{secrets['tenant']}/{secrets['environment']}/api/v2.0"
    url = f"{environment}/companies({secrets['company']})/salesOrders?$filter=bookRole eq 'leading'"
    while url:
        async with session.get(url, headers=headers) as answer:
            answer.raise_for_status()
            page = await answer.json()
        for order in page["value"]:
            yield Posted(order["externalDocumentNumber"], Decimal(str(order["totalAmountExcludingTax"])))
        url = page.get("@odata.nextLink", "")
