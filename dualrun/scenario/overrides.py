"""How does `--set key=value` change one value of a scenario?"""

import re
from typing import Any

from dualrun.errors import UsageError
from dualrun.scenario.marked import Path, read, written
from dualrun.scenario.values import on_one_line

_PIECE = re.compile(r"([A-Za-z0-9_-]+)((?:\[\d{1,6}\])*)")
_PLACE_MAX = 80
_INDEX = re.compile(r"\d{1,6}")


def apply(tree: dict[str, Any], key: str, value: str) -> tuple[Path, str]:
    """Put one value into the tree; give its path and the place to name in messages.

    The value is read as YAML, so that numbers, switches and lists mean what they mean in a file. Mappings on
    the way that the file left out are made; whether their keys exist is the schema's business.

    Raises:
        UsageError: the key is not a path, or points into a list that is shorter.
    """
    place = f"--set {on_one_line(f'{key}={value}', _PLACE_MAX)}"
    return put(tree, key, read(value, place).value, place), place


def put(tree: dict[str, Any], key: str, plain: Any, place: str) -> Path:
    """Put one value into the tree, and give its path; `place` says in messages where the value came from.

    Raises:
        UsageError: the key is not a path, or points into a list that is shorter.
    """
    parts = _parts(key, place)
    node: Any = tree
    path: Path = ()
    for depth, part in enumerate(parts):
        entry = _entry(node, part, path, place)
        path = (*path, entry)
        if depth == len(parts) - 1:
            node[entry] = plain
        else:
            node = _below(node, entry)
    return path


def _parts(key: str, place: str) -> list[str]:
    parts: list[str] = []
    for piece in key.split("."):
        found = _PIECE.fullmatch(piece)
        if found is None:
            raise UsageError(f'{place}: "{key}" is not a key; write demand.orders or migration.steps[2].at')
        parts += [found[1], *_INDEX.findall(found[2])]
    return parts


def _entry(node: Any, part: str, path: Path, place: str) -> str | int:
    where = written(path)
    if isinstance(node, dict):
        return part
    if not isinstance(node, list):
        raise UsageError(f"{place}: {where} is a single value, nothing is below it")
    if not _INDEX.fullmatch(part):
        raise UsageError(f"{place}: {where} is a list; write the place of the entry, as in {where}[0]")
    if int(part) >= len(node):
        raise UsageError(f"{place}: {where} has {len(node)} entries, counted from 0")
    return int(part)


def _below(node: Any, entry: str | int) -> Any:
    if isinstance(node, dict) and node.get(entry) is None:
        node[entry] = {}
    return node[entry]
