"""An AsyncAPI 3 document as a surface: one operation an event, which is told and asks for nothing."""

from collections.abc import Mapping
from typing import Any

from contracts.drift.json_fields import fields_of
from contracts.drift.surface import Answer, Operation, Surface, surface

TOLD = 0


def read_asyncapi(system: str, document: Mapping[str, Any]) -> Surface:
    """Give the events by `EVENT name`; headers are fields of their own under `$headers`."""
    messages = document.get("components", {}).get("messages", {})
    return surface(system, "asyncapi", [_operation(document, name, one) for name, one in messages.items()])


def _operation(document: Mapping[str, Any], name: str, message: Mapping[str, Any]) -> Operation:
    fields = dict(fields_of(document, message.get("payload", {})))
    for path, one in fields_of(document, message.get("headers", {})).items():
        fields[path.replace("$", "$headers", 1)] = one
    media = message.get("contentType") or document.get("defaultContentType", "")
    return Operation(f"EVENT {name}", answers={TOLD: Answer((media,), fields)})
