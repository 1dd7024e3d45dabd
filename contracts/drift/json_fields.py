"""JSON Schema as fields: references followed, alternatives laid side by side, every place by its path."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.drift.surface import Field, Fields

ROOT = "$"
DEPTH_MAX = 8
_OF_VALUE = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
Schema = Mapping[str, Any]


def fields_of(document: Schema, schema: Any) -> Fields:
    """Give all places of a schema; those of alternatives are all there, and none is required."""
    found: dict[str, Field] = {}
    for path, one in _walk(document, schema, ROOT, True, ()):
        found[path] = _both(found[path], one) if path in found else one
    return found


def parameter_field(document: Schema, schema: Any, is_required: bool) -> Field:
    """Give the one field of a parameter."""
    return _field(_resolved(document, schema, ())[0], is_required)


def _walk(
    document: Schema, schema: Any, path: str, is_required: bool, above: tuple[str, ...]
) -> Iterator[tuple[str, Field]]:
    part, seen = _resolved(document, schema, above)
    if part is None or len(seen) > DEPTH_MAX:
        return
    yield path, _field(part, is_required)
    for name in ("anyOf", "oneOf"):
        choices = [one for one in part.get(name, ()) if one.get("type") != "null"]
        if len(choices) < len(part.get(name, ())):
            yield path, Field(("null",), is_required)
        for choice in choices:
            yield from _walk(document, choice, path, is_required and len(choices) == 1, seen)
    for choice in part.get("allOf", ()):
        yield from _walk(document, choice, path, is_required, seen)
    needed = part.get("required", ())
    for name, inner in part.get("properties", {}).items():
        yield from _walk(document, inner, f"{path}.{name}", name in needed, seen)
    if isinstance(inner := part.get("items"), dict):
        yield from _walk(document, inner, f"{path}[]", False, seen)
    if isinstance(inner := part.get("additionalProperties"), dict) and inner:
        yield from _walk(document, inner, f"{path}.*", False, seen)


def _resolved(document: Schema, schema: Any, above: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
    """Follow references; nothing where they lead in a circle."""
    while isinstance(schema, dict) and "$ref" in schema:
        name = str(schema["$ref"])
        if name in above:
            return None, above
        above = (*above, name)
        found: Any = document
        for step in name.removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        schema = found
    return (schema if isinstance(schema, dict) else {}), above


def _field(part: Schema, is_required: bool) -> Field:
    types = part.get("type", ())
    choices = tuple(part["enum"]) if "enum" in part else (part["const"],) if "const" in part else ()
    listed = (types,) if isinstance(types, str) else tuple(types)
    if not listed and choices:
        listed = tuple(sorted({_OF_VALUE.get(type(one), "object") for one in choices}))
    if not listed and "properties" in part:
        listed = ("object",)
    return Field(
        types=listed,
        is_required=is_required,
        choices=choices,
        length_max=part.get("maxLength"),
        least=part.get("minimum", part.get("exclusiveMinimum")),
        most=part.get("maximum", part.get("exclusiveMaximum")),
        pattern=part.get("pattern", ""),
        default=part.get("default"),
    )


def _both(one: Field, other: Field) -> Field:
    """Give what either allows: of two descriptions of a place, both may be meant."""
    free = not (one.types and other.types)
    types = () if not one.types and not other.types else tuple(dict.fromkeys([*one.types, *other.types]))
    open_ = not (one.choices and other.choices) and not free
    return Field(
        types=types,
        is_required=one.is_required and other.is_required,
        choices=() if open_ else tuple(dict.fromkeys([*one.choices, *other.choices])),
        length_max=_wider(one.length_max, other.length_max),
        least=one.least if one.least is not None else other.least,
        most=one.most if one.most is not None else other.most,
        pattern=one.pattern or other.pattern,
        default=one.default if one.default is not None else other.default,
    )


def _wider(one: float | None, other: float | None) -> float | None:
    return max(one, other) if one is not None and other is not None else one if one is not None else other


def holder(path: str) -> str:
    """Give the place that a place is in."""
    return path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0] or path
