"""What the README tells people to type exists."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(
    r"^\s*(?:\$ )?(?:\w+=\S+ )*(?:\S+/)?(?:python3? -m )?(make|dualrun) +([^#\n]+)", re.MULTILINE
)
WORD = re.compile(r"[a-z][a-z-]+")
OPTION = re.compile(r"--[a-z][a-z-]+")
GROUPS = ("contracts",)
"""The commands that have commands below them."""


def commands(program: str, text: str) -> Iterator[tuple[str, set[str]]]:
    """Each command for one program in the code blocks of a text, with the options it is given."""
    for block in BLOCK.findall(text):
        for name, rest in COMMAND.findall(block.replace("\\\n", " ")):
            words = shlex.split(rest, posix=False)
            named = [word for word in words if WORD.fullmatch(word)]
            command = " ".join(named[: 2 if named[:1] and named[0] in GROUPS else 1])
            if name == program and command:
                yield command, set(OPTION.findall(rest))


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def help_of(command: str) -> str:
    plain = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    arguments = [sys.executable, "-m", "dualrun", *command.split(), "--help"]
    outcome = subprocess.run(arguments, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, f"`dualrun {command}` of the README: {outcome.stderr}"
    return outcome.stdout


def test_commands_are_found_in_the_blocks_and_nowhere_else():
    text = "make tea\n```\n$ make PY=python3.12 test  # make lint\n.venv/bin/dualrun up --json\n```\n"

    assert list(commands("make", text)) == [("test", set())]
    assert list(commands("dualrun", text)) == [("up", {"--json"})]


def test_a_command_below_another_is_named_by_both():
    text = "```\ndualrun contracts verify --provider wms\n```\n"

    assert list(commands("dualrun", text)) == [("contracts verify", {"--provider"})]


def test_the_readme_names_the_two_commands():
    assert {"rehearse", "test"} <= {command for command, _ in commands("make", readme())}


def test_every_make_command_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))

    assert {command for command, _ in commands("make", readme())} <= targets


def test_every_dualrun_command_of_the_readme_exists_with_its_options():
    shown: dict[str, set[str]] = {}
    for command, options in commands("dualrun", readme()):
        shown.setdefault(command, set()).update(options)

    unknown = {command: options - set(OPTION.findall(help_of(command))) for command, options in shown.items()}
    assert not any(unknown.values()), unknown
