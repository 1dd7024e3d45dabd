"""The report for a CI server: what held passes, what did not fails and says how to see it again."""

from pathlib import Path
from xml.etree import ElementTree as ET  # noqa: TID251 - writes only; nothing is parsed here

from dualrun.report.document import InvariantRow, Report, SlaRow, ViolationRow
from dualrun.report.phrasing import duration, harmless, told_once
from dualrun.report.writing import write_atomically


def write_junit(report: Report, path: Path) -> None:
    """Write the report as JUnit XML."""
    write_atomically(path, junit_xml(report))


def junit_xml(report: Report) -> str:
    """Give the report as JUnit XML: invariants, promises to the business, and the reasons of the verdict.

    What was never judged is skipped, not passed. An inconclusive verdict fails: a run that has shown nothing
    must not turn a pipeline green.
    """
    root = ET.Element("testsuites", name=f"dualrun {harmless(report.scenario)} seed {report.seed}")
    suites = [
        _suite(report, "invariants", [_invariant(report, row) for row in report.invariants]),
        _suite(report, "sla", [_sla(report, row) for row in report.sla]),
        _suite(report, "verdict", [_reason(report, reason) for reason in report.reasons]),
    ]
    root.extend(suites)
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.set("time", f"{report.wall_seconds:.3f}")
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(report: Report, name: str, cases: list[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", name=f"{harmless(report.scenario)}.{name}")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("time", "0")
    suite.set("timestamp", harmless(report.started_at)[:19])
    properties = ET.SubElement(suite, "properties")
    for key in ("scenario", "seed", "verdict", "journal_digest", "reproduce"):
        ET.SubElement(properties, "property", name=key, value=harmless(str(getattr(report, key))))
    suite.extend(cases)
    return suite


def _case(report: Report, suite: str, name: str) -> ET.Element:
    classname = f"dualrun.{harmless(report.scenario)}.{suite}"
    return ET.Element("testcase", classname=classname, name=harmless(name), time="0")


def _fail(case: ET.Element, report: Report, kind: str, message: str, details: list[str]) -> None:
    failure = ET.SubElement(case, "failure", type=kind, message=harmless(message))
    failure.text = harmless("\n".join([*(details or [message]), "", f"Reproduce: {report.reproduce}"]))


def _skip(case: ET.Element, message: str) -> None:
    ET.SubElement(case, "skipped", message=message)


def _invariant(report: Report, row: InvariantRow) -> ET.Element:
    case = _case(report, "invariants", f"{row.id} {row.name}")
    if row.violated:
        details = [f"{row.violated:,} violated in {row.evaluated:,} judgements"]
        details += [_breach(found) for found in row.violations]
        if row.violated > len(row.violations):
            details.append(f"and {row.violated - len(row.violations):,} more")
        first = row.violations[0] if row.violations else None
        message = f": {told_once(first.subject, first.message)}" if first else ""
        _fail(case, report, "InvariantViolated", f"{row.violated:,} violated{message}", details)
    elif not row.evaluated:
        _skip(case, "never judged in this run")
    return case


def _breach(found: ViolationRow) -> str:
    evidence = ", ".join(f"{key}={value}" for key, value in found.evidence.items())
    told = f"{found.at} {told_once(found.subject, found.message)}"
    return f"{told} ({evidence})" if evidence else told


def _sla(report: Report, row: SlaRow) -> ET.Element:
    case = _case(report, "sla", f"{row.name} {row.percentile} within {duration(row.target_s)}")
    if not row.met:
        measured = (
            f"p50 {duration(row.p50_s)}, p95 {duration(row.p95_s)}, p99 {duration(row.p99_s)} "
            f"of {row.measured:,} measured; {row.percentile} may be {duration(row.target_s)} at most"
        )
        _fail(case, report, "SlaMissed", measured, [])
    elif not row.measured:
        _skip(case, "never measured in this run")
    return case


def _reason(report: Report, reason: str) -> ET.Element:
    case = _case(report, "verdict", reason)
    if report.verdict != "go":
        _fail(case, report, report.verdict, reason, [])
    return case
