"""The entity types as JSON Schema, for the OpenAPI document: as they are answered, entered and changed."""

from collections.abc import Mapping
from typing import Any

from simulators.cloud_erp.schemas.bodies import INTEGER_MAX, NUMBER_MAX, PLACES_MAX
from simulators.cloud_erp.schemas.catalogue import Edition, escaped
from simulators.cloud_erp.schemas.entity import EntitySet, Property, Writes

Schema = dict[str, Any]
ONE_LINE = "^[^\\u0000-\\u001f\\u007f]*$"
GUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
DAYS = "^[0-9]{1,3}D?$"
ANNOTATIONS: Mapping[str, Any] = {"@": {}}
TEXT_TEST = "(eq|ne|gt|ge|lt|le) '[ -&(-~]{0,20}'"
_ANSWERED: Mapping[str, Schema] = {
    "Edm.String": {"type": "string"},
    "Edm.Guid": {"type": "string", "format": "uuid"},
    "Edm.Decimal": {"type": "number"},
    "Edm.Int32": {"type": "integer"},
    "Edm.Boolean": {"type": "boolean"},
    "Edm.Date": {"type": "string", "format": "date"},
    "Edm.DateTimeOffset": {"type": "string", "format": "date-time"},
}
_ASKED: Mapping[str, Schema] = {
    "Edm.Guid": {"type": "string", "pattern": GUID},
    "Edm.Decimal": {
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": NUMBER_MAX,
        "description": f"At most {PLACES_MAX} decimal places.",
    },
    "Edm.Int32": {"type": "integer", "minimum": 1, "maximum": INTEGER_MAX},
    "Edm.Boolean": {"type": "boolean"},
    "Edm.Date": {"type": "string", "format": "date"},
}
CHOICES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "customer": (("customerNumber",), ("customerId",)),
    "vendor": (("vendorNumber",), ("vendorId",)),
    "line": (("lineObjectNumber",), ("itemId",)),
}
"""By what a body must name, the properties of which it must hold one."""


def answered(edition: Edition, entry: EntitySet) -> Schema:
    """Describe a record as it goes out; `$select` leaves fields out, `$expand` adds some.

    Options come plain or escaped, as `$schemaversion` has it.
    """
    properties: Schema = {"@odata.etag": {"type": "string"}}
    for declared in entry.properties:
        described = dict(_ANSWERED[declared.edm])
        if declared.options:
            plain = list(declared.options.values())
            described["enum"] = list(dict.fromkeys([*plain, *map(escaped, plain)]))
        elif declared.max_length is not None:
            described["maxLength"] = declared.max_length
        properties[declared.name] = described
    for way in entry.navigations:
        target = {"$ref": f"#/components/schemas/{edition.sets[way.target].type_name}"}
        one = {"anyOf": [target, {"type": "null"}]}
        properties[way.name] = {"type": "array", "items": target} if way.is_collection else one
    return {"type": "object", "required": ["@odata.etag"], "properties": properties}


def entered(edition: Edition, entry: EntitySet) -> Schema:
    """Describe what a caller gives to enter a record, with its lines."""
    described = _asked(entry, (Writes.ONCE, Writes.ALWAYS))
    if entry.required:
        described["required"] = list(entry.required)
    if entry.lines:
        lines = edition.sets[entry.lines]
        described["properties"][entry.lines] = {
            "type": ["array", "null"],
            "items": entered(edition, lines),
            "maxItems": 1000,
        }
    named = _named(entry)
    if named:
        described["anyOf"] = [_holding(entry, names) for names in CHOICES[named]]
    return described


def changed(entry: EntitySet) -> Schema:
    """Describe what a caller gives to change a record."""
    return _asked(entry, (Writes.ALWAYS,))


def parameters(entry: tuple[tuple[str, str], ...]) -> Schema:
    """Describe what an action is given."""
    quantity = {
        "type": "object",
        "required": ["sequence", "quantity"],
        "properties": {"sequence": _ASKED["Edm.Int32"], "quantity": _ASKED["Edm.Decimal"]},
        "patternProperties": ANNOTATIONS,
        "additionalProperties": False,
    }
    lines = {"type": ["array", "null"], "items": quantity, "maxItems": 100}
    papers = {"type": ["string", "null"], "maxLength": 35, "pattern": ONE_LINE}
    return {
        "type": "object",
        "properties": {name: papers if edm == "Edm.String" else lines for name, edm in entry},
        "patternProperties": ANNOTATIONS,
        "additionalProperties": False,
    }


def text_filter(entry: EntitySet) -> Schema:
    """Describe the filters that every set of this shape takes; the grammar allows far more."""
    names = "|".join(each.name for each in entry.properties if each.edm == "Edm.String")
    test = f"({names}) {TEXT_TEST}"
    return {
        "type": "string",
        "pattern": f"^(true|false|{test}( (and|or) {test}){{0,3}})$",
        "description": "An OData filter. The pattern shows comparisons of texts; other types, functions and "
        "parentheses are taken as well.",
    }


def _asked(entry: EntitySet, allowed: tuple[Writes, ...]) -> Schema:
    return {
        "type": "object",
        "properties": {
            declared.name: _value(declared) for declared in entry.properties if declared.writes in allowed
        },
        "patternProperties": ANNOTATIONS,
        "additionalProperties": False,
    }


def _value(declared: Property) -> Schema:
    """Describe the value of a property; null is as good as absent where it may be absent."""
    if declared.options:
        described: Schema = {"enum": list(declared.options.values())}
        return described if declared.is_required else {"enum": [*described["enum"], None]}
    if declared.edm == "Edm.String":
        described = {"type": "string", "maxLength": declared.max_length, "pattern": ONE_LINE}
    else:
        described = dict(_ASKED[declared.edm])
    if declared.name == "dueDateCalculation":
        described = {"type": "string", "pattern": DAYS}
    if declared.name == "currencyCode":
        described = {"type": "string", "pattern": "^([A-Z]{3})?$"}
    if declared.name == "discountPercent":
        described = {**described, "maximum": 100}
        del described["exclusiveMaximum"]
    if declared.name == "quantity" and declared.is_required:
        described = {**described, "minimum": 0.00001}
    if not declared.is_required:
        described["type"] = [described["type"], "null"]
    return described


def _named(entry: EntitySet) -> str:
    for named, choices in CHOICES.items():
        declared = entry.property(choices[0][0])
        if declared is not None and declared.writes is not Writes.NEVER:
            return named
    return ""


def _holding(entry: EntitySet, names: tuple[str, ...]) -> Schema:
    held = {"Edm.String": ".", "Edm.Guid": "[1-9a-fA-F]"}
    properties = {name: {"type": "string", "pattern": held[entry.by_name[name].edm]} for name in names}
    return {"required": list(names), "properties": properties}
