"""Does the façade keep to its own OpenAPI document, whatever it is sent?

Requests are made up from the document, well-formed and malformed, and sent in process. Every default check
of schemathesis is on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.case import Case
from schemathesis.hooks import HookContext
from schemathesis.schemas import BaseSchema

from contracts.alone import Alone

VALID_REFUSED = "ST202"
_CODE = re.compile("[A-Za-z0-9 ._/-]{1,40}")
BEYOND_THE_DOCUMENT = frozenset(
    {
        "idempotency_key_reused",  # the same key was drawn twice
        "line_named_twice",  # JSON Schema cannot ask for distinct numbers
        "order_unreadable",  # which codes the shop and we share is data
        "cancellation_unreadable",  # 1.0 is a whole number to JSON Schema, and not to the shop
        "reference_unusable",  # the shop allows more than we do
    }
)
"""Problems that a request may meet though it fits the document: what it says is wrong, not how it looks."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which the façade does not keep to its document, and how to see it again."""

    operation: str
    title: str
    message: str
    reproduce: str
    answer: str


@dataclass(slots=True)
class FuzzReport:
    """What was sent and what came of it."""

    cases: int = 0
    breaches: list[Breach] = field(default_factory=list)


def facade_schema(alone: Alone, examples: int, seed: int) -> BaseSchema:
    """Read the document of a façade in process, ready to make up requests.

    New orders are for a customer that exists: others are refused at once, and would leave nothing to look at.
    A customer that does not fit the document is left as it is.
    """
    customer = alone.master.customers[0].id

    def map_body(context: HookContext, body: Any) -> Any:
        fits = isinstance(body, dict) and _CODE.fullmatch(str(body.get("customer", "")))
        return {**body, "customer": customer} if fits else body

    config = SchemathesisConfig.from_dict({"generation": {"max-examples": examples}, "seed": seed})
    schema: BaseSchema = schemathesis.openapi.from_asgi("/openapi.json", alone.facade.app, config=config)
    schema.hook("filter_failure")(_counts)
    schema.hook(map_body)
    return schema


def fuzz(alone: Alone, examples: int, seed: int) -> FuzzReport:
    """Send everything that can be made up of the document, operation by operation and in sequences."""
    report, seen = FuzzReport(), dict[tuple[str, str, str], None]()
    for event in from_schema(facade_schema(alone, examples, seed)).execute():
        if isinstance(event, events.ScenarioFinished):
            report.cases += len(event.recorder.cases)
            found = list(_breaches(event.recorder))
        elif isinstance(event, events.NonFatalError):
            found = [Breach(event.label, "error", repr(event.value), "", "")]
        elif isinstance(event, events.FatalError):
            raise event.exception
        else:
            continue
        for breach in found:
            key = (breach.operation, breach.title, breach.message)
            if key not in seen:
                seen[key] = None
                report.breaches.append(breach)
    return report


def _counts(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Leave out refusals of valid requests that no document can foretell."""
    if failure.code != VALID_REFUSED or response.status_code != 422:
        return True
    kind = str(orjson.loads(response.content)["type"]).rpartition("/")[2]
    return kind not in BEYOND_THE_DOCUMENT


def _breaches(recorder: ScenarioRecorder) -> Iterator[Breach]:
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            failure = check.failure_info.failure
            response = recorder.find_response(case_id=case_id)
            answer = f"{response.status_code} {response.text[:500]}" if response else "none"
            yield Breach(
                failure.operation or recorder.label,
                failure.title,
                failure.message,
                check.failure_info.code_sample,
                answer,
            )
