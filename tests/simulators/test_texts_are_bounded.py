"""A text that a document lets in says what may stand in it: no control character gets in by an oversight."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from simulators.registry import NAMES, load

BOUNDS = ("pattern", "enum", "const", "format")
FREE: Mapping[str, frozenset[str]] = {
    "cloud_erp": frozenset(
        {
            "headers.*",  # of a call in a batch: read like those of any call
            "dependsOn.*",  # compared with the ids of the batch
            *("client_id", "client_secret", "scope"),  # compared with the only good ones
        }
    ),
    "legacy_erp": frozenset({""}),  # XML, which no JSON Schema describes
    "threepl_graphql": frozenset({"query"}),  # GraphQL, as little
    "wms": frozenset({"locationCode", "condition"}),  # compared with those there are
}
"""By system, the texts that are never kept."""


Schema = Mapping[str, Any]


def texts(schema: Schema, models: Schema, name: str = "", within: tuple[str, ...] = ()) -> Iterator[str]:
    """Name the texts of a schema that nothing bounds."""
    if "$ref" in schema:
        model = schema["$ref"].rpartition("/")[2]
        if model not in within:
            yield from texts(models[model], models, name, (*within, model))
        return
    kinds = schema.get("type", ())
    is_text = "string" in ([kinds] if isinstance(kinds, str) else kinds)
    if is_text and not any(bound in schema for bound in BOUNDS):
        yield name
    for inner, found in schema.get("properties", {}).items():
        yield from texts(found, models, inner, within)
    for many in ("items", "additionalProperties"):
        if isinstance(schema.get(many), dict):
            yield from texts(schema[many], models, f"{name}.*", within)
    for other in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from texts(other, models, name, within)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_in_a_body_is_bounded_or_never_kept(name: str) -> None:
    document = load(name).api().openapi()
    models = document.get("components", {}).get("schemas", {})
    bodies = [
        content["schema"]
        for methods in document["paths"].values()
        for operation in methods.values()
        if isinstance(operation, dict)
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]

    free = {text for schema in bodies for text in texts(schema, models)}

    assert bodies
    assert free <= FREE.get(name, frozenset())
