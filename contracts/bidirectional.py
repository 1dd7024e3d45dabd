"""A pact against what its provider says of itself, without running it.

Both sides can be wrong in ways the other cannot know: this finds what a consumer relies on and nobody ever
promised. A request that is meant to be refused may break the description; all others must keep to it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import orjson
from jsonschema_rs import Draft202012Validator

from contracts.drift.json_fields import ROOT, holder
from contracts.drift.openapi import read_openapi
from contracts.drift.surface import Answer, Field, Fields, Operation, Surface
from contracts.drift.usage import event_uses, http_use, operation_at
from contracts.drift.use import Reading, Use
from contracts.pact_file import FORM, SAID, Interaction, PactError
from contracts.verification import Outcome

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS")
REFUSED = 400
MESSAGE_LENGTH_MAX = 200
_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_STANDARD = frozenset(
    ("accept", "authorization", "content-type", "content-length", "host", "user-agent", "soapaction")
)
Said = Iterator[str]


def check(
    interactions: Sequence[Interaction], document: Mapping[str, Any], events: Surface | None = None
) -> list[Outcome]:
    """Give for every interaction what the description does not promise; messages need one of events.

    Raises:
        PactError: there is nothing to be checked.
    """
    asked = [one for one in interactions if one.request.method != SAID or events is not None]
    if not asked:
        raise PactError("no interaction is left to be checked; messages are checked against --asyncapi")
    system = asked[0].provider
    surface = read_openapi(system, document)
    return [Outcome(one, tuple(_mismatches(one, document, surface, events))) for one in asked]


def _mismatches(
    one: Interaction, document: Mapping[str, Any], surface: Surface, events: Surface | None
) -> Said:
    if one.request.method == SAID:
        yield from _told(one, events)
        return
    path, _, query = one.request.target.partition("?")
    keys = tuple(surface.operations)
    key = operation_at(one.request.method, path, keys)
    if key is None:
        others = [method for method in METHODS if operation_at(method, path, keys)]
        yield f"BD02 method: {path} takes {', '.join(others)}" if others else f"BD01 path: there is no {path}"
        return
    operation, use = surface.operations[key], http_use(one, key, query)
    if one.expected.status < REFUSED:
        yield from _parameters(operation, use)
        yield from _body(one, operation, document, key)
    yield from _answer(one, operation, use)


def _parameters(operation: Operation, use: Use) -> Said:
    for name, declared in operation.asks.items():
        if declared.is_required and name not in use.asks and name != "header:authorization":
            yield f"BD03 parameter: {name} must be sent"
    for name, value in use.asks.items():
        place, _, bare = name.partition(":")
        if name not in operation.asks:
            if place == "query":
                yield f"BD04 parameter: {name} is not known"
        elif bare not in _STANDARD and (why := _unfit(bare, str(value), operation.asks[name])):
            yield f"BD05 parameter: {name}: {value!r} {why}"


def _unfit(name: str, value: str, declared: Field) -> str:
    """Say why a value would not be taken. OData's own options are a language, which no pattern describes."""
    if declared.choices and value not in map(str, declared.choices):
        return f"is none of {', '.join(map(str, declared.choices))}"
    if declared.kinds == ("integer",) and not re.fullmatch("-?[0-9]+", value):
        return "is no whole number"
    number = float(value) if declared.kinds in (("integer",), ("number",)) else None
    if number is not None and declared.most is not None and number > declared.most:
        return f"is more than {declared.most:g}"
    if declared.length_max is not None and len(value) > declared.length_max:
        return f"is longer than {declared.length_max:g}"
    if declared.pattern and not name.startswith("$") and not re.search(declared.pattern, value):
        return f"does not fit {declared.pattern}"
    return ""


def _body(one: Interaction, operation: Operation, document: Mapping[str, Any], key: str) -> Said:
    body, media = one.request.body, _media(one.request.headers.get("content-type", ""))
    if not body:
        if operation.needs_body:
            yield "BD06 request: a body must be sent"
        return
    if not operation.takes_media:
        yield "BD07 request: no body is taken"
        return
    media = media or operation.takes_media[0]
    if media not in map(_media, operation.takes_media):
        yield f"BD08 request: {media} is not taken, but {', '.join(operation.takes_media)}"
        return
    if "json" in media or media == FORM:
        sent = orjson.loads(body) if "json" in media else dict(parse_qsl(body.decode()))
        for error in Draft202012Validator(_schema(document, key, media)).iter_errors(sent):
            where = "".join(
                f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path
            )
            yield f"BD09 request: ${where}: {error.message.partition(chr(10))[0][:200]}"


def _place(steps: Sequence[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _schema(document: Mapping[str, Any], key: str, media: str) -> dict[str, Any]:
    method, _, path = key.partition(" ")
    content = document["paths"][path][method.lower()]["requestBody"]["content"]
    found = next(one for name, one in content.items() if _media(name) == media)
    return {**found.get("schema", {}), "components": document.get("components", {})}


def _answer(one: Interaction, operation: Operation, use: Use) -> Said:
    answer = operation.answers.get(one.expected.status)
    if answer is None:
        known = ", ".join(map(str, operation.answers)) or "none"
        yield f"BD10 response: {one.expected.status} is not described; described are {known}"
        return
    media = _media(one.expected.content_type)
    if one.expected.body is not None and answer.media and media not in map(_media, answer.media):
        yield f"BD11 response: {media} is not described; described is {', '.join(answer.media)}"
        return
    yield from _fields(answer, use.reads)


def _told(one: Interaction, events: Surface | None) -> Said:
    uses = [] if events is None else event_uses(one, events)
    if events is None or not uses:
        yield "BD15 event: no event of that type is described"
        return
    yield from _fields(events.operations[uses[0].operation].answers[0], uses[0].reads)


def _fields(answer: Answer, reads: Mapping[str, Reading]) -> Said:
    for path, reading in reads.items():
        declared = answer.fields.get(path)
        if declared is None:
            if _is_told_apart(answer.fields, path) and holder(path) in answer.fields:
                yield f"BD12 response: {path} is not described"
            continue
        kind = "null" if reading.value is None else _KINDS[type(reading.value)]
        if declared.types and not _is_of(kind, declared):
            yield f"BD13 response: {path} is {' or '.join(declared.types)}, not {kind}"
        elif declared.choices and not any(reading.takes(choice) for choice in declared.choices):
            known = ", ".join(map(str, declared.choices))
            yield f"BD14 response: {path} is never {reading.value!r}, but {known}"


def _is_of(kind: str, declared: Field) -> bool:
    return kind in declared.types or (kind == "integer" and "number" in declared.types)


def _is_told_apart(fields: Fields, path: str) -> bool:
    """Say whether the description names what is in the place that a place is in; if not, anything may be."""
    above = holder(path)
    inside = [place for place in fields if place != ROOT and holder(place) == above]
    return bool(inside) and f"{above}.*" not in fields


def _media(text: str) -> str:
    return text.partition(";")[0].strip().lower()
