"""The run for a CI server: each promise is a case, and so is the reconciliation."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from loadtests.screen import amount

HARM = ("lost", "doubled", "mispriced")


def junit_xml(document: Mapping[str, Any]) -> str:
    """Write it; a result that is not valid fails, for it has shown nothing."""
    suite = ET.Element("testsuite", name=f"dualrun load {document['profile']}", time=str(document["load_s"]))
    for one in document["objectives"]:
        case = _case(suite, document, one["name"])
        if not one["met"]:
            found = "never measured" if one["found"] is None else amount(one["found"], one["unit"])
            ET.SubElement(case, "failure", message=f"{found}, at most {amount(one['at_most'], one['unit'])}")
    for what in HARM:
        case = _case(suite, document, f"no order is {what}")
        named = document["reconciliation"]["named"][what]
        if named:
            message = f"{document['reconciliation'][what]} {what}: {', '.join(named[:5])}"
            ET.SubElement(case, "failure", message=message)
    valid = _case(suite, document, "the result is valid")
    for why in document["not_valid_because"]:
        ET.SubElement(valid, "failure", message=why)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in suite)))
    ET.indent(suite)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suite, encoding="unicode")}\n'


def _case(suite: ET.Element, document: Mapping[str, Any], name: str) -> ET.Element:
    return ET.SubElement(
        suite, "testcase", classname=f"dualrun.load.{document['profile']}", name=name, time="0"
    )
