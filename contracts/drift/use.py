"""What one interaction of a pact uses of one operation: what it sends, what of the answer it reads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.pact_file import Interaction

_INDEX = re.compile(r"\[(\*|[0-9]+)\]")
_QUOTED = re.compile(r"\['([^']*)'\]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a consumer expects in one place: a value, and the matchers that say what else would do."""

    value: Any
    matchers: tuple[Mapping[str, Any], ...] = ()

    def names(self, value: Any) -> bool:
        """Say whether it is this very value that the consumer knows: by itself, or by a pattern."""
        patterns = [str(one["regex"]) for one in self.matchers if one.get("match") == "regex"]
        if patterns:
            return any(re.search(pattern, str(value)) for pattern in patterns)
        return not self.matchers and bool(self.value == value)

    def takes(self, value: Any) -> bool:
        """Say whether the consumer gets along with this value in that place."""
        kinds = [one.get("match") for one in self.matchers]
        if value is None:
            return "null" in kinds or (not kinds and self.value is None)
        return self.names(value) or any(kind not in ("regex", "null") for kind in kinds)


@dataclass(frozen=True, slots=True)
class Use:
    """An interaction as far as it concerns one operation."""

    interaction: Interaction
    operation: str
    asks: Mapping[str, Any] = field(default_factory=dict)
    sends: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    status: int = 0
    reads: Mapping[str, Reading] = field(default_factory=dict)
    mentions: frozenset[str] = frozenset()
    shows: str = ""
    """How it signs in, where the pact says so."""


def values_at(document: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Give every place of a JSON document with what stands there; all entries of a list are one place."""
    yield path, document
    if isinstance(document, dict):
        for name, inner in document.items():
            yield from values_at(inner, f"{path}.{name}")
    elif isinstance(document, list):
        for inner in document:
            yield from values_at(inner, f"{path}[]")


def gathered(document: Any) -> dict[str, tuple[Any, ...]]:
    """Give all values by place."""
    found: dict[str, tuple[Any, ...]] = {}
    for path, value in values_at(document):
        found[path] = (*found.get(path, ()), value)
    return found


def readings(body: Any, rules: Mapping[str, Any]) -> dict[str, Reading]:
    """Give what is expected of a JSON answer, each place with the matchers that count there.

    A matcher of types holds for all that is below it, unless something there has a matcher of its own.
    """
    plain: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for path, rule in rules.items():
        place = _QUOTED.sub(r".\1", _INDEX.sub("[]", path))
        plain[place] = (*plain.get(place, ()), *rule["matchers"])
    return {path: Reading(value, _matchers(path, plain)) for path, value in values_at(body)}


def _matchers(path: str, rules: Mapping[str, tuple[Mapping[str, Any], ...]]) -> tuple[Mapping[str, Any], ...]:
    if path in rules:
        return rules[path]
    above = [place for place in rules if path.startswith((f"{place}.", f"{place}[]"))]
    nearest = max(above, key=len, default=None)
    inherited = rules[nearest] if nearest is not None else ()
    return inherited if any(one.get("match") == "type" for one in inherited) else ()
