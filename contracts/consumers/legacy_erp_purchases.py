"""What the façade relies on of the old book where suppliers send goods straight to the buyer."""

from operator import methodcaller
from typing import Any

from contracts.consumers.facade_calls import AGAIN, FIRST, LATE, ORDER, REFERENCE, SUPPLIER
from contracts.consumers.legacy_erp_words import (
    AMOUNT,
    ARTICLE,
    KEY,
    NUMBER,
    RELEASED,
    VENDOR,
    fault,
    known,
    listed,
    said_of,
)
from contracts.consumers.said import Said, Story, story
from contracts.consumers.soap import Tag, like
from facade.canonical.purchase import DropShipment

BOUGHT = "PO-770017"
WANTED = DropShipment(REFERENCE, SUPPLIER, NUMBER, ORDER)
ASKED, CONFIRMED = "a drop shipment is released", "a drop shipment is confirmed"
SENT = "a drop shipment is sent"
AT_WORK = {"a vendor may be bought from": {"vendorNo": VENDOR}}
INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+[+][0-9:]+$"


def purchase(*more: Tag) -> Tag:
    """Expect a purchase order with its lines."""
    line = Tag(
        "Purchase_Order_Line",
        below=(
            like("Line_No", "10000", "^[0-9]{1,9}$"),
            like("Quantity", "2", AMOUNT),
            like("Unit_of_Measure_Code", "PCS", "^(PCS|CTN)$"),
        ),
    )
    return Tag(
        "PurchaseOrder",
        below=(
            like("Key", KEY, "^.+$"),
            like("No", BOUGHT, "^.+$"),
            *more,
            Tag("Buy_from_Vendor_No", VENDOR),
            like("Status", "Released", "^Released$"),
            Tag("PurchLines", below=(line,)),
        ),
    )


CONFIRMING = like("Vendor_Order_No", "V-1", "^.+$")
SENDING = (
    like("Vendor_Shipment_No", "VS-1", "^.+$"),
    like("Vendor_Shipment_DateTime", "2026-01-06T09:00:00.000+00:00", INSTANT),
)


def _given(state: str) -> Any:
    values = {"purchaseNo": BOUGHT, "vendorNo": VENDOR, "yourReference": REFERENCE, "key": KEY}
    return {state: values} if state else {}


def _entered(description: str, given: Any, answer: Any, **also: Any) -> Said:
    content = (
        f"<PurchaseOrder><Your_Reference>{REFERENCE}</Your_Reference><Sales_Order_No>{NUMBER}</Sales_Order_No>"
        f"<Buy_from_Vendor_No>{VENDOR}</Buy_from_Vendor_No><PurchLines><Purchase_Order_Line>"
        f"<Line_No>10000</Line_No><No>{ARTICLE}</No><Quantity>2</Quantity>"
        "<Unit_of_Measure_Code>PCS</Unit_of_Measure_Code></Purchase_Order_Line></PurchLines></PurchaseOrder>"
    )
    return said_of(description, given, "Page/PurchaseOrder", "Create", content, answer, **also)


def _referred(state: str, rows: list[Tag]) -> Said:
    description = f"the purchase under a reference when {state or 'nobody used it'}"
    return listed(description, _given(state), "PurchaseOrder", {"Your_Reference": REFERENCE}, rows, 1)


def _read(state: str, answer: list[Tag]) -> Said:
    description = f"a purchase by its number when {state or 'there is none'}"
    return said_of(description, _given(state), "Page/PurchaseOrder", "Read", f"<No>{BOUGHT}</No>", answer)


async def _bought(erp: Any, call: Any) -> Any:
    made = await erp.purchasing.buy(WANTED, call)
    return made.number, made.supplier_id, str(made.status)


async def _seen(erp: Any) -> Any:
    made = await erp.purchasing.read_purchase(BOUGHT, FIRST)
    return made and (str(made.status), made.shipment and made.shipment.reference)


def _withdrawn(number: str, call: Any = FIRST) -> Any:
    return lambda erp: methodcaller("withdraw", number, REFERENCE, call)(erp.purchasing)


OPEN = (BOUGHT, SUPPLIER, "open")
CREATED = _entered("to buy for an order", {**known(RELEASED), **AT_WORK}, [purchase()])
DELETED = said_of(
    "to take back a purchase", _given(ASKED), "Page/PurchaseOrder", "Delete", f"<Key>{KEY}</Key>", []
)

PURCHASES: tuple[Story, ...] = (
    story("buys", lambda erp: _bought(erp, FIRST), OPEN, CREATED),
    story("looks before it buys again", lambda erp: _bought(erp, LATE), OPEN, _referred("", []), CREATED),
    story("finds what it bought", lambda erp: _bought(erp, AGAIN), OPEN, _referred(ASKED, [purchase()])),
    story(
        "buys for an order that is not there",
        lambda erp: _bought(erp, FIRST),
        "refused: Erp.Runtime.RecordNotFoundException",
        _entered("to buy for no order", AT_WORK, fault("Erp.Runtime.RecordNotFoundException"), status=500),
    ),
    story("sees nothing bought", _seen, None, _read("", [])),
    story("sees a purchase confirmed", _seen, ("confirmed", None), _read(CONFIRMED, [purchase(CONFIRMING)])),
    story("sees goods sent", _seen, ("sent", "VS-1"), _read(SENT, [purchase(CONFIRMING, *SENDING)])),
    story("takes back a purchase", _withdrawn(BOUGHT), True, _read(ASKED, [purchase()]), DELETED),
    story("takes back too late", _withdrawn(BOUGHT), False, _read(CONFIRMED, [purchase(CONFIRMING)])),
    story("takes back a copy", _withdrawn(""), True, _referred(ASKED, [purchase()]), DELETED),
    story("takes back what was never bought", _withdrawn("", LATE), True, _referred("", [])),
)
