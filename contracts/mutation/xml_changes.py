"""What a release may do to an XML document, element by element."""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from contracts.mutation.json_changes import WORD, Change
from contracts.mutation.mutant import ADDED

_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
ELSEWHERE = "urn:unheard-of"


def xml_changes(body: bytes) -> Iterator[Change]:
    """Give every change of a document.

    Of several elements of one name only the first is changed: that is the one which the engine judges.
    """
    root = etree.fromstring(body, _PARSER)
    met: dict[str, None] = {}
    for number, element in enumerate(root.iter("{*}*")):
        place = _field(element)
        if place in met:
            continue
        met[place] = None
        for operator in _operators(element):
            changed = deepcopy(root)
            _change(next(e for n, e in enumerate(changed.iter("{*}*")) if n == number), operator)
            yield Change(place, operator, etree.tostring(changed, xml_declaration=True, encoding="utf-8"))


def xml_fields(body: str) -> frozenset[str]:
    """Give the fields that a document has."""
    return frozenset(_field(element) for element in etree.fromstring(body.encode(), _PARSER).iter("{*}*"))


def _field(element: etree._Element) -> str:
    names = [etree.QName(above).localname for above in element.iterancestors()][::-1]
    return "/" + "/".join([*names, etree.QName(element).localname])


def _operators(element: etree._Element) -> Iterator[str]:
    if element.getparent() is not None:
        yield "drop"
    yield from ("rename", "namespace")
    if len(element):
        yield ADDED
        return
    text = (element.text or "").strip()
    if text:
        yield "empty"
    yield "other"
    if _is_number(text):
        yield from ("type", "negative")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _change(element: etree._Element, operator: str) -> None:
    name = etree.QName(element)
    match operator:
        case "drop":
            above = element.getparent()
            if above is not None:
                above.remove(element)
        case "rename":
            element.tag = etree.QName(name.namespace, f"{name.localname}X").text
        case "namespace":
            element.tag = etree.QName(ELSEWHERE, name.localname).text
        case "added":
            etree.SubElement(element, etree.QName(ELSEWHERE, "Unheard").text).text = WORD
        case "empty":
            element.text = ""
        case "type":
            element.text = WORD
        case "negative":
            element.text = f"-{element.text}"
        case "other":
            element.text = f"{element.text}1" if _is_number(element.text or "") else WORD
