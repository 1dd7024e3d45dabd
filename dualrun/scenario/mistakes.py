"""How is a mistake in a scenario told in one line, with its place and the right word?"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dualrun.errors import UsageError
from dualrun.scenario.check_faults import Mistake
from dualrun.scenario.marked import Path, written
from dualrun.scenario.values import hint, on_one_line, shown

_LINE_MAX = 500
_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


class Places:
    """Where each value came from: a line of the file, or a `--set`."""

    def __init__(self, label: str, lines: Mapping[Path, int]) -> None:
        self.label = label
        self._lines = lines
        self._set: dict[Path, str] = {}

    def overridden(self, path: Path, place: str) -> None:
        """Note that the value at `path` was given on the command line."""
        self._set[path] = place

    def line(self, path: Path) -> int:
        """Give the line to sort a mistake by."""
        return 0 if self._override(path) is not None else self._nearest_line(path)

    def told(self, path: Path, message: str, key: str = "") -> str:
        """Give the whole line: place, path, message. `key` says that the path is about this key below it."""
        full = (*path, key) if key else path
        override = self._override(full)
        if override is None:
            place, is_named = f"{self.label} line {self._nearest_line(full)}", bool(path)
        else:
            place, is_named = self._set[override], len(path) > len(override)
        return on_one_line(f"{place}: {written(path) + ': ' if is_named else ''}{message}", _LINE_MAX)

    def _override(self, path: Path) -> Path | None:
        """Find what was set here, above, or (a sum that no longer holds) below."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._set:
                return path[:length]
        return next((set_ for set_ in self._set if path and set_[: len(path)] == path), None)

    def _nearest_line(self, path: Path) -> int:
        for length in range(len(path), -1, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1


def contradiction(found: Mistake, places: Places) -> UsageError:
    """Tell a mistake that only shows when parts of the file are held side by side."""
    path, message = found
    return UsageError(places.told(path, message))


def refusal(error: ValidationError, places: Places, json_schema: Mapping[str, Any]) -> UsageError:
    """Tell the first mistake of a validation.

    Unknown keys go first: a misspelt key is also a missing one, and the misspelling is what to correct.
    """
    details = sorted(error.errors(include_url=False), key=lambda d: (_rank(d), places.line(d["loc"])))
    first = details[0]
    path: Path = first["loc"]
    if first["type"] == "extra_forbidden":
        key, parent = str(path[-1]), path[:-1]
        return UsageError(
            places.told(parent, f'unknown key "{key}"{hint(key, _keys(json_schema, parent))}', key)
        )
    if first["type"] == "missing":
        return UsageError(places.told(path[:-1], f'missing key "{path[-1]}"'))
    return UsageError(places.told(path, _message(first)))


def _rank(detail: ErrorDetails) -> int:
    return 0 if detail["type"] == "extra_forbidden" else 1


def _message(detail: ErrorDetails) -> str:
    reason = detail.get("ctx", {}).get("error")
    if isinstance(reason, ValueError):
        return str(reason)
    found = shown(detail["input"])
    expected = _EXPECTED.get(detail["type"])
    if expected is not None:
        return f"must be {expected}, found {found}"
    if detail["type"] in {"too_short", "string_too_short"}:
        return "must not be empty"
    if detail["type"] == "string_pattern_mismatch":
        return f"{found} does not fit {detail['ctx']['pattern']}"
    return f"{detail['msg'].replace('Input should', 'must').replace('String should', 'must')}, found {found}"


def _keys(json_schema: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    """Give the keys the schema knows at a path."""
    node: Mapping[str, Any] = json_schema
    for part in (*path, None):
        while "$ref" in node or "anyOf" in node:
            if "$ref" in node:
                node = json_schema["$defs"][str(node["$ref"]).rsplit("/", 1)[-1]]
            else:
                node = next(option for option in node["anyOf"] if option.get("type") != "null")
        if part is None:
            break
        node = node["items"] if isinstance(part, int) else _below(node, part)
    return tuple(node.get("properties", ()))


def _below(node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Give what stands under a key: one that the schema names, or any where the names are the user's own."""
    of_any = (*node.get("patternProperties", {}).values(), node.get("additionalProperties"))
    named = node.get("properties", {}).get(key)
    return next((below for below in (named, *of_any) if isinstance(below, Mapping)), {})
