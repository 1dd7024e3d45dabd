"""Where do profiles come from, and are they sound?"""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from dualrun.errors import UsageError
from dualrun.scenario.marked import frozen, read
from dualrun.scenario.mistakes import Places, refusal
from dualrun.scenario.overrides import apply
from dualrun.scenario.values import hint, shown
from loadtests.profile import SCHEMA, Profile

SUFFIX = ".yaml"


def names() -> tuple[str, ...]:
    """Give the profiles that are shipped."""
    entries = files("loadtests").joinpath("profiles").iterdir()
    return tuple(sorted(e.name.removesuffix(SUFFIX) for e in entries if e.name.endswith(SUFFIX)))


def load(name_or_path: str, overrides: Mapping[str, str] | None = None) -> Profile:
    """Give a profile by name, or of any file by path, with single values replaced.

    Raises:
        UsageError: there is no such profile, or it says something wrong; the text names place and word.
    """
    label, text = _source(name_or_path)
    marked = read(text, label)
    places = Places(label, marked.lines)
    tree: Any = marked.value
    if not isinstance(tree, dict):
        raise UsageError(f"{label} line 1: a profile is a mapping that begins with schema: {SCHEMA}")
    for key, value in (overrides or {}).items():
        places.overridden(*apply(tree, key, value))
    try:
        return Profile.model_validate(frozen(tree))
    except ValidationError as error:
        raise refusal(error, places, Profile.model_json_schema(by_alias=True)) from error


def _source(name_or_path: str) -> tuple[str, str]:
    if "/" not in name_or_path and not name_or_path.endswith((SUFFIX, ".yml")):
        if name_or_path not in names():
            raise UsageError(f"no profile {shown(name_or_path)}{hint(name_or_path, names())}")
        label = name_or_path + SUFFIX
        return label, files("loadtests").joinpath("profiles", label).read_text("utf-8")
    try:
        return name_or_path, Path(name_or_path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name_or_path}: not UTF-8 text, so not a profile") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{name_or_path}: cannot be read: {reason}") from None
