"""Where do scenarios come from, and are they sound?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from pydantic import ValidationError

from dualrun.errors import UsageError
from dualrun.scenario.check import mistakes
from dualrun.scenario.marked import frozen, read
from dualrun.scenario.mistakes import Places, contradiction, refusal
from dualrun.scenario.overrides import apply
from dualrun.scenario.plans import choose_plan
from dualrun.scenario.schema import SCHEMA, Scenario
from dualrun.scenario.values import hint, shown

_LIBRARY = "scenarios"
_SUFFIX = ".yaml"
_WITH_PLAN = re.compile(r"(.+)@([A-Za-z][A-Za-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class Listed:
    """One scenario of the library, as a list of them shows it."""

    name: str
    title: str
    description: str
    days: int
    orders: int
    plans: tuple[str, ...] = ()


class Source(NamedTuple):
    """The text of a scenario, with what it was asked for by and what messages call it."""

    name: str
    label: str
    text: str
    plan: str = ""
    """Which of its plans was asked for; its own when none was."""


def load(name_or_path: str, overrides: Mapping[str, str] | None = None) -> Scenario:
    """Give a scenario of the library by name, or of any file by path, with single values replaced.

    Raises:
        UsageError: there is no such scenario, or it says something wrong; the text names place and word.
    """
    return sound(source(name_or_path), overrides)


def sound(given: Source, overrides: Mapping[str, str] | None = None) -> Scenario:
    """Give the scenario that a text says, with single values replaced; reads no file.

    Raises:
        UsageError: it says something wrong; the text names place and word.
    """
    marked = read(given.text, given.label)
    places = Places(given.label, marked.lines)
    tree = marked.value
    if not isinstance(tree, dict):
        raise UsageError(f"{given.label} line 1: a scenario is a mapping that begins with schema: {SCHEMA}")
    if given.plan:
        choose_plan(tree, given.plan, places)
    for key, value in (overrides or {}).items():
        places.overridden(*apply(tree, key, value))
    return _sound(tree, places)


def listing() -> tuple[Listed, ...]:
    """Give the scenarios of the library in alphabetical order.

    Raises:
        UsageError: one of them is wrong.
    """
    scenarios = [load(name) for name in _names()]
    return tuple(
        Listed(s.name, s.title, s.description, s.days, s.demand.orders, tuple(s.plans)) for s in scenarios
    )


@cache
def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of a scenario file, for editors and for whoever generates scenarios."""
    schema = Scenario.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{SCHEMA}", **schema}


def _sound(tree: dict[str, Any], places: Places) -> Scenario:
    try:
        scenario = Scenario.model_validate(frozen(tree))
    except ValidationError as error:
        raise refusal(error, places, json_schema()) from error
    found = sorted(mistakes(scenario), key=lambda mistake: places.line(mistake[0]))
    if found:
        raise contradiction(found[0], places)
    return scenario


def _names() -> tuple[str, ...]:
    entries = files(_LIBRARY).iterdir()
    return tuple(sorted(e.name.removesuffix(_SUFFIX) for e in entries if e.name.endswith(_SUFFIX)))


def source(asked: str) -> Source:
    """Find the text of a scenario, by name or path, with the plan that `name@plan` asks for.

    Raises:
        UsageError: there is none, or it cannot be read.
    """
    with_plan = _WITH_PLAN.fullmatch(asked)
    name_or_path, plan = with_plan.groups() if with_plan else (asked, "")
    is_path = "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith((_SUFFIX, ".yml"))
    if not is_path:
        if name_or_path not in _names():
            raise UsageError(f"no scenario {shown(name_or_path)}{hint(name_or_path, _names())}")
        label = name_or_path + _SUFFIX
        return Source(asked, label, files(_LIBRARY).joinpath(label).read_text("utf-8"), plan)
    try:
        return Source(asked, name_or_path, FilePath(name_or_path).read_text("utf-8-sig"), plan)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name_or_path}: not UTF-8 text, so not a scenario file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{name_or_path}: cannot be read: {reason}") from error
