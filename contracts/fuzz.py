"""Does a system keep to its own description, whatever it is sent?

Requests are made up from its OpenAPI document or GraphQL schema, well-formed and malformed, and sent in
process. Every default check of schemathesis is on. A run that asked nothing, or was refused everything, found
nothing out: that is a finding too.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from schemathesis.checks import CHECKS
from schemathesis.core.errors import InvalidSchema
from schemathesis.core.result import Ok, Result
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.schemas import APIOperation, BaseSchema

from contracts.fuzzing.business_checks import RULES, Rule, as_check

NOTHING_TESTED = "Not tested"


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a system does not keep to its description, and how to see it again."""

    operation: str
    title: str
    message: str
    reproduce: str
    answer: str


@dataclass(slots=True)
class FuzzReport:
    """What was sent and what came of it.

    `operations` are those described, by how often each was asked, `carried_out` by how often it was done.
    """

    cases: int = 0
    breaches: list[Breach] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    carried_out: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        """How many requests were carried out."""
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)

    @property
    def asked(self) -> int:
        """How many operations were asked at all."""
        return sum(1 for count in self.operations.values() if count)

    @property
    def only_refused(self) -> list[str]:
        """Which operations were asked, and never carried out: of what they do nothing was seen."""
        return [label for label, count in self.operations.items() if count and not self.carried_out[label]]

    def line(self) -> str:
        """Say in one line how far it is."""
        kinds = Counter(f"{status // 100}xx" for status in self.statuses.elements())
        answers = ", ".join(f"{count} of {kind}" for kind, count in sorted(kinds.items()))
        return (
            f"{self.cases} requests at {self.asked} of {len(self.operations)} operations ({answers or '-'})"
        )


def fuzz(
    *schemas: BaseSchema,
    on_progress: Callable[[FuzzReport], None] = lambda _: None,
    rules: Sequence[Rule] = RULES,
    on_exchange: Callable[[float, Response], None] = lambda *_: None,
) -> FuzzReport:
    """Send everything that can be made up of the descriptions, operation by operation and in sequences.

    `on_progress` is shown the report after every handful of requests, `on_exchange` when each was made and
    what came back. `rules` are judged beside the default checks.
    """
    report, seen = FuzzReport(), dict[tuple[str, str, str], None]()
    with _watched(rules):
        for schema in schemas:
            for found in schema.get_all_operations():
                report.operations[_label(found)] += 0
            for event in from_schema(schema).execute():
                for breach in _happened(report, event, on_exchange):
                    key = (breach.operation, breach.title, breach.message)
                    if key not in seen:
                        seen[key] = None
                        report.breaches.append(breach)
                on_progress(report)
    report.breaches += _untested(report)
    return report


@contextmanager
def _watched(rules: Sequence[Rule]) -> Iterator[None]:
    """Judge rules for as long as it takes; the library knows of checks by their names."""
    checks = [as_check(rule) for rule in rules]
    for check in checks:
        CHECKS.register(check)
    try:
        yield
    finally:
        for check in checks:
            CHECKS.unregister(check.__name__)


def _label(found: Result[APIOperation[Any, Any, Any, Any], InvalidSchema]) -> str:
    """Name an operation; one that cannot be read is never asked, and so is found out."""
    return found.ok().label if isinstance(found, Ok) else str(found.err())


def _happened(
    report: FuzzReport, event: events.EngineEvent, on_exchange: Callable[[float, Response], None]
) -> list[Breach]:
    """Count what an event says was sent, and give the breaches that it tells of."""
    if isinstance(event, events.ScenarioFinished):
        recorder = event.recorder
        report.cases += len(recorder.cases)
        for node in recorder.cases.values():
            report.operations[node.value.operation.label] += 1
        for case_id, each in recorder.interactions.items():
            if each.response is not None:
                report.statuses[each.response.status_code] += 1
                if 200 <= each.response.status_code < 300:
                    report.carried_out[recorder.cases[case_id].value.operation.label] += 1
                on_exchange(each.timestamp, each.response)
        return list(_breaches(recorder))
    if isinstance(event, events.NonFatalError):
        return [Breach(event.label, "error", repr(event.value), "", "")]
    if isinstance(event, events.FatalError):
        raise event.exception
    return []


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


def _untested(report: FuzzReport) -> Iterator[Breach]:
    for label, count in report.operations.items():
        if not count:
            yield Breach(label, NOTHING_TESTED, "not one request was made up for it", "", "")
    if not report.accepted:
        yield Breach(
            "everything", NOTHING_TESTED, f"not one request was carried out: {report.line()}", "", ""
        )
