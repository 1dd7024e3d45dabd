"""What `pip install dualrun` brings is the whole product and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("dualrun", "facade", "simulators", "contracts", "scenarios", "loadtests")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    [built] = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_everything_in_the_packages_is_in_the_wheel(wheel):
    written = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    assert written - set(wheel.namelist()) == set()


def test_nothing_but_the_packages_is_in_the_wheel(wheel):
    top_level = {name.partition("/")[0] for name in wheel.namelist()}

    assert {name for name in top_level if not name.endswith(".dist-info")} == set(PACKAGES)


def test_the_packages_say_that_they_are_typed(wheel):
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(wheel.namelist())


def test_the_command_is_installed(wheel):
    [entry_points] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]

    assert "dualrun = dualrun.cli:main" in wheel.read(entry_points).decode()
