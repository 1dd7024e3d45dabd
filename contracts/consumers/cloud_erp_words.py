"""How the façade's contract with the new book is worded: its paths, its documents, its refusals."""

from typing import Any
from urllib.parse import urlencode

from pact import match

from contracts.consumers.bounds import amount, count, exactly
from contracts.consumers.facade_calls import (
    CUSTOMER,
    ITEM,
    REFERENCE,
    SUPPLIER,
    Adapted,
    StillClock,
    shipment,
)
from contracts.consumers.said import Said, rule
from facade.adapters.cloud_erp import CloudErp
from facade.canonical.xref import CrossReference

CONSUMER, PROVIDER = "facade", "cloud_erp"
CREDENTIALS = {
    "tenant": "consumer-tenant",
    "environment": "consumer-environment",
    "company": "consumer-company",
    "client_id": "consumer-client",
    "client_secret": "consumer-secret",
}
REGISTERED = "the façade is registered"
PLACE = {REGISTERED: {name: CREDENTIALS[name] for name in ("tenant", "environment", "company")}}
BUYER, ARTICLE, VENDOR = "C-77001", "ITEM-77001", "V-77001"
CODES = {
    "customer": {CUSTOMER: BUYER},
    "item": {ITEM: ARTICLE},
    "unit": {"EA": "PCS", "CS": "BOX"},
    "supplier": {SUPPLIER: VENDOR},
}
NUMBER, GUID = "SO-770017", "77001700-0000-4000-8000-000000770017"
COMPANY = "/v2.0/consumer-tenant/consumer-environment/api/v2.0/companies(consumer-company)/"
MAY_BUY = {
    **PLACE,
    "a customer may buy": {"customerNumber": BUYER},
    "an item is in stock": {"lineObjectNumber": ARTICLE},
}
OPEN, SHIPPED, INVOICED = "an order is open", "an order is shipped", "an order is invoiced"
CANCELED = "an order is canceled"
BLOCKED = "a customer is blocked"
WHOLE = match.number(3.0)
GUIDS = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def consumer(url: str) -> Adapted:
    """Put up the adapter before a book."""

    def make(wire: Any, settings: Any) -> CloudErp:
        return CloudErp(wire, settings, CrossReference(PROVIDER, CODES), StillClock())

    return Adapted(url, make, CREDENTIALS, CODES)


def sign_in(description: str, given: Any, **changes: Any) -> Said:
    """Ask for a token."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "consumer-client",
        "client_secret": "consumer-secret",
    }
    return Said(
        description,
        given,
        "POST",
        "/consumer-tenant/oauth2/v2.0/token",
        urlencode({**form, "scope": "http://cloud.example/.default"}),
        sends_type="application/x-www-form-urlencoded",
        sends_rules={"$.scope": rule("type")},
        **changes,
    )


LASTING = {"access_token": match.regex("token", regex="^.+$"), "expires_in": count(3600)}
SIGN_IN = sign_in(
    "a token",
    {REGISTERED: {k: v for k, v in CREDENTIALS.items() if k not in ("environment", "company")}},
    answers=LASTING,
)
REFUSED_ENTRY = sign_in("a token for somebody else", {REGISTERED: {"tenant": "consumer-tenant"}}, status=401)


def words(text: str, *choices: str) -> Any:
    """Expect one of these words."""
    return match.regex(text, regex=f"^({'|'.join(choices)})$")


def line() -> dict[str, Any]:
    """Expect a line of an order or an invoice."""
    return {
        "sequence": count(10_000),
        "lineObjectNumber": exactly(ARTICLE),
        "unitOfMeasureCode": words("PCS", "PCS", "BOX"),
        "quantity": amount(2),
        "unitPrice": amount(1.5),
        "netAmount": amount(3.0),
    }


def totals() -> dict[str, Any]:
    """Expect the sums of a document."""
    return {
        "customerNumber": BUYER,
        "totalAmountExcludingTax": amount(3.0),
        "totalTaxAmount": amount(0.6),
        "totalAmountIncludingTax": amount(3.6),
        "currencyCode": match.regex("GBP", regex="^[A-Z]{3}$"),
    }


def order(status: str, role: str = "leading", reference: Any = REFERENCE, **changes: Any) -> dict[str, Any]:
    """Expect an order with its lines."""
    return {
        "id": match.regex(GUID, regex=GUIDS),
        "number": match.regex(NUMBER, regex="^.+$"),
        "externalDocumentNumber": reference,
        "status": status,
        "bookRole": role,
        "orderDate": match.regex("2026-01-05", regex="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        **totals(),
        "outstandingAmount": amount(3.6),
        "salesOrderLines": match.each_like(line(), min=1),
        **changes,
    }


def entered(description: str, given: Any, role: str = "leading", **changes: Any) -> Said:
    """Enter an order."""
    native = {
        "externalDocumentNumber": REFERENCE,
        "bookRole": role,
        "customerNumber": BUYER,
        "orderDate": "2026-01-05",
        "currencyCode": "GBP",
        "shipToName": "Corner Shop",
        "shipToAddressLine1": "1 High Street",
        "shipToCity": "Leeds",
        "shipToPostCode": "LS1 1AA",
        "shipToCountry": "GB",
        "salesOrderLines": [
            {
                "sequence": 10_000,
                "lineType": "Item",
                "lineObjectNumber": exactly(ARTICLE),
                "unitOfMeasureCode": "PCS",
                "quantity": 2,
                "unitPrice": 1.5,
            }
        ],
    }
    said = {"status": 201, "answers": order("Open", role), **changes}
    return Said(description, given, "POST", f"{COMPANY}salesOrders", native, **said)


def listed(description: str, given: Any, entity: str, rows: Any, criterion: str, **also: str) -> Said:
    """Read the rows of an entity set that meet a criterion."""
    query = {"$filter": criterion, **{f"${name}": value for name, value in also.items()}}
    answers = {"value": rows}
    return Said(description, given, "GET", f"{COMPANY}{entity}", query=query, answers=answers)


def by_reference(description: str, state: str, rows: Any) -> Said:
    """Read the orders under a reference."""
    known = {"externalDocumentNumber": REFERENCE, "customerNumber": BUYER, "lineObjectNumber": ARTICLE}
    given = {**PLACE, state: known} if state else PLACE
    criterion = f"externalDocumentNumber eq '{REFERENCE}'"
    return listed(description, given, "salesOrders", rows, criterion, expand="salesOrderLines")


def refused(code: str, status: int = 400) -> dict[str, Any]:
    """Expect a refusal by its code; the words are for people."""
    error = {"code": code, "message": match.regex("why", regex="^.+$")}
    return {"status": status, "answers": {"error": error}}


def looked_up(state: str) -> Said:
    """Read the id of an order by its number."""
    rows = [{"id": GUID, "number": NUMBER}]
    given = {**PLACE, state: {"id": GUID, "number": NUMBER}} if state else PLACE
    rows = rows if state else []
    description = f"the id of an order by its number when {state}" if state else "the id of no order"
    return listed(description, given, "salesOrders", rows, f"number eq '{NUMBER}'", select="id,number")


def acted(verb: str, state: str, sends: Any, **changes: Any) -> Said:
    """Run a bound action on an order."""
    known = {"id": GUID, "number": NUMBER, "customerNumber": BUYER, "lineObjectNumber": ARTICLE}
    path = f"{COMPANY}salesOrders({GUID})/Microsoft.NAV.{verb}"
    return Said(f"to {verb} when {state}", {**PLACE, state: known}, "POST", path, sends, **changes)


def led(state: str) -> tuple[Said, Said]:
    """Let this book lead an order, and read what it is then: a change is answered without lines."""
    known = {"id": GUID, "number": NUMBER, "customerNumber": BUYER, "lineObjectNumber": ARTICLE}
    given, path = {**PLACE, state: known}, f"{COMPANY}salesOrders({GUID})"
    role = {"bookRole": "leading"}
    any_version = {"If-Match": "*"}
    answers = order("Open", reference=match.regex("STATE", regex="^.+$"))
    return (
        Said(f"to lead an order when {state}", given, "PATCH", path, role, headers=any_version, answers=role),
        Said(
            f"an order by its id when {state}",
            given,
            "GET",
            path,
            query={"$expand": "salesOrderLines"},
            answers=answers,
        ),
    )


def customer(description: str, given: Any, rows: Any) -> Said:
    """Read a customer by its number."""
    return listed(description, given, "customers", rows, f"number eq '{BUYER}'")


PRICED = {
    "number": ARTICLE,
    "unitPrice": amount(1.5),
    "baseUnitOfMeasureCode": words("PCS", "PCS", "BOX"),
    "packUnitOfMeasureCode": words("BOX", "PCS", "BOX"),
    "quantityPerPack": count(24),
}


def prices(description: str, given: Any, lines: Any) -> Said:
    """Read an item with what a customer has agreed to pay for it."""
    agreed = f"priceListLines($filter=assignToNumber eq '{BUYER}')"
    rows = [{**PRICED, "priceListLines": lines}]
    return listed(description, given, "items", rows, f"number eq '{ARTICLE}'", expand=agreed)


ACCOUNT: dict[str, Any] = {
    "number": BUYER,
    "creditLimit": amount(1000),
    "balanceDue": match.number(0),
    "currencyCode": match.regex("GBP", regex="^[A-Z]{3}$"),
}
SENT = shipment("SHP-77001", 2)
LINES = [{"sequence": 10_000, "quantity": 2}]
POSTED = {
    "number": match.regex("SHP-1", regex="^.+$"),
    "orderNumber": NUMBER,
    "salesShipmentLines": match.each_like({"sequence": count(10_000), "quantity": amount(2)}, min=1),
}
BILLED = {
    "number": match.regex("INV-1", regex="^.+$"),
    "orderNumber": NUMBER,
    "externalDocumentNumber": match.regex(REFERENCE, regex="^.+$"),
    "bookRole": words("leading", "leading", "mirror"),
    "invoiceDate": match.regex("2026-01-05", regex="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    **totals(),
    "salesInvoiceLines": match.each_like(line(), min=1),
}
CREATED = entered("to enter an order that posts", MAY_BUY)
NOT_THERE = by_reference("the orders under a reference that nobody used", "", [])
FULL = by_reference("the orders under a reference", OPEN, [order("Open")])
SHIP = {"externalShipmentNumber": "SHP-77001", "lines": LINES}
