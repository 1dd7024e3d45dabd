"""The metadata of an OData service (CSDL 4) as a surface: one operation an entity set, one for the service.

What a service says of itself is in annotations of the standard vocabularies: the schema version that clients
get unless they ask for another, whether changes can be followed, and how to sign in.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from contracts.drift.surface import Answer, Field, Fields, Operation, Surface, surface

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
SERVICE = "SERVICE"
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
_TYPES = {
    "Edm.String": "string",
    "Edm.Guid": "string",
    "Edm.Date": "string",
    "Edm.DateTimeOffset": "string",
    "Edm.Decimal": "number",
    "Edm.Int32": "integer",
    "Edm.Boolean": "boolean",
}


def read_csdl(system: str, document: bytes) -> Surface:
    """Give the entity sets by `ENTITY name`, actions by `ACTION set.name`, and the service."""
    root = etree.fromstring(document, _PARSER)
    sets = {_plain(one.get("EntityType", "")): one.get("Name", "") for one in root.iter(f"{EDM}EntitySet")}
    return surface(system, "csdl", [*_entities(root, sets), *_actions(root, sets), _service(root)])


def _entities(root: etree._Element, sets: Mapping[str, str]) -> Iterator[Operation]:
    for one in root.iter(f"{EDM}EntityType"):
        name = sets.get(one.get("Name", ""), one.get("Name", ""))
        answered = {f"$.{p.get('Name')}": _field(p, is_entered=False) for p in one.iter(f"{EDM}Property")}
        for way in one.iter(f"{EDM}NavigationProperty"):
            is_many = (way.get("Type") or "").startswith("Collection(")
            answered[f"$.{way.get('Name')}"] = Field(("array" if is_many else "object",))
        entered = {
            f"$.{p.get('Name')}": _field(p, is_entered=True)
            for p in one.iter(f"{EDM}Property")
            if "Computed" not in _annotations(p)
        }
        yield Operation(f"ENTITY {name}", takes=entered, answers={200: Answer((), answered)})


def _actions(root: etree._Element, sets: Mapping[str, str]) -> Iterator[Operation]:
    for one in root.iter(f"{EDM}Action"):
        bound, *given = list(one.iter(f"{EDM}Parameter"))
        owner = sets.get(_plain(bound.get("Type", "")), _plain(bound.get("Type", "")))
        takes = {f"$.{each.get('Name')}": Field((_type(each.get("Type", "")),)) for each in given}
        yield Operation(f"ACTION {owner}.{one.get('Name')}", takes=takes)


def _service(root: etree._Element) -> Operation:
    asks: dict[str, Field] = {}
    sign_ins: list[str] = []
    for one in root.iter(f"{EDM}Annotation"):
        term = (one.get("Term") or "").rpartition(".")[2]
        if term == "SchemaVersion":
            asks["query:$schemaversion"] = Field(("string",), default=one.get("String"))
        elif term == "ChangeTracking":
            if any(each.get("Bool") == "true" for each in one.iter(f"{EDM}PropertyValue")):
                asks["query:$deltatoken"] = Field(("string",))
        elif term == "Authorizations":
            schemes = one.iter(f"{EDM}PropertyValue")
            sign_ins += [f"http {each.get('String')}" for each in schemes if each.get("Property") == "Scheme"]
    return Operation(SERVICE, asks=asks, sign_ins=tuple(sign_ins))


def _field(declared: etree._Element, *, is_entered: bool) -> Field:
    notes = _annotations(declared)
    options = [
        one.get("String", "")
        for one in declared.iter(f"{EDM}PropertyValue")
        if one.get("Property") == "Value"
    ]
    is_nullable = declared.get("Nullable", "true") != "false"
    length = declared.get("MaxLength")
    kinds = (_type(declared.get("Type", "")),)
    return Field(
        types=(*kinds, "null") if is_nullable and not is_entered else kinds,
        is_required=is_entered and "Required" in notes,
        choices=tuple(options),
        length_max=int(length) if length and length.isdecimal() else None,
    )


def _annotations(node: etree._Element) -> Fields:
    return {
        (one.get("Term") or "").rpartition(".")[2]: Field()
        for one in node.findall(f"{EDM}Annotation")
        if one.get("Bool", "true") == "true"
    }


def _plain(name: str) -> str:
    return name.rpartition(".")[2].rstrip(")")


def _type(edm: str) -> str:
    return "array" if edm.startswith("Collection(") else _TYPES.get(edm, edm)
