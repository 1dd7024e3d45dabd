"""What no OpenAPI document says and everybody relies on: checks on what a business system answers.

Each is a rule over one answer, with the request it answers; schemathesis is handed them beside its own.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import orjson
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case

KEY, REPLAYED = "idempotency-key", "idempotency-replayed"
PROBLEM = "application/problem+json"
CENT = Decimal("0.01")
SUMS: Mapping[str, tuple[str, ...]] = {
    "totalAmountIncludingTax": ("totalAmountExcludingTax", "totalTaxAmount"),
    "amountIncludingTax": ("netAmount", "totalTaxAmount"),
    "base_grand_total": ("base_subtotal", "base_tax_amount", "base_shipping_amount", "base_discount_amount"),
    "grand_total": ("subtotal", "tax_amount", "shipping_amount", "discount_amount"),
    "total": ("net", "tax"),
}
"""By the field of a total, the fields that make it up; judged where all of them stand."""
Rule = Callable[[Response, Case[Any]], Iterator[str]]


def replays_are_idempotent(response: Response, case: Case[Any]) -> Iterator[str]:
    """A request sent again under its key gets the answer it got, and does nothing twice."""
    keyed = {name.lower() for name in case.headers} & {KEY}
    if case.method.upper() != "POST" or not keyed or not 200 <= response.status_code < 300:
        return
    again = case.call()
    if (again.status_code, again.content) != (response.status_code, response.content):
        yield (
            f"sent again under its key it was answered {again.status_code} {again.content[:120]!r},"
            f" not {response.status_code} {response.content[:120]!r}"
        )


def single_documents_have_an_etag(response: Response, case: Case[Any]) -> Iterator[str]:
    """Who may change a document only in the version they have seen must be told the version."""
    if case.method.upper() != "GET" or response.status_code != 200 or not _is_guarded(case):
        return
    document = _json(response)
    if "etag" not in response.headers and not (isinstance(document, dict) and "@odata.etag" in document):
        yield "a change of this document takes If-Match, and reading it tells no ETag"


def money_adds_up(response: Response, case: Case[Any]) -> Iterator[str]:
    """A total is what makes it up, to the cent."""
    if not 200 <= response.status_code < 300:
        return
    for document in _objects(_json(response)):
        for total, parts in SUMS.items():
            values = [_amount(document.get(name)) for name in (total, *parts)]
            if None in values:
                continue
            whole, *summands = [value for value in values if value is not None]
            if abs(whole - sum(summands)) > CENT:
                yield f"{total} is {whole}, and {' + '.join(parts)} is {sum(summands)}"


def errors_are_told_natively(response: Response, case: Case[Any]) -> Iterator[str]:
    """A refusal is a document in the words of the system: a problem, an error object or a fault."""
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    kind = (response.headers.get("content-type") or [""])[0]
    document = _json(response)
    if kind.startswith(PROBLEM):
        if not isinstance(document, dict) or not {"type", "title", "status"} <= document.keys():
            yield f"a problem without type, title or status: {response.content[:120]!r}"
        elif document["status"] != response.status_code:
            yield f"a problem of status {document['status']} came with {response.status_code}"
    elif not _is_native(kind, document, response.content):
        yield f"an error of {kind or 'no type'} that says nothing: {response.content[:120]!r}"


def own_objects_only(owner: str, field: str = "channel") -> Rule:
    """Make the rule that a caller is shown nothing of others: what carries an owner carries this one."""

    def rule(response: Response, case: Case[Any]) -> Iterator[str]:
        if not 200 <= response.status_code < 300:
            return
        for document in _objects(_json(response)):
            if isinstance(document.get(field), str) and document[field] != owner:
                yield f"{owner} is shown what belongs to {document[field]}"

    return rule


RULES: tuple[Rule, ...] = (
    replays_are_idempotent,
    single_documents_have_an_etag,
    money_adds_up,
    errors_are_told_natively,
)


def as_check(rule: Rule) -> Callable[[CheckContext, Response, Case[Any]], bool | None]:
    """Give a rule the form in which schemathesis takes its checks."""

    def check(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
        for found in rule(response, case):
            raise AssertionError(found)
        return None

    check.__name__ = rule.__name__
    return check


def _is_guarded(case: Case[Any]) -> bool:
    """Say whether the document takes changes only in a version that was seen."""
    siblings = case.operation.schema.raw_schema["paths"].get(case.operation.path, {})
    return any(
        parameter.get("name", "").lower() == "if-match" and parameter.get("required")
        for method in ("put", "patch", "delete")
        for parameter in siblings.get(method, {}).get("parameters", ())
    )


def _json(response: Response) -> Any:
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(below)


def _amount(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _is_native(kind: str, document: Any, content: bytes) -> bool:
    if "xml" in kind:
        return b"Fault" in content
    return isinstance(document, dict | list) and bool(document)
