"""What a sweep or a campaign has come to, in a few lines for a person."""

from collections.abc import Iterator, Mapping
from typing import Any

FINDINGS_SHOWN_MAX = 3


def sweep_screen(document: Mapping[str, Any]) -> str:
    """Show a crash sweep."""
    lines = [
        f"{row['flow']:<12} {row['host']:<7} {row['points']:>5} points, {row['killed']:>5} crashes, "
        f"{row['failed']} failed"
        for row in document["flows"]
    ]
    canonical = document["canonical"]
    if canonical["flows"]:
        lines.append(f"canonical ({', '.join(canonical['flows'])}): {_swept(canonical)}")
    total = _swept(document)
    lines += [*_failures(document), f"{document['verdict']}: {total}, {_held(document)}"]
    if document["missed"]:
        lines.append(f"{document['missed']} crashes did not take place where they should")
    return "\n".join(lines)


def campaign_screen(document: Mapping[str, Any]) -> str:
    """Show a campaign."""
    width = max(map(len, document["sometimes"]))
    lines = [f"{what:<{width}} {count:>8,}" for what, count in document["sometimes"].items()]
    rate = document["schedules"] / max(document["seconds"], 0.001)
    total = f"{document['schedules']:,} schedules in {document['seconds']:.1f} s ({rate:.0f} a second)"
    lines += [*_failures(document), f"{document['verdict']}: {total}, {_held(document)}"]
    if document["never"]:
        lines.append(f"never happened: {', '.join(document['never'])}")
    return "\n".join(lines)


def case_screen(document: Mapping[str, Any]) -> str:
    """Show one run."""
    findings = [_finding(found) for found in document["findings"]]
    return "\n".join([*findings, f"{document['verdict']}: {document['reproduce']}"])


def _swept(part: Mapping[str, Any]) -> str:
    return f"{part['points']:,} points, {part['crashes']:,} crashes in {part['seconds']:.1f} s"


def _held(document: Mapping[str, Any]) -> str:
    rows = document["invariants"]
    broken = [invariant for invariant, row in rows.items() if row["runs_violated"]]
    if document["defects"]:
        broken.append("defects of ours")
    if broken:
        return f"violated: {', '.join(broken)}"
    unseen = [invariant for invariant, row in rows.items() if not row["evaluated"]]
    if unseen:
        return f"{len(rows) - len(unseen)} of {len(rows)} invariants held, never judged: {', '.join(unseen)}"
    return f"{len(rows)} invariants held"


def _failures(document: Mapping[str, Any]) -> Iterator[str]:
    for failure in document["failures"]:
        yield from map(_finding, failure["findings"][:FINDINGS_SHOWN_MAX])
        yield f"  again: {failure['reproduce']}"


def _finding(found: Mapping[str, str]) -> str:
    return f"{found['invariant']} {found['subject']}: {found['message']}"
