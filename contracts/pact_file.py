"""What is in a pact file: the interactions a consumer relies on, as far as a verification needs them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

from dualrun.errors import UsageError

HTTP, NOTICE = "Synchronous/HTTP", "Asynchronous/Messages"
SAID = "SAID"
"""The method of what a provider says of its own accord: nothing is sent, and no status comes back."""
KIND = "type"
"""The metadata that tells which of a provider's messages is meant; the rest are headers it comes with."""
FORM = "application/x-www-form-urlencoded"


class PactError(UsageError):
    """A pact that cannot be verified as it stands; says which, and what to do."""


@dataclass(frozen=True, slots=True)
class State:
    """What must be so before the request is sent."""

    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What the consumer sends."""

    method: str
    target: str  # path and query
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def told(self, values: Mapping[str, str]) -> "Request":
        """Give the request with the values of a provider in place of those that stand in the pact."""
        headers = {name: replaced(value, values) for name, value in self.headers.items()}
        body = replaced(self.body.decode(), values).encode() if values else self.body
        return Request(self.method, replaced(self.target, values), headers, body)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the consumer relies on in the answer; `body` is None when nobody looks, text when it is XML."""

    status: int
    headers: Mapping[str, str]
    header_rules: Mapping[str, Any]
    body: Any
    content_type: str
    body_rules: Mapping[str, Any]

    def told(self, values: Mapping[str, str]) -> "Expected":
        """Give what is expected with the values of a provider in place of those that stand in the pact."""
        if not values:
            return self
        rules = {path: told_document(rule, values) for path, rule in self.body_rules.items()}
        body = replaced(self.body, values) if isinstance(self.body, str) else told_document(self.body, values)
        return replace(self, headers=told_document(self.headers, values), body=body, body_rules=rules)


@dataclass(frozen=True, slots=True)
class Interaction:
    """One request and what must come back."""

    consumer: str
    provider: str
    description: str
    states: tuple[State, ...]
    request: Request
    expected: Expected
    source: str = ""  # the file it was read from

    @property
    def name(self) -> str:
        """The consumer and what it does, as one line."""
        return f"{self.consumer}: {self.description}"


def read_pacts(source: Path) -> list[Interaction]:
    """Read a pact file, or every pact file of a folder.

    Raises:
        PactError: there is none, or something in one cannot be verified here.
    """
    files = sorted(source.glob("*.json")) if source.is_dir() else [source]
    interactions = [one for file in files for one in _read(file)]
    if not interactions:
        raise PactError(f"{source.name}: no interaction in it, so nothing would be verified")
    return interactions


def _read(file: Path) -> list[Interaction]:
    try:
        document = orjson.loads(file.read_bytes())
        consumer, provider = document["consumer"]["name"], document["provider"]["name"]
        read = [_interaction(consumer, provider, one) for one in document["interactions"]]
        return [replace(one, source=str(file)) for one in read]
    except OSError as error:
        raise PactError(f"{file.name}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise PactError(f"{file.name}: not JSON: {error}") from None
    except (KeyError, TypeError) as error:
        raise PactError(f"{file.name}: not a pact of version 4: {error!r}") from None


def _interaction(consumer: str, provider: str, one: Mapping[str, Any]) -> Interaction:
    name = f"{consumer}: {one['description']}"
    if one["type"] == NOTICE:
        return _notice(consumer, provider, name, one)
    if one["type"] != HTTP:
        raise PactError(f"{name}: {one['type']} is not verified here, only {HTTP}")
    request, response = one["request"], one["response"]
    if request.get("generators") or response.get("generators"):
        raise PactError(f"{name}: generators are not understood here; give plain values")
    states = _states(one)
    rules = response.get("matchingRules", {})
    if unknown := [part for part in rules if part not in ("body", "header")]:
        raise PactError(f"{name}: rules on the {unknown[0]} are not understood here")
    headers = _headers(response)
    return Interaction(
        consumer,
        provider,
        one["description"],
        states,
        Request(request["method"], _target(request), _headers(request), _sent(name, request)),
        Expected(
            response["status"],
            headers,
            {key.lower(): rule for key, rule in rules.get("header", {}).items()},
            _content(name, response),
            headers.get("content-type", "application/json"),
            rules.get("body", {}),
        ),
    )


def _notice(consumer: str, provider: str, name: str, one: Mapping[str, Any]) -> Interaction:
    contents = one.get("contents")
    if not isinstance(contents, dict) or not {"content", "contentType"} <= contents.keys():
        raise PactError(f"{name}: a message without contents, which any message would fit")
    content, rules = _content(name, {"body": contents}), one.get("matchingRules", {})
    told = {key.lower(): str(value) for key, value in one.get("metadata", {}).items()}
    kind = {KIND: told.pop(KIND)} if KIND in told else {}
    told.pop("contenttype", None)
    expected = Expected(
        0,
        {**told, "content-type": contents["contentType"]},
        {key.lower(): rule for key, rule in rules.get("metadata", {}).items()},
        content,
        contents["contentType"],
        rules.get("body", {}),
    )
    said = Request(SAID, one["description"], kind, b"")
    return Interaction(consumer, provider, one["description"], _states(one), said, expected)


def _states(one: Mapping[str, Any]) -> tuple[State, ...]:
    return tuple(State(s["name"], s.get("params", {})) for s in one.get("providerStates", ()))


def _headers(part: Mapping[str, Any]) -> dict[str, str]:
    given = part.get("headers", {})
    return {
        name.lower(): ", ".join(value) if isinstance(value, list) else value for name, value in given.items()
    }


def _target(request: Mapping[str, Any]) -> str:
    query = urlencode(request.get("query", {}), doseq=True)
    path: str = request["path"]
    return f"{path}?{query}" if query else path


def _content(name: str, part: Mapping[str, Any]) -> Any:
    body = part.get("body")
    if not body:
        return None
    kind, content = body["contentType"], body["content"]
    is_text = isinstance(content, str) and ("xml" in kind or kind.startswith(FORM))
    if body.get("encoded") or not ("json" in kind or is_text):
        raise PactError(f"{name}: a body of {kind} is not verified here, only JSON, XML and forms")
    return content


def _sent(name: str, request: Mapping[str, Any]) -> bytes:
    """Give the body in one fixed spelling, so that a state and a request can send the very same bytes."""
    content = _content(name, request)
    if content is None:
        return b""
    is_json = "json" in request["body"]["contentType"]
    return spelt(content) if is_json else str(content).encode()


def told_document(document: Any, values: Mapping[str, str]) -> Any:
    """Give a document with the values of a provider in place of those that stand in the pact."""
    return orjson.loads(replaced(orjson.dumps(document).decode(), values))


def replaced(text: str, values: Mapping[str, str]) -> str:
    """Put every value in its place at once, so that none is replaced twice; the longest goes first."""
    if not values:
        return text
    wanted = "|".join(re.escape(value) for value in sorted(values, key=len, reverse=True))
    return re.sub(wanted, lambda found: values[found[0]], text)


def spelt(document: object) -> bytes:
    """Write JSON in one fixed spelling."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
