"""What does a YAML text say, and on which line does it say it?

Only plain mappings, lists and scalars are read, by the rules of YAML 1.2: `on`, `off` and `10:00` are text.
Nothing is ever built from a tag, and the size is bounded, because scenario files travel by mail.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from dualrun.errors import UsageError
from dualrun.scenario.values import shown

Path = tuple[str | int, ...]
"""Where a value stands: keys of mappings and places in lists."""

_BYTES_MAX = 1_000_000
_NODES_MAX = 100_000
_DEPTH_MAX = 20
_TOO_DEEP = f"nested too deep, at most {_DEPTH_MAX} levels"
_TAG = "tag:yaml.org,2002:"
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Composer(yaml.SafeLoader):
    """Composes nodes with marks; resolves no scalar by itself, so that the rules above are the only ones."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the base class declares it as an instance variable
    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose one node, but not a text that is nothing but brackets."""
        if self._depth > _DEPTH_MAX:
            raise yaml.YAMLError(_TOO_DEEP)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


@dataclass(slots=True)
class Marked:
    """Plain values, with the line on which each of them stands."""

    value: Any
    lines: dict[Path, int]


def read(text: str, label: str) -> Marked:
    """Read one YAML document; `label` names it in messages.

    Raises:
        UsageError: it is not YAML, too big, or says a key twice.
    """
    if len(text) > _BYTES_MAX:
        raise UsageError(f"{label}: too big for a scenario: {len(text)} characters, at most {_BYTES_MAX}")
    try:
        node = yaml.compose(text, Loader=_Composer)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{label} line {mark.line + 1}" if mark else label
        raise UsageError(f"{place}: not YAML: {_one_line(error.problem or 'unreadable')}") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{label}: not YAML: {_one_line(str(error))}") from error
    reading = _Reading(label)
    return Marked(reading.value(node, ()) if node is not None else None, reading.lines)


class _Reading:
    """One pass over the composed nodes."""

    def __init__(self, label: str) -> None:
        self.lines: dict[Path, int] = {}
        self._label = label
        self._nodes = 0

    def value(self, node: yaml.Node, path: Path) -> Any:
        """Give the plain value of one node and note the lines below it."""
        self.lines.setdefault(path, node.start_mark.line + 1)
        self._nodes += 1
        if self._nodes > _NODES_MAX or len(path) > _DEPTH_MAX:
            raise self._wrong(node, "too much here, or nested too deep")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._plain(node, "seq")
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        self._plain(node, "map")
        mapping: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._wrong(key_node, "a key must be a word")
            key = str(key_node.value)
            if key in mapping:
                first = self.lines[(*path, key)]
                raise self._wrong(key_node, f'key "{key}" is there twice, first on line {first}')
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            mapping[key] = self.value(child, (*path, key))
        return mapping

    def _scalar(self, node: yaml.Node) -> bool | int | float | str | None:
        self._plain(node, "str")
        text = str(node.value)
        if not isinstance(node, yaml.ScalarNode) or node.style is not None:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if _INT.fullmatch(text):
            if len(text) > 18:
                raise self._wrong(node, f"{shown(text)} is too long for a number")
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text

    def _plain(self, node: yaml.Node, kind: str) -> None:
        if node.tag not in {f"{_TAG}{kind}", "!"}:
            raise self._wrong(node, f"tags such as {shown(node.tag)} are not read")

    def _wrong(self, node: yaml.Node, message: str) -> UsageError:
        return UsageError(f"{self._label} line {node.start_mark.line + 1}: {message}")


def frozen(value: Any) -> Any:
    """Give the value with its lists made tuples, as the strict models want them."""
    if isinstance(value, dict):
        return {key: frozen(child) for key, child in value.items()}
    if isinstance(value, list):
        return tuple(frozen(child) for child in value)
    return value


def written(path: Iterable[str | int]) -> str:
    """Write a path the way a person would: `migration.steps[2].to`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())
