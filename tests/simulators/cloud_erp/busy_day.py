"""Everything that can be done in the book, done once: a day on which no use case rests."""

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from simulators.cloud_erp.store import Store
from tests.simulators.cloud_erp.erp_world import API, COMPANY, ErpWorld

if TYPE_CHECKING:
    from tests.simulators.site_world import Answer

LINE = {"lineObjectNumber": "1896-S", "quantity": 2, "unitPrice": 1.5}


def digest(store: Store) -> Mapping[str, str]:
    """Write out all that a store holds, table by table."""
    return {
        entry.name: repr(getattr(store.agenda, "entries", None) if entry.name == "agenda" else value)
        for entry in fields(store)
        for value in [getattr(store, entry.name)]
    }


async def done(erp: ErpWorld, method: str, path: str, document: Any = None, **headers: str) -> Any:
    """Do something that must succeed; give what it answers."""
    answer: Answer = await erp.ask(method, path, document, **headers)
    assert 200 <= answer.status < 300, (method, path, answer.body)
    return answer.document if answer.body else None


async def listen(erp: ErpWorld) -> Any:
    """Subscribe to sales orders; the listener must be on the wire already."""
    body = {
        "notificationUrl": "http://listener/hook",
        "resource": f"{COMPANY}/salesOrders",
        "clientState": "secret",
    }
    answer = await erp.at("POST", f"{API}/subscriptions", body)
    assert answer.status == 201, answer.body
    return answer.document


async def sell(erp: ErpWorld, name: str) -> Any:
    """Enter, change, ship and invoice an order in parts; cancel one, delete one, change one's header."""
    order = await erp.an_order(f"{name}-1")
    await erp.act(order, "amend", {"lines": [{"sequence": 10000, "quantity": 4}]})
    added = await done(erp, "POST", f"salesOrders({order['id']})/salesOrderLines", LINE)
    await done(erp, "PATCH", f"salesOrderLines({added['id']})", {"quantity": 3}, if_match="*")
    second = order["salesOrderLines"][1]["id"]
    await done(erp, "DELETE", f"salesOrderLines({second})", if_match="*")
    change = {"shipToCity": name, "externalDocumentNumber": f"{name}-1b"}
    await done(erp, "PATCH", f"salesOrders({order['id']})", change, if_match="*")
    await erp.act(order, "ship", {"lines": [{"sequence": 10000, "quantity": 1}]})
    await erp.act(order, "invoice")
    await erp.act(await erp.an_order(f"{name}-2"), "cancel")
    gone = await erp.an_order(f"{name}-3")
    await done(erp, "DELETE", f"salesOrders({gone['id']})", if_match="*")
    await erp.act(await erp.an_order(f"{name}-4"), "shipAndInvoice")
    await erp.act(await erp.an_order(f"{name}-5", bookRole="mirror"), "shipAndInvoice")
    return order


async def bill(erp: ErpWorld, name: str) -> Any:
    """Draft and post an invoice, credit part of it, cancel another."""
    body = {"customerNumber": "C00020", "externalDocumentNumber": name, "salesInvoiceLines": [LINE]}
    invoice = await done(erp, "POST", "salesInvoices", body)
    more = await done(erp, "POST", f"salesInvoices({invoice['id']})/salesInvoiceLines", LINE)
    await done(erp, "PATCH", f"salesInvoiceLines({more['id']})", {"discountPercent": 10}, if_match="*")
    await done(erp, "PATCH", f"salesInvoices({invoice['id']})", {"invoiceDate": "2026-01-04"}, if_match="*")
    await done(erp, "POST", f"salesInvoices({invoice['id']})/Microsoft.NAV.post")
    memo = await done(
        erp,
        "POST",
        "salesCreditMemos",
        {"customerNumber": "C00020", "invoiceId": invoice["id"], "salesCreditMemoLines": [LINE]},
    )
    await done(erp, "POST", f"salesCreditMemos({memo['id']})/Microsoft.NAV.post")
    wrong = await done(erp, "POST", "salesInvoices", body)
    await done(erp, "POST", f"salesInvoices({wrong['id']})/Microsoft.NAV.post")
    await done(erp, "POST", f"salesInvoices({wrong['id']})/Microsoft.NAV.cancel")
    draft = await done(erp, "POST", "salesInvoices", body)
    await done(erp, "DELETE", f"salesInvoiceLines({draft['salesInvoiceLines'][0]['id']})", if_match="*")
    await done(erp, "DELETE", f"salesInvoices({draft['id']})", if_match="*")
    return invoice


async def buy(erp: ErpWorld, name: str) -> Any:
    """Order from the vendor, receive a part, then the rest with the invoice; have one sent to a buyer."""
    body = {"vendorNumber": "V00010", "vendorOrderNumber": name, "purchaseOrderLines": [
        {"lineObjectNumber": "1896-S", "quantity": 20, "directUnitCost": 0.2}]}  # fmt: skip
    order = await done(erp, "POST", "purchaseOrders", body)
    act = f"purchaseOrders({order['id']})/Microsoft.NAV"
    await done(erp, "PATCH", f"purchaseOrders({order['id']})", {"shipToCity": name}, if_match="*")
    parts = {"vendorShipmentNumber": f"DN-{name}", "lines": [{"sequence": 10000, "quantity": 5}]}
    await done(erp, "POST", f"{act}.receive", parts)
    await done(erp, "POST", f"{act}.receiveAndInvoice")
    other = await done(erp, "POST", "purchaseOrders", body)
    await done(erp, "POST", f"purchaseOrders({other['id']})/Microsoft.NAV.cancel")
    sold = await erp.an_order(f"{name}-sent")
    line = {"lineObjectNumber": "1896-S", "unitOfMeasureCode": "BOX", "quantity": 1, "directUnitCost": 2}
    sent = {"salesOrderNumber": sold["number"], "purchaseOrderLines": [line]}
    await done(erp, "POST", "purchaseOrders", {**body, **sent})
    return order


async def keep_masters(erp: ErpWorld, name: str) -> Any:
    """Enter, change and delete one of everything that documents refer to."""
    for entity_set, body, change in (
        ("customers", {"displayName": name, "currencyCode": "GBP"}, {"creditLimit": 5, "blocked": "Ship"}),
        ("vendors", {"displayName": name}, {"city": "Leeds"}),
        ("items", {"displayName": name, "unitPrice": 2}, {"unitPrice": 3}),
        ("locations", {"code": name[:9]}, {"city": "York"}),
        ("paymentTerms", {"code": name[:9], "dueDateCalculation": "7D"}, {"dueDateCalculation": "8D"}),
        ("unitsOfMeasure", {"code": name[:9]}, {"displayName": "Thing"}),
        ("currencies", {"code": name[:9]}, {"symbol": "#"}),
    ):
        for is_kept in (True, False):
            entered = await done(erp, "POST", entity_set, body if is_kept else _renamed(body))
            path = f"{entity_set}({entered['id']})"
            await done(erp, "PATCH", path, change, if_match=entered["@odata.etag"])
            if not is_kept:
                await done(erp, "DELETE", path, if_match="*")
    agreed = {"assignToNumber": "C00010", "assetNumber": "1896-S", "unitPrice": 1.4}
    entered = await done(erp, "POST", "priceListLines", agreed)
    path = f"priceListLines({entered['id']})"
    await done(erp, "PATCH", path, {"unitPrice": 1.5}, if_match="*")
    await done(erp, "DELETE", path, if_match="*")
    found = await done(erp, "GET", "customers?$filter=number eq 'C00020'")
    key = found["value"][0]["id"]
    return await done(erp, "PATCH", f"customers({key})", {"displayName": name}, if_match="*")


def _renamed(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**body, "code": f"{body['code'][:8]}2"} if "code" in body else body


async def busy_day(erp: ErpWorld, name: str) -> None:
    """Do all of it."""
    await sell(erp, name)
    await bill(erp, name)
    await buy(erp, name)
    await keep_masters(erp, name)
