"""A small shop described in OpenAPI, and two who use it: one relies on much of it, the other on little."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from contracts.pact_file import Expected, Interaction, Request, spelt

JSON = "application/json"
Document = dict[str, Any]
Edit = Callable[[Document], None]


def body(schema: Document) -> Document:
    return {"content": {JSON: {"schema": schema}}}


LINE = {
    "type": "object",
    "required": ["sku", "quantity"],
    "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer", "maximum": 999}},
}
ORDER = {
    "type": "object",
    "required": ["number"],
    "properties": {
        "number": {"type": "string", "maxLength": 20},
        "kind": {"type": "string", "enum": ["normal", "rush"]},
        "note": {"type": "string"},
        "lines": {"type": "array", "items": LINE},
    },
}
SHOWN = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {
        "id": {"type": "integer"},
        "status": {"type": "string", "enum": ["open", "shipped"]},
        "lines": {"type": "array", "items": LINE},
    },
}
SITE = {"name": "site", "in": "query", "schema": {"type": "string", "enum": ["DC1", "DC2"], "default": "DC1"}}
DRY = {"name": "dry", "in": "query", "schema": {"type": "boolean", "default": False}}
SHOP: Document = {
    "openapi": "3.1.0",
    "paths": {
        "/orders": {
            "post": {
                "parameters": [
                    SITE,
                    {"name": "dry", "in": "query", "schema": {"type": "boolean", "default": False}},
                ],
                "requestBody": {"required": True, **body({"$ref": "#/components/schemas/Order"})},
                "responses": {
                    "201": body({"$ref": "#/components/schemas/Shown"}),
                    "409": body({"type": "object"}),
                },
            }
        },
        "/orders/{id}": {"get": {"responses": {"200": body({"$ref": "#/components/schemas/Shown"})}}},
        "/orders/{id}/trail": {"get": {"responses": {"200": body({"type": "object"})}}},
    },
    "components": {
        "schemas": {"Order": ORDER, "Shown": SHOWN},
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            "token": {"type": "http", "scheme": "bearer"},
        },
    },
    "security": [{"token": []}, {"key": []}],
}


def edited(*edits: Edit) -> Document:
    document = deepcopy(SHOP)
    for edit in edits:
        edit(document)
    return document


def at(path: str, value: Any) -> Edit:
    """Put a value at a place like `components/schemas/Order/required`; nothing takes it out."""

    def edit(document: Document) -> None:
        *steps, last = path.replace("~", "\0").split("/")
        for step in steps:
            document = document[int(step) if isinstance(document, list) else step.replace("\0", "/")]
        last = last.replace("\0", "/")
        if value is None:
            del document[last]
        else:
            document[last] = value

    return edit


def order(path: str, value: Any) -> Edit:
    return at(f"components/schemas/Order/{path}", value)


def shown(path: str, value: Any) -> Edit:
    return at(f"components/schemas/Shown/{path}", value)


def post(path: str, value: Any) -> Edit:
    return at(f"paths/~orders/post/{path}", value)


SENT = {"number": "SO-1", "kind": "rush", "note": "quick", "lines": [{"sku": "A", "quantity": 1}]}


RULES = {
    "$.id": {"combine": "AND", "matchers": [{"match": "integer"}]},
    "$.status": {"combine": "AND", "matchers": [{"match": "regex", "regex": "^(open|shipped)$"}]},
}


def an_interaction(consumer: str, description: str, request: Request, status: int, reads: Any) -> Interaction:
    expected = Expected(status, {}, {}, reads, JSON, RULES if reads else {})
    return Interaction(consumer, "shop", description, (), request, expected)


POST = Request("POST", "/orders?site=DC1", {"x-api-key": "k"}, spelt(SENT))
READ = {"id": 1, "status": "open", "lines": [{"sku": "A", "quantity": 1}]}
PORTAL = an_interaction("portal", "an order", POST, 201, READ)
REFUSED = an_interaction("portal", "an order that is refused", POST, 409, None)
BOARD = an_interaction("board", "a trail", Request("GET", "/orders/1/trail", {}, b""), 200, None)
EVERYBODY = [PORTAL, REFUSED, BOARD]
