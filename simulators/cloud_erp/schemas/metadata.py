"""The metadata document: what there is, as CSDL 4.0.

Every option set is published as text. A client that turns enumerations into its own language's
chokes on the blank member that this product has in several of them.
"""

from functools import lru_cache
from typing import Any

from lxml import etree

from simulators.cloud_erp.schemas.catalogue import ENTITY_SETS
from simulators.cloud_erp.schemas.entity import EntitySet, Property
from simulators.cloud_erp.schemas.masters import COMPANIES

NAMESPACE = "Microsoft.NAV"
EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
DEFAULT: Any = {None: EDM}  # the stubs know no default namespace
COMPUTED = "Org.OData.Core.V1.Computed"

QUANTITY_LINE = "lineQuantity"
ACTIONS: dict[str, tuple[tuple[tuple[str, str], ...], str | None]] = {
    "ship": (
        (
            ("externalShipmentNumber", "Edm.String"),
            ("lines", f"Collection({NAMESPACE}.{QUANTITY_LINE})"),
        ),
        "salesShipment",
    ),
    "invoice": ((), "salesInvoice"),
    "shipAndInvoice": ((), None),
    "amend": ((("lines", f"Collection({NAMESPACE}.{QUANTITY_LINE})"),), "salesOrder"),
    "cancel": ((), None),
}


@lru_cache(maxsize=1)
def metadata_document() -> bytes:
    """Write the document; it never changes while the program runs."""
    root = etree.Element(f"{{{EDMX}}}Edmx", {"Version": "4.0"}, nsmap={"edmx": EDMX})
    services = etree.SubElement(root, f"{{{EDMX}}}DataServices")
    schema = etree.SubElement(services, f"{{{EDM}}}Schema", {"Namespace": NAMESPACE}, nsmap=DEFAULT)
    for entry in ENTITY_SETS.values():
        _entity_type(schema, entry)
    line = etree.SubElement(schema, f"{{{EDM}}}ComplexType", {"Name": QUANTITY_LINE})
    etree.SubElement(
        line, f"{{{EDM}}}Property", {"Name": "sequence", "Type": "Edm.Int32", "Nullable": "false"}
    )
    etree.SubElement(
        line,
        f"{{{EDM}}}Property",
        {"Name": "quantity", "Type": "Edm.Decimal", "Nullable": "false", "Scale": "variable"},
    )
    for name, (parameters, returned) in ACTIONS.items():
        _action(schema, name, parameters, returned)
    _container(schema)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _entity_type(schema: etree._Element, entry: EntitySet) -> None:
    node = etree.SubElement(schema, f"{{{EDM}}}EntityType", {"Name": entry.type_name})
    key = etree.SubElement(node, f"{{{EDM}}}Key")
    etree.SubElement(key, f"{{{EDM}}}PropertyRef", {"Name": "id"})
    for declared in entry.properties:
        _property(node, declared)
    for way in entry.navigations:
        target = f"{NAMESPACE}.{ENTITY_SETS[way.target].type_name}"
        declared_type = f"Collection({target})" if way.is_collection else target
        attributes = {"Name": way.name, "Type": declared_type}
        etree.SubElement(node, f"{{{EDM}}}NavigationProperty", attributes)
    for other in _of_the_company(entry):
        attributes = {"Name": other.name, "Type": f"Collection({NAMESPACE}.{other.type_name})"}
        etree.SubElement(node, f"{{{EDM}}}NavigationProperty", attributes)


def _of_the_company(entry: EntitySet) -> list[EntitySet]:
    return [other for other in ENTITY_SETS.values() if other is not entry] if entry is COMPANIES else []


def _property(node: etree._Element, declared: Property) -> None:
    attributes = {"Name": declared.name, "Type": declared.edm}
    if declared.name == "id":
        attributes["Nullable"] = "false"
    if declared.max_length is not None:
        attributes["MaxLength"] = str(declared.max_length)
    if declared.edm == "Edm.Decimal":
        attributes["Scale"] = "variable"
    written = etree.SubElement(node, f"{{{EDM}}}Property", attributes)
    if declared.is_computed and declared.name != "id":  # clients cannot enter a record with a computed key
        etree.SubElement(written, f"{{{EDM}}}Annotation", {"Term": COMPUTED, "Bool": "true"})


def _action(
    schema: etree._Element, name: str, parameters: tuple[tuple[str, str], ...], returned: str | None
) -> None:
    node = etree.SubElement(schema, f"{{{EDM}}}Action", {"Name": name, "IsBound": "true"})
    bound_to = {"Name": "bindingParameter", "Type": f"{NAMESPACE}.salesOrder"}
    etree.SubElement(node, f"{{{EDM}}}Parameter", bound_to)
    for parameter, edm in parameters:
        etree.SubElement(node, f"{{{EDM}}}Parameter", {"Name": parameter, "Type": edm})
    if returned:
        etree.SubElement(node, f"{{{EDM}}}ReturnType", {"Type": f"{NAMESPACE}.{returned}"})


def _container(schema: etree._Element) -> None:
    container = etree.SubElement(schema, f"{{{EDM}}}EntityContainer", {"Name": "NAV"})
    for entry in ENTITY_SETS.values():
        node = etree.SubElement(
            container,
            f"{{{EDM}}}EntitySet",
            {"Name": entry.name, "EntityType": f"{NAMESPACE}.{entry.type_name}"},
        )
        paths = [(way.name, way.target) for way in entry.navigations]
        for path, target in paths + [(other.name, other.name) for other in _of_the_company(entry)]:
            attributes = {"Path": path, "Target": target}
            etree.SubElement(node, f"{{{EDM}}}NavigationPropertyBinding", attributes)
