"""What the façade tells others by itself, as an AsyncAPI 3 document: events at a broker, and webhooks.

It is put together from the tables that name the events, so that an event nobody has described cannot be told.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.responses import Response

from facade.adapters.webhooks import INVOICED, REFUNDED, SHIPPED, SOURCE, STATUS
from facade.orders.publishing import SOURCE as EVENT_SOURCE
from facade.orders.publishing import TYPES
from facade.orders.telling import STATUS_TOLD

CLOUD_EVENT = "application/cloudevents+json"
_TEXT: Mapping[str, Any] = {"type": "string"}
_SAID: Mapping[str, Any] = {"type": "string", "minLength": 1}
_DECIMAL: Mapping[str, Any] = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_CURRENCY: Mapping[str, Any] = {"type": "string", "pattern": "^[A-Z]{3}$"}
_STEP = {
    "version": {"type": "integer", "minimum": 1, "description": "which step of the order this is"},
    "status_from": {**_TEXT, "description": "empty for the first step"},
    "status_to": _SAID,
    "message_id": {**_SAID, "description": "the message that brought it"},
    "causation_id": {**_TEXT, "description": "the message that caused it"},
}
_ORDER = {"reference": {**_SAID, "description": "the buyer's own"}, "channel": _SAID}
_LINE = {"line": {"type": "integer", "minimum": 1}, "quantity": _DECIMAL, "uom": _SAID}
_TOLD: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    STATUS: (
        "An order stands elsewhere",
        {
            **_ORDER,
            "status": {"enum": list(STATUS_TOLD.values())},
            "reason": _TEXT,
        },
    ),
    SHIPPED: (
        "Goods of an order have left",
        {
            **_ORDER,
            "shipment": _SAID,
            "site": _SAID,
            "tracking": _TEXT,
            "shipped_at": {"type": "string", "format": "date-time"},
            "lines": {"type": "array", "minItems": 1},
        },
    ),
    INVOICED: (
        "An order has been invoiced",
        {
            **_ORDER,
            "invoice": _SAID,
            "invoice_date": {"type": "string", "format": "date"},
            **dict.fromkeys(("net", "tax", "gross"), _DECIMAL),
            "currency": _CURRENCY,
        },
    ),
    REFUNDED: (
        "Goods of an order are back, and their price was given back",
        {
            **_ORDER,
            "credit_memo": _SAID,
            "lines": {"type": "array", "minItems": 1},
            **dict.fromkeys(("net", "tax", "gross"), _DECIMAL),
            "currency": _CURRENCY,
        },
    ),
}
_SIGNED = {
    "webhook-id": {**_SAID, "description": "the same however often it is sent"},
    "webhook-timestamp": {"type": "string", "pattern": "^[0-9]+$"},
    "webhook-signature": {"type": "string", "pattern": "^v1,"},
}


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _envelope(source: str, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a CloudEvent in structured mode."""
    document = _closed(
        {
            "specversion": {"const": "1.0"},
            "id": {**_SAID, "description": "with the source, the same for the same event"},
            "source": {"const": source},
            "type": {"const": kind},
            "subject": {**_SAID, "description": "the order"},
            "datacontenttype": {"const": "application/json"},
            "data": _closed(data),
        }
    )
    document["properties"]["time"] = {"type": "string", "format": "date-time"}
    return document


def _published() -> dict[str, Any]:
    return {
        kind: {
            "name": kind,
            "title": event,
            "contentType": CLOUD_EVENT,
            "payload": _envelope(EVENT_SOURCE, kind, _STEP),
        }
        for event, kind in TYPES.items()
    }


def _delivered() -> dict[str, Any]:
    return {
        kind: {
            "name": kind,
            "title": title,
            "contentType": CLOUD_EVENT,
            "headers": _closed(_SIGNED),
            "payload": _envelope(SOURCE, kind, _with_lines(data)),
        }
        for kind, (title, data) in _TOLD.items()
    }


def _with_lines(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, "lines": {**data["lines"], "items": _closed(_LINE)}} if "lines" in data else data


def _channel(name: str, messages: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    own = {kind: {"$ref": f"#/components/messages/{kind}"} for kind in messages}
    return {"title": name, "messages": own, "servers": [{"$ref": f"#/servers/{name}"}], **more}


def _operation(name: str, summary: str, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"action": "send", "channel": {"$ref": f"#/channels/{name}"}, "summary": summary, **more}


def asyncapi_document() -> dict[str, Any]:
    """Give the whole document."""
    published, delivered = _published(), _delivered()
    stream = {"stream": {"description": "the stream that the broker's URL names"}}
    kind = {"type": {"description": "the type of the event", "enum": list(published)}}
    addressed = {"address": "{stream}.{type}", "parameters": {**stream, **kind}}
    partner = {"host": {"description": "the host of the URL that the channel has named"}}
    http = {"bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}}}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "dualrun façade: events",
            "version": "1.0.0",
            "description": "CloudEvents, each told at least once. Deliveries to webhooks are signed as "
            "Standard Webhooks has it.",
        },
        "defaultContentType": CLOUD_EVENT,
        "servers": {
            "broker": {
                "host": "localhost:4222",
                "protocol": "nats",
                "description": "the broker that the façade is started with, if any",
            },
            "webhooks": {"host": "{host}", "protocol": "https", "variables": partner},
        },
        "channels": {
            "broker": _channel("broker", published, addressed),
            "webhooks": _channel("webhooks", delivered, {"address": None}),
        },
        "operations": {
            "publish": _operation("broker", "Every step of every order, in the order of its steps", {}),
            "deliver": _operation("webhooks", "What a channel has asked for with POST /v1/webhooks", http),
        },
        "components": {"messages": published | delivered},
    }


def install(app: FastAPI) -> None:
    """Put the document on the application."""
    body = orjson.dumps(asyncapi_document())

    async def events() -> Response:
        """The same for everybody."""
        return Response(body, media_type="application/json")

    app.add_api_route(
        "/asyncapi.json",
        events,
        methods=["GET"],
        tags=["about"],
        summary="What the façade tells others: an AsyncAPI 3 document",
        response_model=dict[str, Any],
    )
