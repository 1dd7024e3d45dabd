"""Does an answer hold what a consumer relies on? The Pact engine decides, in this process.

The library verifies over sockets only. Its engine is reached by one private attribute, here and nowhere else.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import pact_ffi
from pact import Pact

from contracts.fixed_width import CONTROL_NAME, FileUnreadableError
from contracts.fixed_width import parsed as read_fixed_width
from contracts.pact_file import Expected
from contracts.x12 import is_x12
from contracts.x12 import parsed as read_x12

JSON, XML = "application/json", "text/xml"


class Answer(Protocol):
    """What came back; header names in lower case."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers."""
        ...

    @property
    def body(self) -> bytes:
        """The whole body."""
        ...


def differences(expected: Expected, answer: Answer) -> tuple[str, ...]:
    """Say where an answer breaks what was expected; nothing when it holds."""
    return (*_status(expected, answer), *_headers(expected, answer), *_body(expected, answer))


def _status(expected: Expected, answer: Answer) -> Iterator[str]:
    if answer.status != expected.status:
        yield f"status: expected {expected.status}, found {answer.status}"


def _headers(expected: Expected, answer: Answer) -> Iterator[str]:
    """Headers go to the engine as a document of their own; a media type counts without its parameters."""
    wanted = {name: value for name, value in expected.headers.items() if name != "content-type"}
    found = {name: answer.headers[name] for name in wanted if name in answer.headers}
    rules = {f"$['{name}']": rule for name, rule in expected.header_rules.items()}
    for where, what in _judged(wanted, rules, JSON, json.dumps(found)):
        yield f"header {where}: {what}"
    if "content-type" in expected.headers:
        want, have = (_media_type(headers) for headers in (expected.headers, answer.headers))
        have = JSON if want == JSON and _is_file(answer.body) else have
        if want != have:
            yield f"header content-type: expected {want}, found {have or 'none'}"


def _body(expected: Expected, answer: Answer) -> Iterator[str]:
    if expected.body is None:
        return
    if isinstance(expected.body, str) and "xml" in expected.content_type:
        yield from _xml(expected, answer)
        return
    try:
        text = _document(answer.body)
        json.loads(text)
    except FileUnreadableError as error:
        yield f"body: the file is not whole: {error}"
        return
    except ValueError:
        yield f"body: expected JSON, found {answer.body[:80]!r}"
        return
    for where, what in _judged(expected.body, expected.body_rules, JSON, text):
        yield f"body {where}: {what}"


def _is_file(body: bytes) -> bool:
    return is_x12(body) or body.startswith(CONTROL_NAME.encode())


def _document(body: bytes) -> str:
    """Give a body as text; a partner's file as what stands in it, its envelope checked."""
    if not _is_file(body):
        return body.decode()
    return json.dumps(read_x12(body) if is_x12(body) else read_fixed_width(body))


def _xml(expected: Expected, answer: Answer) -> Iterator[str]:
    found = answer.body.decode(errors="replace")
    if not found.strip():
        yield "body: expected XML, found nothing"
        return
    for where, what in _judged(expected.body, expected.body_rules, XML, found):
        yield f"body {where}: {what}"


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _judged(
    content: object, rules: Mapping[str, Any], content_type: str, text: str
) -> Iterator[tuple[str, str]]:
    """Let the engine compare; it keeps expectations in a pact, so each gets one that is thrown away."""
    thrown_away = Pact("consumer", "provider")
    message = thrown_away.upon_receiving("an answer", "Sync").with_body("{}", content_type=JSON)
    message = message.will_respond_with().with_body(
        str(content) if content_type == XML else json.dumps(content), content_type=content_type
    )
    if rules:
        message = message.with_matching_rules(json.dumps({"body": rules}))
    found = pact_ffi.sync_message_match_response_contents(
        message._handle,
        0,
        content_type,
        text,
    )
    for one in found:
        yield str(one.get("path", "$")), str(one.get("mismatch") or one)
