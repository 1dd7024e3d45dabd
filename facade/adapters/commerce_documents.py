"""What the shop's notices look like, as JSON Schema: the part of them that is read, and no more."""

from typing import Any

_TEXT = {"type": "string", "minLength": 1}
_WHOLE = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}

_ADDRESS: dict[str, Any] = {
    "type": "object",
    "required": ["company", "street", "city", "country_id"],
    "properties": {
        "company": _TEXT,
        "street": {"type": "array", "items": {"type": "string"}},
        "city": _TEXT,
        "postcode": {"type": ["string", "null"]},
        "country_id": _TEXT,
    },
}

_ORDER_ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["sku", "qty_ordered", "price", "extension_attributes"],
    "properties": {
        "sku": _TEXT,
        "qty_ordered": _WHOLE,
        "price": {"type": "number", "minimum": 0},
        "extension_attributes": {
            "type": "object",
            "required": ["sales_unit"],
            "properties": {"sales_unit": _TEXT},
        },
    },
}

ORDER: dict[str, Any] = {
    "type": "object",
    "required": [
        "entity_id",
        "ext_order_id",
        "customer_id",
        "created_at",
        "order_currency_code",
        "items",
        "billing_address",
    ],
    "properties": {
        "entity_id": _WHOLE,
        "ext_order_id": _TEXT,
        "customer_id": _WHOLE,
        "created_at": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"},
        "order_currency_code": _TEXT,
        "items": {"type": "array", "minItems": 1, "items": _ORDER_ITEM},
        "billing_address": _ADDRESS,
    },
}

CANCELLATION: dict[str, Any] = {
    "type": "object",
    "required": ["ext_order_id", "items"],
    "properties": {
        "ext_order_id": _TEXT,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["line", "qty"],
                "properties": {"line": _WHOLE, "qty": _WHOLE},
            },
        },
    },
}
