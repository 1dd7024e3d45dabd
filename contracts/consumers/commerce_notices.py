"""What the façade relies on in what the shop tells it: its orders, and what its buyers take back."""

from collections.abc import Mapping
from typing import Any

from pact import match

from contracts.consumers.said import Heard
from facade.adapters.commerce_reading import read_cancellation, read_order
from facade.canonical.xref import CrossReference

NUMBER, OWN, COMPANY, SKU = "770017", "PACT-SHOP-1", "770042", "a-thing"
CODES = {"customer": {"C00001": COMPANY}, "item": {"I00001": SKU}, "unit": {"EA": "each"}}
GIVEN: Mapping[str, Any] = {"order_id": NUMBER, "ext_order_id": OWN, "company_id": COMPANY, "sku": SKU}
WORDS = match.regex("words", regex="^.+$")
ADDRESS: Mapping[str, Any] = {
    "company": WORDS,
    "street": match.each_like("1 High Street", min=1),
    "city": WORDS,
    "postcode": match.str("LS1 1AA"),
    "country_id": match.regex("GB", regex="^[A-Z]{2}$"),
}
ITEM: Mapping[str, Any] = {
    "sku": SKU,
    "qty_ordered": match.int(2),
    "price": match.number(1.5),
    "extension_attributes": {"sales_unit": "each"},
}
ORDER: Mapping[str, Any] = {
    "entity_id": int(NUMBER),
    "ext_order_id": OWN,
    "customer_id": int(COMPANY),
    "created_at": match.regex("2026-01-05 00:00:00", regex="^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}$"),
    "order_currency_code": match.regex("GBP", regex="^[A-Z]{3}$"),
    "items": [ITEM],
    "billing_address": ADDRESS,
    "extension_attributes": {"shipping_assignments": [{"shipping": {"address": ADDRESS}}]},
}
SENT = {"idempotency-key": match.regex("key-1", regex="^.+$")}
"""By this the façade knows an order that comes again."""


def _reads_order(_: Any, body: bytes) -> bool:
    order = read_order(body, CrossReference("commerce", CODES), "commerce")
    [line] = order.lines
    found = (order.external_ref, order.customer_id, line.item_id, line.base_units)
    return found == (OWN, "C00001", "I00001", 2)


def _takes_back(*quantities: tuple[int, int]) -> Any:
    def reads(_: Any, body: bytes) -> bool:
        return read_cancellation(body) == (OWN, quantities)

    return reads


def _cancelled(description: str, state: str, *quantities: tuple[int, int]) -> Heard:
    items = [{"line": line, "qty": quantity} for line, quantity in quantities]
    return Heard(
        description, {state: GIVEN}, {"ext_order_id": OWN, "items": items}, _takes_back(*quantities), SENT
    )


NOTICES = (
    Heard("that there is a new order", {"an order is waiting": GIVEN}, ORDER, _reads_order, SENT),
    _cancelled("that nothing of an order is wanted", "a buyer wants an order no more"),
    _cancelled("that a piece less is wanted", "a buyer wants a piece less", (1, 1)),
)
