"""A landscape of one's own: up on free ports, or it says why not, and it ends with its starter."""

import os
import signal
import subprocess
import sys
import time  # noqa: TID251 - a real process takes real time to end
from pathlib import Path

import pytest

from dualrun.testing import Landscape, LandscapeError, running
from dualrun.testing.ports import are_free
from dualrun.testing.starting import started

ENDS_WITHIN_S = 20.0
CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children")
STARTER = """
import sys
from dualrun.testing.starting import started
with started(["wms"]) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def base_port(url):
    return int(url.rpartition(":")[2]) - 1


def has_ended(url):
    give_up_at = time.monotonic() + ENDS_WITHIN_S
    while not are_free(base_port(url)) and time.monotonic() < give_up_at:
        time.sleep(0.1)
    return are_free(base_port(url))


class TestStarting:
    def test_reads_the_environment_where_nothing_is_said(self, environment):
        environment.setenv("DUALRUN_SEED", "11")
        environment.setenv("DUALRUN_ONLY", "wms threepl")
        environment.setenv("DUALRUN_ADMIN_TOKEN", "s3cret")
        environment.setenv("DUALRUN_HOST", "0.0.0.0")

        with running(only=["wms"]) as landscape:
            url = landscape.control.url
            assert url.startswith("http://127.0.0.1:")
            assert list(landscape.systems) == ["wms", "control"]
            assert landscape.default.health()["seed"] == 11
            with pytest.raises(LandscapeError, match="missing or wrong") as refused:
                Landscape(url)
            assert refused.value.status == 401
        assert has_ended(url)

    def test_on_a_port_that_is_taken_names_it(self, environment, warehouse):
        taken = int(warehouse.url("wms").rpartition(":")[2])

        with pytest.raises(LandscapeError, match=f"port {taken} for wms is in use"):
            begun(only=["wms"], base_port=taken)

    def test_says_in_the_landscapes_own_words_why_it_did_not_come_up(self, environment):
        with pytest.raises(LandscapeError, match="no landscape came up: --pace brsk: did you mean brisk"):
            begun(pace="brsk")

    def test_names_the_variable_that_makes_no_sense(self, environment):
        environment.setenv("DUALRUN_SEED", "many")

        with pytest.raises(LandscapeError, match="DUALRUN_SEED"):
            begun()


def begun(**wishes):
    with running(**wishes):
        pytest.fail("it came up")


class TestEnding:
    def test_comes_with_the_starter_even_if_that_is_killed(self, environment):
        command = [sys.executable, "-c", STARTER]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
            url = starter.stdout.readline().strip()
            assert not are_free(base_port(url))
            starter.kill()

        assert has_ended(url)

    @pytest.mark.skipif(not CHILDREN.exists(), reason="needs a kernel that lists the children of a process")
    def test_before_its_time_is_told(self, environment, capsys):
        before = CHILDREN.read_text().split()
        with started(["wms"]):
            [landscape] = [int(one) for one in CHILDREN.read_text().split() if one not in before]
            os.kill(landscape, signal.SIGKILL)
            os.waitid(os.P_PID, landscape, os.WEXITED | os.WNOWAIT)

        assert capsys.readouterr().err == "dualrun: the landscape ended by itself, with exit code -9\n"
