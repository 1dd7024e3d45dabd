"""Does a system keep to its own OpenAPI document, whatever it is sent?

Requests are made up from the document, well-formed and malformed, and sent in process. Every default check
of schemathesis is on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.schemas import BaseSchema


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a system does not keep to its document, and how to see it again."""

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


def fuzz(schema: BaseSchema) -> FuzzReport:
    """Send everything that can be made up of the document, operation by operation and in sequences."""
    report, seen = FuzzReport(), dict[tuple[str, str, str], None]()
    for event in from_schema(schema).execute():
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
