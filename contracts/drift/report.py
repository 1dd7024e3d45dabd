"""What a look came to: as lines for people, as a JSON document, as Markdown, as SARIF."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.drift.hits import Finding
from contracts.drift.looking import Looked
from contracts.drift.rules import RULES

SHOWN_MAX = 5
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def lines(looked: Looked) -> Iterator[str]:
    """Tell whom it hits, interaction by interaction; of all else, how much of what."""
    for finding in looked.hits:
        yield f"BREAKS  {', '.join(finding.consumers)}: {finding.change.line} [{finding.change.rule.id}]"
        for one in finding.hit[:SHOWN_MAX]:
            yield f"          {one.name}"
        if len(finding.hit) > SHOWN_MAX:
            yield f"          and {len(finding.hit) - SHOWN_MAX} more"
    for word, found in (("unused", _unused(looked)), ("benign", _benign(looked))):
        for (rule, says), count in Counter((f.change.rule.id, f.change.rule.says) for f in found).items():
            yield f"{word}  {count:4} {says} [{rule}]"
    if looked.not_compared:
        yield f"not compared: {', '.join(looked.not_compared)}"
    yield verdict(looked)


def verdict(looked: Looked) -> str:
    """Say it in a line."""
    count = len(looked.findings)
    consumers = dict.fromkeys(name for finding in looked.hits for name in finding.consumers)
    if looked.hits:
        return f"{looked.against}: {count} changes, {len(looked.hits)} of them break {', '.join(consumers)}"
    return (
        f"{looked.against}: {count} changes, none of which breaks a consumer"
        if count
        else (f"{looked.against}: nothing has changed")
    )


def document(looked: Looked) -> Mapping[str, Any]:
    """Give everything as data."""
    return {
        "against": looked.against,
        "breaking": bool(looked.hits),
        "not_compared": list(looked.not_compared),
        "changes": [
            {"document": name, **_change(finding)} for name, found in looked.documents for finding in found
        ],
    }


def _change(finding: Finding) -> dict[str, Any]:
    change = finding.change
    return {
        "rule": change.rule.id,
        "name": change.rule.name,
        "severity": _severity(finding),
        "operation": change.operation,
        "part": change.rule.part.value,
        "where": change.where,
        "status": change.status,
        "before": change.before,
        "after": change.after,
        "consumers": list(finding.consumers),
        "interactions": [one.name for one in finding.hit],
    }


def _severity(finding: Finding) -> str:
    return "breaking" if finding.hit else "unused" if finding.change.rule.is_breaking else "benign"


def markdown(looked: Looked) -> str:
    """Give a summary for the page of a run."""
    written = [f"### Drift: {verdict(looked)}", ""]
    if looked.hits:
        written += ["| rule | what | where | breaks |", "|---|---|---|---|"]
    for finding in looked.hits:
        change = finding.change
        where = f"`{change.operation}` {change.where}".strip()
        values = change.values and f" ({change.values})"
        whom = "; ".join(one.name for one in finding.hit[:SHOWN_MAX])
        more = f" and {len(finding.hit) - SHOWN_MAX} more" if len(finding.hit) > SHOWN_MAX else ""
        cells = (change.rule.id, change.rule.says + values, where, whom + more)
        written.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    written += ["", f"{len(_unused(looked))} more could break somebody whose pact is not here, "]
    written[-1] += f"{len(_benign(looked))} can break nobody."
    return "\n".join(written) + "\n\n"


def sarif(looked: Looked) -> str:
    """Give what breaks as errors, what nobody here relies on as warnings, the rest as notes."""
    rules = [{"id": one.id, "name": one.name, "shortDescription": {"text": one.says}} for one in RULES]
    driver = {"name": "dualrun contracts drift", "rules": rules}
    results = [_result(name, finding) for name, found in looked.documents for finding in found]
    runs = [{"tool": {"driver": driver}, "properties": {"against": looked.against}, "results": results}]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}, indent=1, ensure_ascii=False)


_LEVEL = {"breaking": "error", "unused": "warning", "benign": "note"}


def _result(name: str, finding: Finding) -> dict[str, Any]:
    whom = f" (breaks {', '.join(one.name for one in finding.hit)})" if finding.hit else ""
    place = {"artifactLocation": {"uri": f"contracts/snapshots/{name}"}}
    operation = [{"fullyQualifiedName": finding.change.operation}]
    return {
        "ruleId": finding.change.rule.id,
        "level": _LEVEL[_severity(finding)],
        "message": {"text": finding.change.line + whom},
        "locations": [{"physicalLocation": place, "logicalLocations": operation}],
    }


def _unused(looked: Looked) -> list[Finding]:
    return [one for one in looked.findings if _severity(one) == "unused"]


def _benign(looked: Looked) -> list[Finding]:
    return [one for one in looked.findings if _severity(one) == "benign"]
