"""There may be no container engine here; what the Dockerfile says can be held to account all the same."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from dualrun.landscape.place import BASE_PORT, Place
from dualrun.testing.ports import free_base_ports

ROOT = Path(__file__).parents[1]
PROGRAMS = {"python": [sys.executable], "dualrun": [sys.executable, "-m", "dualrun"]}


class Statement(NamedTuple):
    """One statement of a Dockerfile, with the stage it belongs to."""

    stage: int
    word: str
    rest: str


def statements():
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    stage, found = -1, []
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            stage += word == "FROM"
            found.append(Statement(stage, word, " ".join(rest.split())))
    return found


STATEMENTS = statements()
LAST = STATEMENTS[-1].stage


def of_the_image(word):
    """The statements that shape the image itself, not what it was built from."""
    return [one.rest for one in STATEMENTS if one.word == word and one.stage == LAST]


def by_hand(command):
    program, *arguments = json.loads(command)
    return [*PROGRAMS[program], *arguments]


def copied():
    return [
        source
        for one in STATEMENTS
        if one.word == "COPY" and not one.rest.startswith("--from")
        for source in one.rest.split()[:-1]
    ]


class TestTheImage:
    def test_runs_as_nobody_in_particular(self):
        [user] = of_the_image("USER")

        assert int(user) > 0, "a number, so that a cluster can see that it is not root"

    def test_publishes_a_port_for_everything(self):
        [exposed] = of_the_image("EXPOSE")
        first, last = map(int, exposed.split("-"))

        assert (first, last - first + 1) == (BASE_PORT, len(Place(BASE_PORT, Path()).names()))

    def test_installs_nothing_that_is_not_pinned_by_its_hash(self):
        installs = [
            step
            for one in STATEMENTS
            if one.word == "RUN"
            for step in one.rest.split("&&")
            if re.search(r"\bpip (install|wheel)\b", step)
        ]

        assert installs
        assert all("--require-hashes" in step or "--no-index" in step for step in installs)


class TestWhatIsCopied:
    def test_is_there(self):
        assert copied()
        assert all((ROOT / source).exists() for source in copied())

    def test_is_all_that_the_package_is_made_of(self):
        wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]

        assert set(wheel["targets"]["wheel"]["packages"]) <= set(copied())

    def test_is_all_that_is_sent_to_the_engine(self):
        lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

        assert "*" in lines
        assert sorted(line[1:] for line in lines if line.startswith("!")) == sorted(copied())


class TestWhatItRuns:
    @pytest.fixture
    def container(self):
        """The variables that the image sets, and none that this machine has."""
        [assigned] = of_the_image("ENV")
        image = dict(word.split("=", 1) for word in shlex.split(assigned))
        assert image.pop("PATH").startswith("/opt/dualrun/bin:")
        machine = {name: value for name, value in os.environ.items() if not name.startswith("DUALRUN_")}
        return {**machine, **image, "PYTHONPATH": str(ROOT)}

    @pytest.fixture
    def command(self):
        [entry], [default] = of_the_image("ENTRYPOINT"), of_the_image("CMD")
        return [*by_hand(entry), *json.loads(default)]

    def test_does_not_start_without_a_token(self, container, command, tmp_path):
        refused = subprocess.run(
            command, env=container, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )

        assert refused.returncode == 2
        assert "DUALRUN_ADMIN_TOKEN" in refused.stderr

    def test_starts_with_one_is_well_and_stops_when_told(self, container, command, tmp_path):
        container["DUALRUN_HOST"] = "127.0.0.1"
        container["DUALRUN_ADMIN_TOKEN"] = "s3cret"
        container["DUALRUN_BASE_PORT"] = str(next(free_base_ports()))
        container["DUALRUN_ONLY"] = "wms"
        [check] = of_the_image("HEALTHCHECK")
        asking = by_hand(check.partition("CMD ")[2])

        with subprocess.Popen(
            command, env=container, cwd=tmp_path, stdout=subprocess.PIPE, text=True
        ) as landscape:
            assert any(line.startswith("Ready ") for line in landscape.stdout)
            well = subprocess.run(asking, env=container, check=False, timeout=60)
            landscape.terminate()
            landscape.wait(20)
        ill = subprocess.run(asking, env=container, capture_output=True, check=False, timeout=60)

        assert (well.returncode, landscape.returncode, ill.returncode) == (0, 0, 1)
