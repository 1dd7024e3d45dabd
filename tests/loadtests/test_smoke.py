"""The smoke profile, for a few seconds, as a person would run it; Locust stays out of this process."""

import re
import subprocess
import sys
from pathlib import Path

from loadtests.landscape import ENVIRONMENT, ROOT

COUNTS = re.compile(
    r"^reconciliation: (?P<acknowledged>\d+) acknowledged, (?P<once>\d+) in the book exactly once, .*"
    r"(?P<lost>\d+) lost, (?P<doubled>\d+) doubled",
    re.MULTILINE,
)


def test_no_order_that_was_acknowledged_under_load_is_lost_or_doubled():
    command = [sys.executable, "-m", "loadtests.run", "smoke", "--seconds", "5"]
    outcome = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False
    )

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    counts = {name: int(value) for name, value in COUNTS.search(outcome.stdout).groupdict().items()}
    assert counts["acknowledged"] == counts["once"] > 20
    assert counts["lost"] == counts["doubled"] == 0


def test_the_profiles_are_data_and_smoke_is_one():
    assert "smoke" in {path.stem for path in (Path(ROOT) / "loadtests" / "profiles").glob("*.conf")}
