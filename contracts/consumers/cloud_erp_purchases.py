"""What the façade relies on of the new book where suppliers send goods straight to the buyer."""

from operator import methodcaller
from typing import Any

from pact import match

from contracts.consumers.bounds import amount, count, exactly
from contracts.consumers.cloud_erp_words import (
    ARTICLE,
    COMPANY,
    GUID,
    GUIDS,
    NUMBER,
    OPEN,
    PLACE,
    SIGN_IN,
    VENDOR,
    listed,
    refused,
    words,
)
from contracts.consumers.facade_calls import AGAIN, FIRST, LATE, ORDER, REFERENCE, SUPPLIER
from contracts.consumers.said import Said, Story, story
from facade.canonical.purchase import DropShipment

BOUGHT = "PO-770017"
WANTED = DropShipment(REFERENCE, SUPPLIER, NUMBER, ORDER)
ASKED, CONFIRMED = "a drop shipment is open", "a drop shipment is confirmed"
SENT = "a drop shipment is sent"
AT_WORK = {**PLACE, "a vendor may be bought from": {"vendorNumber": VENDOR}}
INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$"


def purchase(confirmation: Any = "", papers: Any = "") -> dict[str, Any]:
    """Expect a purchase order with its lines."""
    line = {
        "sequence": count(10_000),
        "unitOfMeasureCode": words("PCS", "PCS", "BOX"),
        "quantity": amount(2),
    }
    return {
        "id": match.regex(GUID, regex=GUIDS),
        "number": match.regex(BOUGHT, regex="^.+$"),
        "vendorNumber": VENDOR,
        "vendorOrderNumber": confirmation,
        "vendorShipmentNumber": papers,
        "vendorShipmentDateTime": match.regex("2026-01-06T09:00:00Z", regex=INSTANT),
        "status": "Open",
        "purchaseOrderLines": match.each_like(line, min=1),
    }


YES = match.regex("V-1", regex="^.+$")
PAPERS = match.regex("VS-1", regex="^.+$")


def _entered(description: str, given: Any, **said: Any) -> Said:
    native = {
        "yourReference": REFERENCE,
        "salesOrderNumber": NUMBER,
        "vendorNumber": VENDOR,
        "purchaseOrderLines": [
            {
                "sequence": 10_000,
                "lineType": "Item",
                "lineObjectNumber": exactly(ARTICLE),
                "unitOfMeasureCode": "PCS",
                "quantity": 2,
            }
        ],
    }
    return Said(description, given, "POST", f"{COMPANY}purchaseOrders", native, **said)


def _given(state: str) -> Any:
    values = {
        "purchaseId": GUID,
        "purchaseNumber": BOUGHT,
        "vendorNumber": VENDOR,
        "yourReference": REFERENCE,
    }
    return {**PLACE, state: values} if state else PLACE


def _found(field: str, value: str, state: str, *rows: Any) -> Said:
    description = f"the purchase by {field} when {state or 'there is none'}"
    criterion, expand = f"{field} eq '{value}'", "purchaseOrderLines"
    return listed(description, _given(state), "purchaseOrders", list(rows), criterion, expand=expand)


async def _bought(erp: Any, call: Any) -> Any:
    made = await erp.purchasing.buy(WANTED, call)
    return made.number, made.supplier_id, str(made.status)


async def _seen(erp: Any) -> Any:
    made = await erp.purchasing.read_purchase(BOUGHT, FIRST)
    return made and (str(made.status), made.shipment and made.shipment.reference)


def _withdrawn(number: str, call: Any = FIRST) -> Any:
    return lambda erp: methodcaller("withdraw", number, REFERENCE, call)(erp.purchasing)


def _does(name: str, act: Any, expected: object, *said: Said) -> Story:
    return story(name, act, expected, SIGN_IN, *said)


NEW = (BOUGHT, SUPPLIER, "open")
SOLD = {**AT_WORK, OPEN: {"number": NUMBER, "lineObjectNumber": ARTICLE}}
CREATED = _entered("to buy for an order", SOLD, status=201, answers=purchase())
NOTHING = _found("yourReference", REFERENCE, "")
CANCELLED = Said(
    "to take back a purchase",
    _given(ASKED),
    "POST",
    f"{COMPANY}purchaseOrders({GUID})/Microsoft.NAV.cancel",
    {},
    status=204,
)

PURCHASES: tuple[Story, ...] = (
    _does("buys", lambda erp: _bought(erp, FIRST), NEW, CREATED),
    _does("looks before it buys again", lambda erp: _bought(erp, LATE), NEW, NOTHING, CREATED),
    _does(
        "finds what it bought",
        lambda erp: _bought(erp, AGAIN),
        NEW,
        _found("yourReference", REFERENCE, ASKED, purchase()),
    ),
    _does(
        "buys for an order that is not there",
        lambda erp: _bought(erp, FIRST),
        "refused: Internal_InvalidTableRelation",
        _entered("to buy for no order", AT_WORK, **refused("Internal_InvalidTableRelation")),
    ),
    _does("sees nothing bought", _seen, None, _found("number", BOUGHT, "")),
    _does(
        "sees a purchase confirmed",
        _seen,
        ("confirmed", None),
        _found("number", BOUGHT, CONFIRMED, purchase(YES)),
    ),
    _does("sees goods sent", _seen, ("sent", "VS-1"), _found("number", BOUGHT, SENT, purchase(YES, PAPERS))),
    _does(
        "takes back a purchase",
        _withdrawn(BOUGHT),
        True,
        _found("number", BOUGHT, ASKED, purchase()),
        CANCELLED,
    ),
    _does(
        "takes back too late", _withdrawn(BOUGHT), False, _found("number", BOUGHT, CONFIRMED, purchase(YES))
    ),
    _does("takes back what was never bought", _withdrawn("", LATE), True, NOTHING),
)
