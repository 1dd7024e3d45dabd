"""The metadata document: what there is, as CSDL 4.0.

Every option set is published as text, with its words in an annotation. A client that turns enumerations into
its own language's chokes on the blank member that this product has in several of them.
"""

from functools import lru_cache
from typing import Any

from lxml import etree

from simulators.cloud_erp.schemas.catalogue import Edition
from simulators.cloud_erp.schemas.entity import EntitySet, Property, Writes

NAMESPACE = "Microsoft.NAV"
EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
DEFAULT: Any = {None: EDM}  # the stubs know no default namespace
VOCABULARIES = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies"
CORE, VALIDATION = "Org.OData.Core.V1", "Org.OData.Validation.V1"
CAPABILITIES, AUTHORIZATION = "Org.OData.Capabilities.V1", "Org.OData.Authorization.V1"
QUANTITY_LINE = "lineQuantity"


@lru_cache(maxsize=8)
def metadata_document(edition: Edition) -> bytes:
    """Write the document of one edition; it never changes while the program runs."""
    root = etree.Element(f"{{{EDMX}}}Edmx", {"Version": "4.0"}, nsmap={"edmx": EDMX})
    for vocabulary in (CORE, VALIDATION, CAPABILITIES, AUTHORIZATION):
        reference = etree.SubElement(
            root, f"{{{EDMX}}}Reference", {"Uri": f"{VOCABULARIES}/{vocabulary}.xml"}
        )
        etree.SubElement(reference, f"{{{EDMX}}}Include", {"Namespace": vocabulary})
    services = etree.SubElement(root, f"{{{EDMX}}}DataServices")
    schema = etree.SubElement(services, f"{{{EDM}}}Schema", {"Namespace": NAMESPACE}, nsmap=DEFAULT)
    for entry in edition.sets.values():
        _entity_type(schema, edition, entry)
    line = _add(schema, "ComplexType", Name=QUANTITY_LINE)
    _add(line, "Property", Name="sequence", Type="Edm.Int32", Nullable="false")
    _add(line, "Property", Name="quantity", Type="Edm.Decimal", Nullable="false", Scale="variable")
    for entry in edition.sets.values():
        _actions(schema, edition, entry)
    _container(schema, edition)
    _add(schema, "Annotation", Term=f"{CORE}.SchemaVersion", String=edition.schema_version)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add(node: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(node, f"{{{EDM}}}{tag}", attributes)


def _entity_type(schema: etree._Element, edition: Edition, entry: EntitySet) -> None:
    node = _add(schema, "EntityType", Name=entry.type_name)
    _add(_add(node, "Key"), "PropertyRef", Name="id")
    for declared in entry.properties:
        _property(node, declared)
    for way in entry.navigations:
        target = f"{NAMESPACE}.{edition.sets[way.target].type_name}"
        _add(
            node,
            "NavigationProperty",
            Name=way.name,
            Type=f"Collection({target})" if way.is_collection else target,
        )
    for other in _of_the_company(edition, entry):
        _add(node, "NavigationProperty", Name=other.name, Type=f"Collection({NAMESPACE}.{other.type_name})")


def _of_the_company(edition: Edition, entry: EntitySet) -> list[EntitySet]:
    others = [other for other in edition.sets.values() if other is not entry]
    return others if entry.name == "companies" else []


def _property(node: etree._Element, declared: Property) -> None:
    attributes = {"Name": declared.name, "Type": declared.edm}
    if declared.name == "id":
        attributes["Nullable"] = "false"
    if declared.max_length is not None:
        attributes["MaxLength"] = str(declared.max_length)
    if declared.edm == "Edm.Decimal":
        attributes["Scale"] = "variable"
    written = _add(node, "Property", **attributes)
    if declared.name == "id":  # clients cannot enter a record with a computed key
        return
    if declared.writes is Writes.NEVER:
        _add(written, "Annotation", Term=f"{CORE}.Computed", Bool="true")
    elif declared.writes is Writes.ONCE:
        _add(written, "Annotation", Term=f"{CORE}.Immutable", Bool="true")
    if declared.options:
        allowed = _add(_add(written, "Annotation", Term=f"{VALIDATION}.AllowedValues"), "Collection")
        for word in declared.options.values():
            _add(_add(allowed, "Record"), "PropertyValue", Property="Value", String=word)


def _actions(schema: etree._Element, edition: Edition, entry: EntitySet) -> None:
    for action in entry.actions:
        node = _add(schema, "Action", Name=action.name, IsBound="true")
        _add(node, "Parameter", Name="bindingParameter", Type=f"{NAMESPACE}.{entry.type_name}")
        for parameter, edm in action.parameters:
            _add(node, "Parameter", Name=parameter, Type=edm)
        if action.returned:
            _add(node, "ReturnType", Type=f"{NAMESPACE}.{edition.sets[action.returned].type_name}")


def _container(schema: etree._Element, edition: Edition) -> None:
    container = _add(schema, "EntityContainer", Name="NAV")
    for entry in edition.sets.values():
        node = _add(container, "EntitySet", Name=entry.name, EntityType=f"{NAMESPACE}.{entry.type_name}")
        paths = [(way.name, way.target) for way in entry.navigations]
        paths += [(other.name, other.name) for other in _of_the_company(edition, entry)]
        for path, target in paths:
            _add(node, "NavigationPropertyBinding", Path=path, Target=target)
    _says_of_itself(container, edition)


def _says_of_itself(container: etree._Element, edition: Edition) -> None:
    """Say whether changes can be followed, and by which schemes of HTTP one signs in."""
    tracking = _add(_add(container, "Annotation", Term=f"{CAPABILITIES}.ChangeTracking"), "Record")
    _add(tracking, "PropertyValue", Property="Supported", Bool=str(edition.has_deltas).lower())
    ways = _add(_add(container, "Annotation", Term=f"{AUTHORIZATION}.Authorizations"), "Collection")
    for scheme in ("bearer", "basic") if edition.takes_keys else ("bearer",):
        record = _add(ways, "Record", Type=f"{AUTHORIZATION}.Http")
        _add(record, "PropertyValue", Property="Name", String=scheme)
        _add(record, "PropertyValue", Property="Scheme", String=scheme)
