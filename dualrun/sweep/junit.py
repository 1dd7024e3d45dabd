"""A sweep for a CI server: one case for the plan, one for every cause that made it fail."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET  # noqa: TID251 - writes only; nothing is parsed here

from dualrun.report.phrasing import harmless


def junit(document: Mapping[str, Any]) -> str:
    """Write a sweep as JUnit XML."""
    passing = document["passing"]
    suite = ET.Element("testsuite", name="dualrun.sweep", errors="0", timestamp="", time="0")
    plan = ET.SubElement(
        suite, "testcase", classname=document["scenario"], name="passes often enough", time="0"
    )
    if document["verdict"] != "go":
        told = (
            f"{passing['hits']} of {passing['of']} passed: {passing['low']:.1%} to {passing['high']:.1%} "
            f"with {passing['confidence']:.0%} confidence, {document['need']:.1%} are wanted"
        )
        ET.SubElement(plan, "failure", message=told).text = harmless(
            "\n".join(row["reproduce"] for row in document["worst"])
        )
    for row in document["causes"]:
        case = ET.SubElement(
            suite, "testcase", classname=document["scenario"], name=harmless(row["cause"]), time="0"
        )
        message = harmless(f"in {row['hits']} of {row['of']} rehearsals: {row['example']}")
        ET.SubElement(case, "failure", message=message).text = harmless(row["reproduce"])
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in suite)))
    ET.indent(suite)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suite, encoding="unicode")}\n'
