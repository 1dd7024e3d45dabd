"""A verification as SARIF 2.1.0, so that a code host shows what is broken at its place in the pact."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from contracts.verification import Outcome

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RULES = {
    "contract/broken": "A provider does not keep to what a consumer relies on",
    "contract/state": "A provider could not be put into the state that a contract presupposes",
}


def sarif(provider: str, outcomes: Sequence[Outcome]) -> str:
    """Write what a verification came to: one result for every difference."""
    rules = [{"id": name, "shortDescription": {"text": text}} for name, text in RULES.items()]
    results = [_result(outcome, said) for outcome in outcomes for said in outcome.differences]
    driver = {"name": "dualrun contracts", "informationUri": "https://dualrun.example", "rules": rules}
    run = {"tool": {"driver": driver}, "properties": {"provider": provider}, "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False)


def _result(outcome: Outcome, said: str) -> dict[str, Any]:
    interaction = outcome.interaction
    rule = "contract/state" if said.startswith("state:") else "contract/broken"
    place = {
        "artifactLocation": {"uri": Path(interaction.source).as_posix()},
        "region": {"startLine": _line(interaction.source, interaction.description)},
    }
    return {
        "ruleId": rule,
        "level": "error",
        "message": {"text": f"{interaction.name}: {said}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"interaction/v1": f"{interaction.provider}/{interaction.name}/{said}"},
    }


def _line(source: str, description: str) -> int:
    """Find the line on which an interaction is described; the first of the file when there is none."""
    try:
        lines = Path(source).read_text(encoding="utf-8").splitlines()
    except OSError:
        return 1
    wanted = f'"description": {json.dumps(description, ensure_ascii=False)}'
    return next((number for number, line in enumerate(lines, 1) if wanted in line), 1)
