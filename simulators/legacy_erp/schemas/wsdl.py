"""How the services describe themselves: WSDL 1.1, document/literal, one port a service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulators.legacy_erp.schemas.answers import INVOICE_LINE, ORDER_LINE, SHIPMENT_LINE
from simulators.legacy_erp.schemas.soap import codeunit_namespace, escape, page_namespace
from simulators.legacy_erp.service.pages import Page
from simulators.legacy_erp.service.views import INVOICE, PAGES, SHIPMENT

CODEUNIT = "SalesPost"
CODEUNIT_OPERATIONS = ("PostShipment", "PostInvoice", "CancelOrder")
_READING = ("Read", "ReadMultiple", "IsUpdated")
PAGE_OPERATIONS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(PAGES, _READING),
    "Customer": (*_READING, "Update"),
    "SalesOrder": (*_READING, "Create", "Update", "Delete"),
}

_ITEM_LINE = (
    ("Line_No", "int"),
    ("No", "string"),
    ("Description", "string"),
    ("Quantity", "decimal"),
    ("Unit_of_Measure_Code", "string"),
    ("Unit_Price", "decimal"),
    ("Line_Amount", "decimal"),
)
_SHIPPED_LINE = (
    ("Line_No", "int"),
    ("No", "string"),
    ("Quantity", "decimal"),
    ("Unit_of_Measure_Code", "string"),
)


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines inside a document: the element that holds them, one line's name, its fields."""

    holder: str
    line: str
    fields: tuple[tuple[str, str], ...]


_PARTS = {
    "SalesOrder": _Part(
        "SalesLines",
        ORDER_LINE,
        (("Key", "string"), *_ITEM_LINE, ("Quantity_Shipped", "decimal"), ("Quantity_Invoiced", "decimal")),
    ),
    "PostedSalesShipment": _Part("ShipmentLines", SHIPMENT_LINE, _SHIPPED_LINE),
    "PostedSalesInvoice": _Part("InvoiceLines", INVOICE_LINE, _ITEM_LINE),
}


def page_wsdl(page: Page, location: str) -> str:
    """Describe a page service found at `location`."""
    operations = PAGE_OPERATIONS[page.name]
    elements = "".join(_page_operation(page, operation) for operation in operations)
    names = "".join(f'<xsd:enumeration value="{field.name}"/>' for field in page.fields)
    types = (
        f"{_record_types(page)}"
        f'<xsd:simpleType name="{page.name}_Fields"><xsd:restriction base="xsd:string">{names}'
        f"</xsd:restriction></xsd:simpleType>"
        f'<xsd:complexType name="{page.name}_Filter"><xsd:sequence>'
        f'<xsd:element name="Field" type="tns:{page.name}_Fields"/>'
        f'<xsd:element name="Criteria" type="xsd:string"/></xsd:sequence></xsd:complexType>'
        f'<xsd:complexType name="{page.name}_List"><xsd:sequence>'
        f"{_element(page.name, f'tns:{page.name}', '0', 'unbounded')}</xsd:sequence></xsd:complexType>"
    )
    return _wsdl(page.name, page_namespace(page.name), types + elements, operations, location)


def codeunit_wsdl(location: str) -> str:
    """Describe the posting service found at `location`."""
    lines = (
        '<xsd:complexType name="PostingLine"><xsd:sequence>'
        f"{_element('lineNo', 'xsd:int', '1')}{_element('quantity', 'xsd:decimal', '1')}"
        '</xsd:sequence></xsd:complexType><xsd:complexType name="PostingLines"><xsd:sequence>'
        f"{_element('line', 'tns:PostingLine', '0', 'unbounded')}</xsd:sequence></xsd:complexType>"
    )
    order, posted = _element("orderNo", "xsd:string", "1"), _element("lines", "tns:PostingLines")
    shipment = _element("externalShipmentNo", "xsd:string", "1") + _element("locationCode", "xsd:string")
    elements = (
        _wrapped("PostShipment", order + shipment + posted)
        + _wrapped("PostShipment_Result", _element(SHIPMENT.name, f"tns:{SHIPMENT.name}"))
        + _wrapped("PostInvoice", order + posted)
        + _wrapped("PostInvoice_Result", _element(INVOICE.name, f"tns:{INVOICE.name}"))
        + _wrapped("CancelOrder", order)
        + _wrapped("CancelOrder_Result", _element("return_value", "xsd:boolean", "1"))
    )
    types = _record_types(SHIPMENT) + _record_types(INVOICE) + lines
    return _wsdl(CODEUNIT, codeunit_namespace(CODEUNIT), types + elements, CODEUNIT_OPERATIONS, location)


def services_list(base: str) -> str:
    """List every service with where it is described."""
    found = [("Page", name) for name in PAGES] + [("Codeunit", CODEUNIT)]
    entries = "".join(
        f'<service kind="{kind}" name="{name}" description="{escape(f"{base}/{kind}/{name}")}"/>'
        for kind, name in found
    )
    listed = f'<services xmlns="urn:legacy-erp:services">{entries}</services>'
    return f'<?xml version="1.0" encoding="utf-8"?>{listed}'


def _page_operation(page: Page, operation: str) -> str:
    one, result = _element(page.name, f"tns:{page.name}", "1"), f"{operation}_Result"
    key = _element("Key", "xsd:string", "1")
    if operation == "Read":
        asked = "".join(_element(name, "xsd:string", "1") for name in page.read_by)
        return _wrapped("Read", asked) + _wrapped(result, _element(page.name, f"tns:{page.name}"))
    if operation == "ReadMultiple":
        asked = (
            _element("filter", f"tns:{page.name}_Filter", "0", "unbounded")
            + _element("bookmarkKey", "xsd:string")
            + _element("setSize", "xsd:int", "1")
        )
        return _wrapped(operation, asked) + _wrapped(result, _element(result, f"tns:{page.name}_List"))
    if operation in ("Create", "Update"):
        return _wrapped(operation, one) + _wrapped(result, one)
    return _wrapped(operation, key) + _wrapped(result, _element(result, "xsd:boolean", "1"))


def _record_types(page: Page) -> str:
    enumerations = "".join(
        f'<xsd:simpleType name="{page.name}_{field.name}"><xsd:restriction base="xsd:string">'
        + "".join(f'<xsd:enumeration value="{word}"/>' for word in field.words)
        + "</xsd:restriction></xsd:simpleType>"
        for field in page.fields
        if field.words
    )
    fields = _element("Key", "xsd:string") + "".join(
        _element(field.name, f"tns:{page.name}_{field.name}" if field.words else f"xsd:{field.xsd}")
        for field in page.fields
    )
    part = _PARTS.get(page.name)
    lines = ""
    if part is not None:
        fields += _element(part.holder, f"tns:{part.line}_List")
        columns = "".join(_element(name, f"xsd:{kind}") for name, kind in part.fields)
        lines = (
            f'<xsd:complexType name="{part.line}"><xsd:sequence>{columns}</xsd:sequence></xsd:complexType>'
            f'<xsd:complexType name="{part.line}_List"><xsd:sequence>'
            f"{_element(part.line, f'tns:{part.line}', '0', 'unbounded')}</xsd:sequence></xsd:complexType>"
        )
    record = f'<xsd:complexType name="{page.name}"><xsd:sequence>{fields}</xsd:sequence></xsd:complexType>'
    return f"{enumerations}{lines}{record}"


def _element(name: str, kind: str, at_least: str = "0", at_most: str = "1") -> str:
    return f'<xsd:element name="{name}" type="{kind}" minOccurs="{at_least}" maxOccurs="{at_most}"/>'


def _wrapped(name: str, content: str) -> str:
    return (
        f'<xsd:element name="{name}"><xsd:complexType><xsd:sequence>{content}</xsd:sequence>'
        f"</xsd:complexType></xsd:element>"
    )


def _wsdl(service: str, namespace: str, types: str, operations: Sequence[str], location: str) -> str:
    messages = "".join(
        f'<message name="{name}"><part name="parameters" element="tns:{name}"/></message>'
        for operation in operations
        for name in (operation, f"{operation}_Result")
    )
    port = "".join(
        f'<operation name="{operation}"><input message="tns:{operation}"/>'
        f'<output message="tns:{operation}_Result"/></operation>'
        for operation in operations
    )
    binding = "".join(
        f'<operation name="{operation}"><soap:operation soapAction="{namespace}:{operation}"/>'
        f'<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>'
        for operation in operations
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="{namespace}" '
        'xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
        f'targetNamespace="{namespace}"><types><xsd:schema elementFormDefault="qualified" '
        f'targetNamespace="{namespace}">{types}</xsd:schema></types>{messages}'
        f'<portType name="{service}_Port">{port}</portType>'
        f'<binding name="{service}_Binding" type="tns:{service}_Port">'
        '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>'
        f'{binding}</binding><service name="{service}_Service">'
        f'<port name="{service}_Port" binding="tns:{service}_Binding">'
        f'<soap:address location="{escape(location)}"/></port></service></definitions>'
    )
