"""What an interaction uses of a SOAP service: the operation by the element in its body, fields by name."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from contracts.drift.surface import Surface
from contracts.drift.use import Reading, Use
from contracts.pact_file import Interaction

BODY = "{http://schemas.xmlsoap.org/soap/envelope/}Body"
_PARSER = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
_STEP = re.compile(r"\['([^']*)'\]")


def soap_uses(one: Interaction, surface: Surface) -> list[Use]:
    """Give the one use there is, if the operation is this service's."""
    asked = _inside(one.request.body)
    if asked is None:
        return []
    name = etree.QName(asked)
    key = f"SOAP {name.namespace}#{name.localname}"
    if key not in surface.operations:
        return []
    sends = {"$": ("",)}
    sends |= {path: (text,) for path, text in _texts(asked, "$", surface.operations[key].takes)}
    answer = _inside(one.expected.body.encode() if isinstance(one.expected.body, str) else b"")
    reads: dict[str, Reading] = {}
    if answer is not None and etree.QName(answer).localname != "Fault":
        patterns = _patterns(one.expected.body_rules)
        fields = surface.operations[key].answers[200].fields
        for path, text in _texts(answer, "$", fields):
            reads[path] = Reading(text, patterns.get(path.replace("[]", ""), ()))
    return [Use(one, key, sends=sends, status=200 if reads else one.expected.status, reads=reads)]


def _inside(text: bytes) -> etree._Element | None:
    if not text.lstrip().startswith(b"<"):
        return None
    body = etree.fromstring(text, _PARSER).find(BODY)
    return None if body is None or not len(body) else body[0]


def _texts(node: etree._Element, path: str, known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every element below one; it is filed as a list where the service may give several."""
    for one in node:
        if not isinstance(one.tag, str):
            continue
        below = f"{path}.{etree.QName(one).localname}"
        below = f"{below}[]" if f"{below}[]" in known else below
        yield below, one.text or ""
        yield from _texts(one, below, known)


def _patterns(rules: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """Give the matchers by place; a rule's path begins with the envelope, the body and the answer."""
    found = {}
    for path, rule in rules.items():
        steps = [step.rpartition(":")[2] for step in _STEP.findall(path)]
        if steps and steps[-1] == "#text":
            found["$." + ".".join(steps[3:-1])] = tuple(rule["matchers"])
    return found
