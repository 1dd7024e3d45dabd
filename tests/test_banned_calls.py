"""Every banned name is shown to the linter, where it is forbidden and where it is allowed."""

import json
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUFF = Path(sys.executable).with_name("ruff")


def banned() -> list[str]:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    return sorted(lint["flake8-tidy-imports"]["banned-api"])


def use_of(name: str) -> str:
    """One line that uses the name as people would: a module is imported, anything else is called."""
    try:
        is_module = find_spec(name) is not None
    except ModuleNotFoundError:
        is_module = False
    return f"import {name}\n" if is_module else f"import {name.partition('.')[0]}; {name}()\n"


def reported(file: str, code: str) -> dict[int, str]:
    """What the linter says about this code as if it stood in that file: line -> message."""
    command = [RUFF, "check", "--select", "TID251", "--output-format", "json", "--stdin-filename", file, "-"]
    outcome = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, check=False)
    return {finding["location"]["row"]: finding["message"] for finding in json.loads(outcome.stdout)}


@pytest.mark.parametrize(
    "file", ["facade/orders/late.py", "simulators/wms/domain.py", "dualrun/landscape/x.py"]
)
def test_every_banned_name_is_refused_with_a_reason(file):
    names = banned()

    messages = reported(file, "".join(map(use_of, names)))

    silent = [name for line, name in enumerate(names, start=1) if line not in messages]
    assert not silent
    assert all(len(message) > len("`time` is banned: ") for message in messages.values())


def test_the_usual_ways_around_are_refused_too():
    lines = [
        "from time import sleep",
        "from uuid import uuid4 as new",
        "from datetime import datetime as day",
    ]

    assert reported("facade/ports.py", "\n".join([*lines, "day.now()"])).keys() == {1, 2, 4}


@pytest.mark.parametrize("file", ["dualrun/clock.py", "dualrun/streams.py", "dualrun/network/live.py"])
def test_the_places_that_make_time_and_chance_may(file):
    assert not reported(file, "import time\nimport random\nimport uuid\nuuid.uuid4()\n")
