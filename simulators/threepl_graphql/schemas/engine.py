"""Carries out one query: looked at, validated, paid for, executed; what is refused put in native words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    build_schema,
    execute,
    get_operation_ast,
    validate,
)

from simulators.threepl_graphql.errors import (
    FulfilmentError,
    InvalidValueError,
    MutationByGetError,
    QueryRefusedError,
)
from simulators.threepl_graphql.schemas.call import Call
from simulators.threepl_graphql.schemas.limits import Scale, read_query
from simulators.threepl_graphql.schemas.mutations import MUTATIONS
from simulators.threepl_graphql.schemas.queries import QUERIES
from simulators.threepl_graphql.service import FulfilmentHouse

ROOT = {**QUERIES, **MUTATIONS}
KEPT_TEXT_MAX, KEPT_MAX = 4_000, 256
Errors = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client sends: a query, the values of its variables, and which of its operations is meant."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    is_get: bool = False


@cache
def schema() -> GraphQLSchema:
    """Give the schema, which is the same in every world."""
    return build_schema((files(__package__) / "schema.graphql").read_text(encoding="utf-8"))


def answer(house: FulfilmentHouse, asked: Asked) -> Mapping[str, Any]:
    """Give the answer to a query that can be carried out; refusals stand in its `errors`.

    Raises:
        QueryRefusedError: it is malformed, does not fit the schema, or is too large.
        MutationByGetError: it would change something, and was asked by GET.
    """
    document = _known(asked.query) if len(asked.query) <= KEPT_TEXT_MAX else _read(asked.query)
    operation = get_operation_ast(document, asked.operation_name)
    if operation is None:
        raise QueryRefusedError(
            "operationName: names none of the query's operations, or is needed to tell which"
        )
    if asked.is_get and operation.operation is not OperationType.QUERY:
        raise MutationByGetError
    bill = Scale(schema(), document, asked.variables).bill(operation)
    call = Call(house, house.access.next_request_id(), bill.costs)
    first = next(iter(bill.costs))
    try:
        house.access.spend(bill.to_pay, first)
    except FulfilmentError as error:
        return {"errors": [_written(error, call, first, first)], "data": None}
    result = execute(
        schema(), document, ROOT, call, dict(asked.variables), operation_name=asked.operation_name
    )
    assert isinstance(result, ExecutionResult), "no resolver waits for anything"
    if result.data is None and result.errors and not any(error.path for error in result.errors):
        raise _refusal(result.errors)
    found = [_error(error, call) for error in result.errors or ()]
    return {"errors": found, "data": result.data} if found else {"data": result.data}


@lru_cache(KEPT_MAX)
def _known(query: str) -> DocumentNode:
    """Read a short query once: clients ask the same ones all day."""
    return _read(query)


def _read(query: str) -> DocumentNode:
    document = read_query(query)
    if errors := validate(schema(), document):
        raise _refusal(errors)
    return document


def _refusal(errors: Sequence[GraphQLError]) -> QueryRefusedError:
    """Say what is wrong with a query, and where."""
    found = [
        {
            "message": error.message[:300],
            "locations": [{"line": at.line, "column": at.column} for at in (error.locations or ())[:3]],
        }
        for error in errors[:5]
    ]
    return QueryRefusedError("; ".join(str(each["message"]) for each in found), found)


def _error(error: GraphQLError, call: Call) -> dict[str, Any]:
    path = error.path or []
    names = [str(key) for key in path if isinstance(key, str)] or [""]
    cause = error.original_error
    if isinstance(cause, FulfilmentError):
        return _written(cause, call, names[0], names[-1])
    if cause is not None:
        call.house.world.on_defect(call.house.world.system, cause)
        return _written(FulfilmentError("Internal error"), call, names[0], names[-1])
    return _written(InvalidValueError(error.message[:300]), call, names[0], names[-1])


def _written(error: FulfilmentError, call: Call, operation: str, field: str) -> dict[str, Any]:
    return {
        "message": error.message,
        "code": error.code,
        "operation": operation,
        "field": field,
        "request_id": call.request_id,
        **error.facts,
    }
