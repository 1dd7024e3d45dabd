"""All the ways in which one answer may change, from its status to the last field of its body."""

from collections.abc import Iterator
from typing import Any

import orjson

from contracts.mutation.json_changes import WORD, Change, fields, json_changes
from contracts.mutation.mutant import BODY, ENDPOINT, HEADER, STATUS, Mutant, Reply
from contracts.mutation.x12_changes import x12_changes, x12_fields
from contracts.mutation.xml_changes import xml_changes, xml_fields
from contracts.pact_file import SAID, Interaction
from contracts.x12 import is_x12

STATUSES = (200, 202, 204, 400, 404, 500)
GONE = Reply(404, {"content-type": "application/json"}, b'{"detail":"Not Found"}')


def mutants(interaction: Interaction, reply: Reply) -> Iterator[Mutant]:
    """Give every change of one answer; a message has no status and no address."""
    if interaction.request.method != SAID:
        yield from _outcomes(interaction, reply)
    yield from _headers(interaction, reply)
    for operator, body in (("empty", b""), ("cut", reply.body[: len(reply.body) // 2])):
        if reply.body:
            yield Mutant(interaction, BODY, "", operator, _with_body(reply, body))
    for change in changes(reply.body):
        changed = _with_body(reply, change.body)
        yield Mutant(interaction, BODY, change.field, change.operator, changed)


def changes(body: bytes) -> Iterator[Change]:
    """Give every change of a body in the language it is written in."""
    if not body.strip():
        return
    if body.lstrip().startswith(b"<"):
        yield from xml_changes(body)
    elif is_x12(body):
        yield from x12_changes(body)
    else:
        yield from json_changes(body)


def fields_read(expected: Any) -> frozenset[str]:
    """Give the fields that a contract speaks of."""
    if isinstance(expected, str):
        if expected.lstrip().startswith("<"):
            return xml_fields(expected)
        if is_x12(expected.encode()):
            return x12_fields(expected)
    return frozenset() if expected is None else fields(expected)


def is_readable(body: bytes) -> bool:
    """Tell whether a body is in a language whose fields can be changed."""
    if not body.strip() or body.lstrip().startswith(b"<") or is_x12(body):
        return True
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def _outcomes(interaction: Interaction, reply: Reply) -> Iterator[Mutant]:
    for status in STATUSES:
        if status != reply.status:
            changed = Reply(status, reply.headers, reply.body)
            yield Mutant(interaction, STATUS, "", str(status), changed)
    yield Mutant(interaction, ENDPOINT, "", "gone", GONE)


def _headers(interaction: Interaction, reply: Reply) -> Iterator[Mutant]:
    for name, value in reply.headers.items():
        left = {other: text for other, text in reply.headers.items() if other != name}
        yield Mutant(interaction, HEADER, name, "drop", Reply(reply.status, left, reply.body))
        other = "text/plain" if name == "content-type" and not value.startswith("text/plain") else WORD
        yield Mutant(
            interaction, HEADER, name, "other", Reply(reply.status, {**left, name: other}, reply.body)
        )


def _with_body(reply: Reply, body: bytes) -> Reply:
    return Reply(reply.status, reply.headers, body)
