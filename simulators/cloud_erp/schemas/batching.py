"""The calls of a batch, as the JSON format writes them; `multipart` reads and writes the older one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from simulators.cloud_erp.errors import MalformedRequestError, RequiredParameterError, SameKeyError
from simulators.cloud_erp.schemas.bodies import Body, read_lines, read_text

OPERATIONS_MAX = 100
METHODS = ("GET", "POST", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of a batch."""

    id: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    group: str
    after: tuple[str, ...]


def read_operations(body: Body) -> list[Operation]:
    """Read the calls of a batch.

    Raises:
        RequiredParameterError: there is no list of them.
        MalformedRequestError: one cannot be read, or there are too many.
    """
    if body.get("requests") is None:
        raise RequiredParameterError("A batch needs a list of requests.")
    entries = read_lines(body, "requests")
    expect_few(len(entries))
    return told_apart(list(_each(entries)))


def expect_few(count: int) -> None:
    """Make sure that a batch is no larger than the service takes.

    Raises:
        MalformedRequestError: it is.
    """
    if count > OPERATIONS_MAX:
        raise MalformedRequestError(f"A batch holds at most {OPERATIONS_MAX} requests, not {count}.")


def told_apart(operations: list[Operation]) -> list[Operation]:
    """Give calls of which no two have one id.

    Raises:
        SameKeyError: two have.
    """
    if len({each.id for each in operations}) < len(operations):
        raise SameKeyError("Two requests of the batch have the same id.")
    return operations


def _each(entries: list[tuple[Body, str]]) -> Iterator[Operation]:
    for entry, place in entries:
        number, method, url = (
            read_text(entry.get(name), longest, f"{place}.{name}")
            for name, longest in (("id", 100), ("method", 10), ("url", 4000))
        )
        if method not in METHODS:
            raise MalformedRequestError(f"{place}.method must be one of {METHODS}.")
        headers, after = _given(entry, "headers", {}), _given(entry, "dependsOn", [])
        if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
            raise MalformedRequestError(f"{place}.headers must be an object of texts.")
        if not isinstance(after, list) or not all(isinstance(value, str) for value in after):
            raise MalformedRequestError(f"{place}.dependsOn must be a list of ids.")
        if not isinstance(entry.get("body"), dict | None):
            raise MalformedRequestError(f"{place}.body must be an object.")
        body = b"" if entry.get("body") is None else orjson.dumps(entry["body"])
        group = read_text(_given(entry, "atomicityGroup", ""), 100, f"{place}.atomicityGroup")
        yield Operation(number, method, url, headers, body, group, tuple(after))


def _given(entry: Body, name: str, otherwise: Any) -> Any:
    value = entry.get(name)
    return otherwise if value is None else value
