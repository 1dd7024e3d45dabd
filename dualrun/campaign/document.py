"""What a sweep or a campaign has come to, as one document and as JUnit."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET  # noqa: TID251 - writes only; nothing is parsed here

import orjson

from dualrun.campaign.case import Finding, Result
from dualrun.campaign.crash_sweep import Sweep
from dualrun.campaign.flows import CANONICAL
from dualrun.campaign.random_faults import Campaign
from dualrun.campaign.sometimes import sometimes
from dualrun.campaign.tally import Tally, reproduce
from dualrun.checkers.catalogue import CHECKERS
from dualrun.report.phrasing import harmless
from dualrun.report.writing import write_atomically

Document = dict[str, Any]


def sweep_document(sweep: Sweep, seconds: float, canonical_s: float) -> Document:
    """Give a crash sweep as a document; it says by itself what the canonical flows took."""
    canonical = [row for row in sweep.rows if row.is_canonical]
    return {
        "schema": "dualrun.crash-sweep/1",
        "seed": sweep.seed,
        "verdict": _verdict(sweep.tally, [f"{sweep.missed} crashes"] if sweep.missed else []),
        "points": sum(row.points for row in sweep.rows),
        "crashes": len(sweep.cases),
        "missed": sweep.missed,
        "seconds": round(seconds, 3),
        "canonical": {
            "flows": [flow for flow in CANONICAL if any(row.flow == flow for row in canonical)],
            "points": sum(row.points for row in canonical),
            "crashes": sum(row.killed for row in canonical),
            "failed": sum(row.findings for row in canonical),
            "seconds": round(canonical_s, 3),
        },
        "flows": [
            {
                "flow": row.flow,
                "host": row.host,
                "points": row.points,
                "crashes": row.crashes,
                "killed": row.killed,
                "failed": row.findings,
            }
            for row in sweep.rows
        ],
        **_tallied(sweep.tally, sweep.tally.failures),
    }


def campaign_document(campaign: Campaign, seconds: float) -> Document:
    """Give a campaign as a document; it is red for what it found, inconclusive for what never happened."""
    listed = sometimes(campaign.tally.seen, campaign.flows)
    never = [one.what for one in listed if not one.times]
    return {
        "schema": "dualrun.campaign/1",
        "seed": campaign.seed,
        "verdict": _verdict(campaign.tally, never),
        "schedules": campaign.tally.runs,
        "failed": campaign.tally.failed,
        "seconds": round(seconds, 3),
        "sometimes": {one.what: one.times for one in listed},
        "never": never,
        **_tallied(campaign.tally, campaign.shrunk),
    }


def case_document(result: Result) -> Document:
    """Give one run as a document."""
    return {
        "schema": "dualrun.campaign-case/1",
        "verdict": "no-go" if result.findings else "go",
        "reproduce": reproduce(result.case),
        "digest": result.digest,
        "findings": _findings(result.findings),
    }


def as_text(document: Mapping[str, Any]) -> str:
    """Write a document as JSON."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _verdict(tally: Tally, unproved: Sequence[str]) -> str:
    if tally.failed:
        return "no-go"
    return "inconclusive" if unproved or not tally.runs else "go"


def _tallied(tally: Tally, failures: Iterable[Result]) -> Document:
    return {
        "invariants": {
            checker.id: {
                "name": checker.name,
                "evaluated": tally.evaluated[checker.id],
                "runs_violated": tally.violated[checker.id],
            }
            for checker in CHECKERS
        },
        "defects": tally.violated["defect"],
        "failures": [
            {"reproduce": reproduce(result.case), "findings": _findings(result.findings)}
            for result in failures
        ],
    }


def _findings(findings: Iterable[Finding]) -> list[Document]:
    return [found._asdict() for found in findings]


def write_junit(document: Mapping[str, Any], path: Path) -> None:
    """Write a sweep or a campaign for a CI server: a case for each invariant, one for each thing unproved."""
    name = str(document["schema"]).rpartition("/")[0]
    suite = ET.Element("testsuite", name=name, errors="0", timestamp="", time=str(document["seconds"]))
    for invariant, row in document["invariants"].items():
        case = ET.SubElement(suite, "testcase", classname=name, name=f"{invariant} {row['name']}", time="0")
        if row["runs_violated"]:
            commands = [failure["reproduce"] for failure in document["failures"]]
            failed = ET.SubElement(case, "failure", message=f"violated in {row['runs_violated']} runs")
            failed.text = harmless("\n".join(commands))
        elif not row["evaluated"]:
            ET.SubElement(case, "skipped", message="never judged")
    if document["defects"]:
        case = ET.SubElement(suite, "testcase", classname=name, name="no defect of ours", time="0")
        ET.SubElement(case, "failure", message=f"defects in {document['defects']} runs")
    for what in document.get("never", ()):
        case = ET.SubElement(suite, "testcase", classname=name, name=f"sometimes: {what}", time="0")
        ET.SubElement(case, "failure", message="never happened")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in suite)))
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in suite)))
    ET.indent(suite)
    write_atomically(
        path, f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suite, encoding="unicode")}\n'
    )
