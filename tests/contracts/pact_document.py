"""A small pact and a provider that answers by rote, to see what a verification notices."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts.pact_file import Request, State
from contracts.verification import Answered, StateError
from dualrun.network.reply import Reply

MATCHERS = {
    "$.number": [{"match": "regex", "regex": "^SO-[0-9]+$"}],
    "$.lines": [{"match": "type", "min": 1}],
    "$.lines[*].quantity": [{"match": "integer"}],
}
GOOD = {"number": "SO-9", "status": "open", "lines": [{"quantity": 1}, {"quantity": 2}], "note": "new"}


def a_pact(provider: str = "stock", **changes: Any) -> dict[str, Any]:
    rules = {path: {"combine": "AND", "matchers": matchers} for path, matchers in MATCHERS.items()}
    etag = {"combine": "AND", "matchers": [{"match": "regex", "regex": '^W/".+"$'}]}
    interaction = {
        "type": "Synchronous/HTTP",
        "description": "an open order",
        "providerStates": [{"name": "an order", "params": {"number": "SO-1"}}],
        "request": {
            "method": "GET",
            "path": "/orders/SO-1",
            "query": {"site": ["DC1"]},
            "headers": {"Accept": ["application/json"]},
        },
        "response": {
            "status": 200,
            "headers": {"Content-Type": ["application/json"], "ETag": ['W/"1"'], "X-Kind": ["order"]},
            "body": {
                "content": {"number": "SO-1", "status": "open", "lines": [{"quantity": 3}]},
                "contentType": "application/json",
                "encoded": False,
            },
            "matchingRules": {"body": rules, "header": {"ETag": etag}},
        },
        **changes,
    }
    return {
        "consumer": {"name": "portal"},
        "provider": {"name": provider},
        "interactions": [interaction],
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


def written(folder: Path, *documents: Mapping[str, Any]) -> Path:
    for number, document in enumerate(documents):
        (folder / f"{number}.json").write_text(json.dumps(document))
    return folder


@dataclass
class Rote:
    """Answers the same whatever is asked; keeps what it was asked."""

    body: bytes = json.dumps(GOOD).encode()
    status: int = 200
    headers: Mapping[str, str] = field(
        default_factory=lambda: {
            "content-type": "application/json; charset=utf-8",
            "etag": 'W/"7"',
            "x-kind": "order",
        }
    )
    name: str = "stock"
    states: Mapping[str, object] = field(default_factory=lambda: {"an order": None})
    is_able: bool = True
    asked: list[tuple[Sequence[State], Request]] = field(default_factory=list)

    def answer(self, states: Sequence[State], request: Request) -> Answered:
        if not self.is_able:
            raise StateError("'an order' could not be set up: KeyError('number')")
        self.asked.append((states, request))
        return Answered(Reply(self.status, self.headers, self.body))
