"""What a generic OData client does in a day of trade. Run as a process of its own."""

import json
import sys
from decimal import Decimal

import requests
from odata import ODataService
from odata.exceptions import ODataError


def main(root: str, company: str, tenant: str, client_id: str, secret: str) -> None:
    calls = []
    session = requests.Session()
    session.hooks["response"].append(lambda reply, *_, **__: calls.append(reply.status_code))
    form = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": secret,
        "scope": ".default",
    }
    granted = session.post(f"{root}/{tenant}/oauth2/v2.0/token", data=form, timeout=10).json()
    session.headers["Authorization"] = f"Bearer {granted['access_token']}"
    session.headers["Prefer"] = "odata.maxpagesize=2"
    service = ODataService(company, session=session, reflect_entities=True, quiet_progress=True)
    seen = {"sets": sorted(service.entities), **_customers(service), **_orders(service)}
    sys.stdout.write(json.dumps({**seen, "calls": calls}))


def _customers(service):
    """Page, filter, enter, change, meet somebody else's change, delete."""
    customers = service.entities["customers"]

    def numbers(found):
        return [customer.number for customer in found]

    paged = numbers(service.query(customers).order_by(customers.number.asc()))
    one = numbers(service.query(customers).filter(customers.number == "C00030"))
    starting = numbers(service.query(customers).filter(customers.displayName.startswith("Isar")))
    both = numbers(
        service.query(customers).filter(customers.creditLimit > 700).filter(customers.blocked == " ")
    )
    new = customers()
    new.displayName, new.city = "Client Ltd", "Hull"
    service.save(new)
    new.creditLimit = 1234.5
    service.default_context.save(new, extra_headers={"If-Match": "*"})
    again = service.query(customers).filter(customers.number == new.number).first()
    again.city = "York"
    conflict = _refused(service.default_context.save, again, extra_headers={"If-Match": 'W/"0000000001"'})
    again.city = "x" * 31
    too_long = _refused(service.default_context.save, again, extra_headers={"If-Match": "*"})
    return {
        "paged": paged,
        "one": one,
        "starting": starting,
        "both": both,
        "limit": float(again.creditLimit),
        "conflict": conflict,
        "too_long": too_long,
    }


def _orders(service):
    """Enter an order and its lines, ship and invoice it, follow it to its invoice, and try to do so twice."""
    orders, lines = service.entities["salesOrders"], service.entities["salesOrderLines"]
    invoices = service.entities["salesInvoices"]
    order = orders()
    order.externalDocumentNumber, order.customerNumber = "ODATA-1", "C00010"
    service.save(order)
    for quantity in (2, 3):
        line = lines()
        line.documentId, line.lineObjectNumber = order.id, "1896-S"
        line.quantity, line.unitPrice = Decimal(quantity), Decimal("1.25")
        service.save(line)
    order.shipAndInvoice()
    shown = service.query(orders).filter(orders.number == order.number).expand(orders.salesOrderLines).first()
    invoice = service.query(invoices).filter(invoices.orderNumber == order.number).first()
    return {
        "order": [order.number, shown.status],
        "lines": [float(line.quantity) for line in shown.salesOrderLines],
        "invoice": [invoice.number, float(invoice.totalAmountExcludingTax)],
        "twice": _refused(order.shipAndInvoice),
        "unknown": _refused(service.save, _of_nobody(orders)),
    }


def _of_nobody(orders):
    order = orders()
    order.customerNumber = "C99999"
    return order


def _refused(act, *arguments, **named):
    try:
        act(*arguments, **named)
    except ODataError as error:
        return [error.status_code, error.code]
    return []


main(*sys.argv[1:])
