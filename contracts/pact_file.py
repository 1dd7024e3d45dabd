"""What is in a pact file: the interactions a consumer relies on, as far as a verification needs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

HTTP = "Synchronous/HTTP"


class PactError(Exception):
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


@dataclass(frozen=True, slots=True)
class Expected:
    """What the consumer relies on in the answer; `body` is None when it does not look."""

    status: int
    headers: Mapping[str, str]
    header_rules: Mapping[str, Any]
    body: Any
    content_type: str
    body_rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Interaction:
    """One request and what must come back."""

    consumer: str
    provider: str
    description: str
    states: tuple[State, ...]
    request: Request
    expected: Expected

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
        return [_interaction(consumer, provider, one) for one in document["interactions"]]
    except OSError as error:
        raise PactError(f"{file.name}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise PactError(f"{file.name}: not JSON: {error}") from None
    except (KeyError, TypeError) as error:
        raise PactError(f"{file.name}: not a pact of version 4: {error!r}") from None


def _interaction(consumer: str, provider: str, one: Mapping[str, Any]) -> Interaction:
    name = f"{consumer}: {one['description']}"
    if one["type"] != HTTP:
        raise PactError(f"{name}: {one['type']} is not verified here, only {HTTP}")
    request, response = one["request"], one["response"]
    if request.get("generators") or response.get("generators"):
        raise PactError(f"{name}: generators are not understood here; give plain values")
    states = tuple(State(s["name"], s.get("params", {})) for s in one.get("providerStates", ()))
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
    if body.get("encoded") or "json" not in body["contentType"]:
        raise PactError(f"{name}: a body of {body['contentType']} is not verified here, only JSON")
    return body["content"]


def _sent(name: str, request: Mapping[str, Any]) -> bytes:
    """Give the body in one fixed spelling, so that a state and a request can send the very same bytes."""
    content = _content(name, request)
    return b"" if content is None else spelt(content)


def spelt(document: object) -> bytes:
    """Write JSON in one fixed spelling."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
