"""Which operations of a surface an interaction uses, and what of them: by HTTP, OData, or as an event."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl, unquote

import orjson

from contracts.drift.csdl import SERVICE
from contracts.drift.surface import Surface
from contracts.drift.usage_graphql import graphql_uses
from contracts.drift.usage_soap import soap_uses
from contracts.drift.use import Reading, Use, gathered, readings
from contracts.pact_file import KIND, SAID, Interaction

_SEGMENT = re.compile(r"/([A-Za-z]+)(?:\([^)/]*\))?(?=/|$)")
_ACTION = re.compile(r"/Microsoft\.NAV\.(\w+)$")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RECORDS = "$.value[]"
T = TypeVar("T")


def uses(interactions: Sequence[Interaction], surface: Surface) -> list[Use]:
    """Give what interactions use of a surface; nothing for those that are with somebody else."""
    found: list[Use] = []
    for one in interactions:
        if one.provider == surface.system:
            found += _READERS[surface.document](one, surface)
    return found


def _http(one: Interaction, surface: Surface) -> list[Use]:
    if one.request.method == SAID:
        return []
    path, _, query = one.request.target.partition("?")
    key = operation_at(one.request.method, path, tuple(surface.operations))
    return [] if key is None else [http_use(one, key, query)]


@lru_cache(maxsize=4096)
def operation_at(method: str, path: str, keys: tuple[str, ...]) -> str | None:
    """Give the operation that a path leads to: of several the one that says most in so many words."""
    fitting = [key for key in keys if key.startswith(f"{method} ") and _pattern(key).fullmatch(path)]
    return max(fitting, key=lambda key: len(re.sub(r"\{[^}]*\}", "", key)), default=None)


@lru_cache(maxsize=4096)
def _pattern(key: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", key.partition(" ")[2])
    return re.compile("[^/]+".join(map(re.escape, parts)))


def http_use(one: Interaction, key: str, query: str) -> Use:
    """Give what a request and what is expected of its answer use of an operation."""
    pairs = parse_qsl(query, keep_blank_values=True)
    headers = {f"header:{name}": value for name, value in one.request.headers.items()}
    words = [word for _, value in pairs for word in _WORD.findall(unquote(value))]
    return Use(
        interaction=one,
        operation=key,
        asks={**{f"query:{name}": value for name, value in pairs}, **headers},
        sends=_sent(one),
        status=one.expected.status,
        reads=_read(one),
        mentions=frozenset(words),
        shows=_shown(one.request.headers),
    )


def _sent(one: Interaction) -> Mapping[str, tuple[object, ...]]:
    """Give what a body holds; of a form, its fields."""
    if not one.request.body:
        return {}
    try:
        return gathered(orjson.loads(one.request.body))
    except orjson.JSONDecodeError:
        return gathered(dict(parse_qsl(one.request.body.decode())))


def _read(one: Interaction) -> Mapping[str, Reading]:
    body = one.expected.body
    is_text = isinstance(body, str) and "json" not in one.expected.content_type
    return {} if body is None or is_text else readings(body, one.expected.body_rules)


def _shown(headers: Mapping[str, str]) -> str:
    scheme = headers.get("authorization", "").partition(" ")[0].lower()
    if scheme:
        return f"http {scheme}"
    return next((f"header {name}" for name in headers if name.endswith(("api-key", "apikey"))), "")


def _odata(one: Interaction, surface: Surface) -> list[Use]:
    """Split a use of an entity set into those of all sets that take part, and the one of the service."""
    path, _, query = one.request.target.partition("?")
    if one.request.method == SAID or "/companies(" not in path:
        return []
    whole = http_use(one, SERVICE, query)
    found = [Use(one, SERVICE, asks=whole.asks, mentions=whole.mentions, shows=whole.shows)]
    action = _ACTION.search(path)
    segments = [
        name
        for name in _SEGMENT.findall(path.partition("/companies(")[2])
        if f"ENTITY {name}" in surface.operations
    ]
    if not segments:
        return found
    sends, reads = whole.sends, {_record(place): how for place, how in whole.reads.items()}
    if action is not None:
        found.append(Use(one, f"ACTION {segments[-1]}.{action[1]}", sends=sends, status=whole.status))
        return found
    status = 200 if whole.status == 201 else whole.status
    for name in (
        segments[-1],
        *[word for word in sorted(whole.mentions) if f"ENTITY {word}" in surface.operations],
    ):
        below = "$" if name == segments[-1] else f"$.{name}[]"
        part = Use(
            interaction=one,
            operation=f"ENTITY {name}",
            sends=_below(sends, below),
            status=status,
            reads=_below(reads, below),
            mentions=whole.mentions,
        )
        found.append(part)
    return found


def _record(place: str) -> str:
    return place.replace(_RECORDS, "$", 1) if place.startswith(_RECORDS) else place


def _below(places: Mapping[str, T], top: str) -> dict[str, T]:
    return {place.replace(top, "$", 1): value for place, value in places.items() if place.startswith(top)}


def event_uses(one: Interaction, surface: Surface) -> list[Use]:
    """Give the use of the event that a message is, by its type."""
    key = f"EVENT {one.request.headers.get(KIND, '')}"
    if one.request.method != SAID or key not in surface.operations:
        return []
    headers = {
        f"$headers.{name}": Reading(value)
        for name, value in one.expected.headers.items()
        if name != "content-type"
    }
    return [Use(one, key, reads={**_read(one), **headers})]


_READERS = {
    "openapi": _http,
    "csdl": _odata,
    "asyncapi": event_uses,
    "graphql": graphql_uses,
    "wsdl": soap_uses,
}
