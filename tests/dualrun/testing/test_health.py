"""A container asks itself whether it is well, knowing only its environment."""

import subprocess
import sys

import pytest

from dualrun.testing.health import control_url
from simulators.registry import NAMES


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, f"http://127.0.0.1:{8201 + len(NAMES)}"),
        ({"DUALRUN_BASE_PORT": "9000", "DUALRUN_ONLY": ""}, f"http://127.0.0.1:{9001 + len(NAMES)}"),
        ({"DUALRUN_ONLY": "wms threepl"}, "http://127.0.0.1:8202"),
        ({"DUALRUN_URL": "http://sim:1", "DUALRUN_ONLY": "wms"}, "http://sim:1"),
    ],
)
def test_the_control_plane_is_where_up_puts_it(environment, url):
    assert control_url(environment) == url


def asked():
    command = [sys.executable, "-m", "dualrun.testing.health"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_landscape_that_is_up_is_well(environment, warehouse):
    environment.setenv("DUALRUN_BASE_PORT", warehouse.url("wms").rpartition(":")[2])
    environment.setenv("DUALRUN_ONLY", "wms")

    outcome = asked()

    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, f"{warehouse.control.url} ok\n", "")


def test_a_landscape_that_is_not_there_is_not_well(environment):
    environment.setenv("DUALRUN_URL", "http://127.0.0.1:9")

    outcome = asked()

    assert outcome.returncode == 1
    assert outcome.stderr.startswith("no control plane answers at http://127.0.0.1:9")
    assert len(outcome.stderr.splitlines()) == 1
