"""How the services describe themselves: WSDL 1.1, document/literal, one port a service."""

from collections.abc import Sequence

from simulators.legacy_erp.schemas.forms import CODEUNITS, Form, page_operations
from simulators.legacy_erp.schemas.soap import codeunit_namespace, escape, page_namespace
from simulators.legacy_erp.service.catalogue import PAGES
from simulators.legacy_erp.service.pages import Field, Page

_XSD = {"code": "string", "text": "string"}


def page_wsdl(page: Page, location: str) -> str:
    """Describe a page service found at `location`."""
    operations = page_operations(page)
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


def codeunit_wsdl(name: str, location: str) -> str:
    """Describe a codeunit service found at `location`."""
    forms = CODEUNITS[name]
    types: dict[str, str] = {}
    for form in forms:
        if form.result is not None:
            types[form.result.name] = _record_types(form.result)
        if form.part is not None:
            types[form.part.line] = _lines_types(form.part.line, form.part.fields, name)
    elements = "".join(map(_form, forms))
    operations = [form.name for form in forms]
    content = "".join(types.values()) + elements
    return _wsdl(name, codeunit_namespace(name), content, operations, location)


def _form(form: Form) -> str:
    asked = "".join(
        _element(field.name, _type(form.name, field), "1" if field.name in form.needed else "0")
        for field in form.fields
    )
    if form.part is not None:
        asked += _element(form.part.holder, f"tns:{form.part.line}_List")
    if form.result is None:
        answered = _element("return_value", "xsd:boolean", "1")
    else:
        answered = _element(form.result.name, f"tns:{form.result.name}")
    return _wrapped(form.name, asked) + _wrapped(f"{form.name}_Result", answered)


def services_list(base: str) -> str:
    """List every service with where it is described."""
    found = [("Page", name) for name in PAGES] + [("Codeunit", name) for name in CODEUNITS]
    entries = "".join(
        f'<service kind="{kind}" name="{name}" description="{escape(f"{base}/{kind}/{name}")}"/>'
        for kind, name in found
    )
    listed = f'<services xmlns="urn:legacy-erp:services">{entries}</services>'
    return f'<?xml version="1.0" encoding="utf-8"?>{listed}'


def _page_operation(page: Page, operation: str) -> str:
    record, result = f"tns:{page.name}", f"{operation}_Result"
    if operation in ("Read", "ReadByRecId"):
        names = page.read_by if operation == "Read" else ("recId",)
        asked = "".join(_element(name, "xsd:string", "1") for name in names)
        return _wrapped(operation, asked) + _wrapped(result, _element(page.name, record))
    if operation == "ReadMultiple":
        asked = (
            _element("filter", f"tns:{page.name}_Filter", "0", "unbounded")
            + _element("bookmarkKey", "xsd:string")
            + _element("setSize", "xsd:int", "1")
        )
        return _wrapped(operation, asked) + _wrapped(result, _element(result, f"tns:{page.name}_List"))
    if operation in ("Create", "Update"):
        one = _element(page.name, record, "1")
        return _wrapped(operation, one) + _wrapped(result, one)
    if operation in ("CreateMultiple", "UpdateMultiple"):
        many = _element(f"{page.name}_List", f"tns:{page.name}_List", "1")
        return _wrapped(operation, many) + _wrapped(result, many)
    kind = "xsd:string" if operation == "GetRecIdFromKey" else "xsd:boolean"
    key = (
        "Key" if page.part is None or operation != f"Delete_{page.part.holder}" else f"{page.part.holder}_Key"
    )
    return _wrapped(operation, _element(key, "xsd:string", "1")) + _wrapped(
        result, _element(result, kind, "1")
    )


def _record_types(page: Page) -> str:
    fields = _element("Key", "xsd:string") + "".join(
        _element(field.name, _type(page.name, field)) for field in page.fields
    )
    lines = ""
    if page.part is not None:
        fields += _element(page.part.holder, f"tns:{page.part.line}_List")
        lines = _lines_types(page.part.line, page.part.fields, page.part.line)
    record = f'<xsd:complexType name="{page.name}"><xsd:sequence>{fields}</xsd:sequence></xsd:complexType>'
    return f"{_enumerations(page.name, page.fields)}{lines}{record}"


def _lines_types(name: str, fields: Sequence[Field], owner: str) -> str:
    columns = "".join(_element(field.name, _type(owner, field)) for field in fields)
    return (
        f"{_enumerations(owner, fields)}"
        f'<xsd:complexType name="{name}"><xsd:sequence>{columns}</xsd:sequence></xsd:complexType>'
        f'<xsd:complexType name="{name}_List"><xsd:sequence>'
        f"{_element(name, f'tns:{name}', '0', 'unbounded')}</xsd:sequence></xsd:complexType>"
    )


def _enumerations(owner: str, fields: Sequence[Field]) -> str:
    return "".join(
        f'<xsd:simpleType name="{owner}_{field.name}"><xsd:restriction base="xsd:string">'
        + "".join(f'<xsd:enumeration value="{word}"/>' for word in field.words)
        + "</xsd:restriction></xsd:simpleType>"
        for field in fields
        if field.words
    )


def _type(owner: str, field: Field) -> str:
    return f"tns:{owner}_{field.name}" if field.words else f"xsd:{_XSD.get(field.kind, field.kind)}"


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
        f'<operation name="{operation}"><input name="{operation}" message="tns:{operation}"/>'
        f'<output name="{operation}_Result" message="tns:{operation}_Result"/></operation>'
        for operation in operations
    )
    binding = "".join(
        f'<operation name="{operation}"><soap:operation soapAction="{namespace}:{operation}"/>'
        f'<input name="{operation}"><soap:body use="literal"/></input>'
        f'<output name="{operation}_Result"><soap:body use="literal"/></output></operation>'
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
