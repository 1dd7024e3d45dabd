"""What a release may do to a JSON document, field by field."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from contracts.mutation.mutant import ADDED

Step = str | int
Path = tuple[Step, ...]
WORD = "unheard-of"


class Change(NamedTuple):
    """One changed document; `field` is the path with every position of a list as `[*]`."""

    field: str
    operator: str
    body: bytes


def json_changes(body: bytes) -> Iterator[Change]:
    """Give every change of a document; none leaves it as it was."""
    document = orjson.loads(body)
    for path, value in _nodes(document, ()):
        for operator, changed in _replaced(value):
            yield Change(field(path), operator, orjson.dumps(_with(document, path, changed)))
        if path and isinstance(path[-1], str):
            above = _at(document, path[:-1])
            renamed = {f"{name}X" if name == path[-1] else name: below for name, below in above.items()}
            dropped = {name: below for name, below in above.items() if name != path[-1]}
            yield Change(field(path), "rename", orjson.dumps(_with(document, path[:-1], renamed)))
            yield Change(field(path), "drop", orjson.dumps(_with(document, path[:-1], dropped)))


def field(path: Path) -> str:
    """Write a path as it stands in the report."""
    return "$" + "".join("[*]" if isinstance(step, int) else f".{step}" for step in path)


def fields(document: Any) -> frozenset[str]:
    """Give the fields that a document has."""
    return frozenset(field(path) for path, _ in _nodes(document, ()))


def _nodes(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _nodes(below, (*path, name))
    if isinstance(value, list):
        for number, below in enumerate(value):
            yield from _nodes(below, (*path, number))


def _replaced(value: Any) -> Iterator[tuple[str, Any]]:
    """Give what may stand in the place of a value."""
    if value is not None:
        yield "null", None
    match value:
        case bool():
            yield from (("type", "yes"), ("other", not value))
        case int() | float():
            yield from (("type", str(value)), ("other", value + 1), ("negative", -abs(value) - 1))
            if isinstance(value, int):
                yield "fraction", value + 0.5
        case str():
            yield from (("type", 7), ("other", WORD))
            if value:
                yield "empty", ""
        case list():
            yield "type", {"unheard": "of"}
            if value:
                yield "empty", []
        case dict():
            yield from (("type", [value]), (ADDED, {**value, "unheardOf": "unheard-of"}))


def _at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def _with(document: Any, path: Path, value: Any) -> Any:
    """Give the document with one value replaced; the rest is shared."""
    if not path:
        return value
    step, *rest = path
    inner = _with(document[step], tuple(rest), value)
    if isinstance(document, list):
        return [inner if number == step else below for number, below in enumerate(document)]
    return {name: inner if name == step else below for name, below in document.items()}
