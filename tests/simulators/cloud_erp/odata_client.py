"""What a generic OData client does: reflect, filter, page, enter. Run as a process of its own."""

import json
import sys

import requests
from odata import ODataService


def main(root: str, company: str, tenant: str, client_id: str, secret: str) -> None:
    session = requests.Session()
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
    customers = service.entities["customers"]
    orders = service.entities["salesOrders"]
    query = service.query(customers)

    def numbers(found):
        return [customer.number for customer in found]

    order = orders()
    order.externalDocumentNumber, order.customerNumber = "ODATA-1", "C00010"
    service.save(order)
    paged = numbers(query.order_by(customers.number.asc()))
    one = numbers(service.query(customers).filter(customers.number == "C00030"))
    starting = numbers(service.query(customers).filter(customers.displayName.startswith("Isar")))
    both = numbers(
        service.query(customers).filter(customers.creditLimit > 700).filter(customers.blocked == " ")
    )
    changed = service.query(customers).filter(customers.number == "C00020").first()
    changed.creditLimit = 1234.5
    service.default_context.save(changed, extra_headers={"If-Match": "*"})
    again = service.query(customers).filter(customers.number == "C00020").first()
    seen = {
        "sets": sorted(service.entities),
        "paged": paged,
        "one": one,
        "starting": starting,
        "both": both,
        "order": [order.number, order.status],
        "limit": float(again.creditLimit),
    }
    sys.stdout.write(json.dumps(seen))


main(*sys.argv[1:])
