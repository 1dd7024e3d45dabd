"""Tests that need real servers are skipped aloud at home and fail in CI."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import services

ROOT = Path(__file__).parents[1]

PROBE = """
import pytest
from tests import services

services.KNOWN["nats"] = services.Service("NATS", {port}, "nats-server")


@pytest.mark.services("nats")
def test_that_needs_a_server():
    pass
"""


@pytest.fixture
def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]  # bound but not listening: it refuses every connection


def run_probe(tmp_path: Path, port: int, *, ci: str) -> subprocess.CompletedProcess[str]:
    probe = tmp_path / "test_probe.py"
    probe.write_text(PROBE.format(port=port))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis"]
    # The conftest is loaded as a plugin, because the probe lies outside the tree.
    command += ["-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), str(probe)]
    environment = {**os.environ, "CI": ci, "PYTEST_ADDOPTS": ""}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_at_home_a_missing_server_is_skipped_and_named(tmp_path, a_free_port):
    outcome = run_probe(tmp_path, a_free_port, ci="")

    assert outcome.returncode == 0, outcome.stdout
    assert "1 skipped" in outcome.stdout
    assert (
        f"left out: 1 test: NATS does not answer on 127.0.0.1:{a_free_port}, start it with `nats-server`"
        in outcome.stdout
    )


def test_in_ci_a_missing_server_is_a_failure(tmp_path, a_free_port):
    outcome = run_probe(tmp_path, a_free_port, ci="true")

    assert outcome.returncode == 1, outcome.stdout
    assert "1 error" in outcome.stdout
    assert f"NATS does not answer on 127.0.0.1:{a_free_port}" in outcome.stdout


def test_with_its_server_a_test_runs_in_ci(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        outcome = run_probe(tmp_path, server.getsockname()[1], ci="true")

    assert outcome.returncode == 0, outcome.stdout
    assert "1 passed" in outcome.stdout
    assert "left out" not in outcome.stdout


def test_the_same_reason_is_said_once_with_its_count():
    lines = services.summary(["Skipped: no NATS", "Skipped: no NATS", "Skipped: no PostgreSQL"])

    assert lines == ["left out: 2 tests: no NATS", "left out: 1 test: no PostgreSQL"]
