"""The WSDL of a SOAP service as a surface: one operation for each, with what it takes and what it answers."""

from collections.abc import Iterator, Mapping

from lxml import etree

from contracts.drift.surface import Answer, Field, Operation, Surface, surface

XSD = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
ANSWERED = 200
DEPTH_MAX = 6
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
_TYPES = {
    "int": "integer",
    "long": "integer",
    "decimal": "number",
    "boolean": "boolean",
    "date": "string",
    "dateTime": "string",
}
Named = Mapping[str, etree._Element]


def read_wsdl(system: str, document: bytes) -> Surface:
    """Give the operations by `SOAP {namespace}name`."""
    root = etree.fromstring(document, _PARSER)
    operations = []
    for schema in root.iter(f"{XSD}schema"):
        types = {one.get("name", ""): one for one in schema if one.get("name")}
        elements = {one.get("name", ""): one for one in schema.findall(f"{XSD}element")}
        namespace = schema.get("targetNamespace", "")
        for one in root.iter(f"{WSDL}portType"):
            for operation in one.findall(f"{WSDL}operation"):
                name = operation.get("name", "")
                if name in elements:
                    operations.append(_operation(f"SOAP {namespace}#{name}", name, elements, types))
    return surface(system, "wsdl", operations)


def _operation(key: str, name: str, elements: Named, types: Named) -> Operation:
    takes = dict(_inside(elements[name], types, "$", 0))
    answer = elements.get(f"{name}_Result")
    fields = {} if answer is None else dict(_inside(answer, types, "$", 0))
    return Operation(key, takes=takes, answers={ANSWERED: Answer((), fields)})


def _inside(node: etree._Element, types: Named, path: str, depth: int) -> Iterator[tuple[str, Field]]:
    """Give the elements below one, each by its path and with what it may be."""
    named = _plain(node.get("type"))
    if depth > DEPTH_MAX:
        return
    holder = types.get(named, node) if named else node
    for one in _children(holder):
        name = one.get("name", "")
        if not name:
            continue
        most = one.get("maxOccurs", "1")
        below = f"{path}.{name}" + ("" if most == "1" else "[]")
        yield below, _field(one, types)
        yield from _inside(one, types, below, depth + 1)


def _children(holder: etree._Element) -> Iterator[etree._Element]:
    complex_type = holder if holder.tag == f"{XSD}complexType" else holder.find(f"{XSD}complexType")
    if complex_type is not None:
        yield from complex_type.findall(f"{XSD}sequence/{XSD}element")
        yield from complex_type.findall(f"{XSD}all/{XSD}element")


def _field(one: etree._Element, types: Named) -> Field:
    kind = _plain(one.get("type"))
    declared = types.get(kind)
    simple = (
        declared.find(f"{XSD}restriction")
        if declared is not None
        else one.find(f"{XSD}simpleType/{XSD}restriction")
    )
    least = one.get("minOccurs", "1")
    is_nillable = one.get("nillable") == "true"
    if simple is not None:
        kind = _plain(simple.get("base"))
    bare = _TYPES.get(kind, "object" if declared is not None and simple is None else "string")
    length = None if simple is None else simple.find(f"{XSD}maxLength")
    return Field(
        types=(bare, "null") if is_nillable else (bare,),
        is_required=least != "0",
        choices=()
        if simple is None
        else tuple(e.get("value", "") for e in simple.findall(f"{XSD}enumeration")),
        length_max=None if length is None else int(length.get("value", "0")),
    )


def _plain(name: str | None) -> str:
    return (name or "").rpartition(":")[2]
