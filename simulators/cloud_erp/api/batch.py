"""Several calls in one: each for itself, or those of one atomicity group all or none."""

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any
from urllib.parse import unquote

import orjson
from starlette.responses import Response

from simulators.cloud_erp.api import actions, reads, writes
from simulators.cloud_erp.api.answers import VERSION, answer, refusal
from simulators.cloud_erp.api.door import Exchange, Serve, must_be_our_company
from simulators.cloud_erp.errors import (
    CloudErpError,
    DependencyFailedError,
    MalformedRequestError,
    MethodNotAllowedError,
    UnknownResourceError,
)
from simulators.cloud_erp.schemas import multipart
from simulators.cloud_erp.schemas.batching import METHODS, Operation, read_operations
from simulators.cloud_erp.schemas.bodies import read_object

PATH = re.compile(
    r"companies\((?P<company>[^/]+?)\)/(?P<entity_set>[A-Za-z]+)"
    r"(?:\((?P<key>[^/]+)\)(?:/(?P<segment>[^/]+))?)?"
)
SERVES: Mapping[tuple[str, str], Serve] = {
    ("GET", "set"): reads.read_list,
    ("POST", "set"): writes.create,
    ("GET", "record"): reads.read_one,
    ("PATCH", "record"): writes.change,
    ("DELETE", "record"): writes.delete,
    ("GET", "segment"): reads.read_neighbours,
    ("POST", "segment"): actions.act,
}
CONTINUE = re.compile(r"(?:odata\.)?continue-on-error(?!\s*=\s*false)")
SNAPSHOT = "snapshot"


def serve(exchange: Exchange) -> Response:
    """Serve the calls of a batch in their order; the first that fails ends it, unless told otherwise."""
    content_type = exchange.header(b"content-type")
    if content_type.lower().startswith("multipart/"):
        operations = multipart.read_operations(content_type, exchange.body)
        content, written_as = multipart.written(_served(exchange, operations))
        return Response(content, 200, VERSION, written_as)
    operations = read_operations(read_object(exchange.body, is_needed=True))
    return answer({"responses": _served(exchange, operations)})


def _served(exchange: Exchange, operations: list[Operation]) -> list[dict[str, Any]]:
    if exchange.header(b"isolation") == SNAPSHOT or exchange.header(b"odata-isolation") == SNAPSHOT:
        return _atomically(exchange, operations, {})
    goes_on = CONTINUE.search(exchange.header(b"prefer")) is not None
    done: dict[str, dict[str, Any]] = {}
    for group, members in groupby(operations, key=lambda each: each.group or each):
        if isinstance(group, str):
            answers = _atomically(exchange, list(members), done)
        else:
            answers = [_one(exchange, each, done) for each in members]
        done |= {each["id"]: each for each in answers}
        if not goes_on and any(each["status"] >= 400 for each in answers):
            break
    return list(done.values())


def _atomically(
    exchange: Exchange, operations: list[Operation], before: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Serve calls that happen all together; if one fails, it alone is answered as it is."""

    def work() -> tuple[list[dict[str, Any]], bool]:
        done = dict(before)
        for operation in operations:
            done[operation.id] = _one(exchange, operation, done)
            if done[operation.id]["status"] >= 400:
                return [_fallen(exchange, each, done[operation.id]) for each in operations], False
        return [done[each.id] for each in operations], True

    return exchange.book.desk.as_one(work)


def _fallen(exchange: Exchange, operation: Operation, failed: dict[str, Any]) -> dict[str, Any]:
    if operation.id == failed["id"]:
        return failed
    error = DependencyFailedError(f"Nothing was done, because request '{failed['id']}' failed.")
    return _written(operation, refusal(exchange.book, error))


def _one(exchange: Exchange, operation: Operation, done: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    try:
        for other in operation.after:
            before = [each for each in done.values() if other in (each["id"], each.get("atomicityGroup"))]
            if not before or any(each["status"] >= 400 for each in before):
                raise DependencyFailedError(f"'{other}' failed or has not been answered.")
        address, _, query = _resolved(operation.url, done).partition("?")
        path, where = _routed(exchange, address)
        call = SERVES.get((operation.method, where))
        if call is None:
            raise MethodNotAllowedError(f"{operation.method} is not supported on '{address}'.", METHODS)
        headers = [(name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
                   for name, value in operation.headers.items()]  # fmt: skip
        outer = [entry for entry in exchange.request.scope["headers"] if entry[0] == b"host"]
        scope = {
            **exchange.request.scope,
            "method": operation.method,
            "headers": [*outer, *headers],
            "query_string": query.encode("latin-1", "replace"),
        }
        return _written(operation, call(exchange.within(path, operation.body, scope)))
    except CloudErpError as error:
        return _written(operation, refusal(exchange.book, error))


def _routed(exchange: Exchange, path: str) -> tuple[dict[str, str], str]:
    """Find out what a call of a batch is about; its address is relative to the API or absolute."""
    path = unquote(path)
    _, _, tail = path.rpartition("/api/v2.0/")
    tail = tail.removeprefix("/")
    found = PATH.fullmatch(tail)
    if found is None and "company" in exchange.path:  # the batch was sent to a company, and stays there
        found = PATH.fullmatch(f"companies({exchange.path['company']})/{tail}")
    if found is None:
        raise UnknownResourceError(f"No HTTP resource was found at '{path}'.")
    must_be_our_company(found["company"])
    named = {name: value for name, value in found.groupdict().items() if value is not None}
    where = "segment" if "segment" in named else "record" if "key" in named else "set"
    return {**exchange.path, **named}, where


def _resolved(url: str, done: Mapping[str, dict[str, Any]]) -> str:
    """Put the address of what an earlier call entered in the place of its id: $1/salesOrderLines."""
    if not url.startswith(("$", "/$")):
        return url
    name, slash, rest = url.lstrip("/")[1:].partition("/")
    location = done.get(name, {}).get("headers", {}).get("location")
    if location is None:
        raise MalformedRequestError(f"The url '{url}' refers to no record entered by request '{name}'.")
    return f"{location}{slash}{rest}"


def _written(operation: Operation, response: Response) -> dict[str, Any]:
    written: dict[str, Any] = {"id": operation.id}
    if operation.group:
        written["atomicityGroup"] = operation.group
    headers = {name.decode(): value.decode() for name, value in response.raw_headers}
    headers.pop("content-length", None)
    written |= {"status": response.status_code, "headers": headers}
    if response.body:
        written["body"] = orjson.Fragment(bytes(response.body))
    return written
