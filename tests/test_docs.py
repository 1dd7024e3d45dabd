"""A page that takes a newcomer by the hand is walked through, command by command, in an empty folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "contract-testing.md").read_text(encoding="utf-8")
PYTHON = re.compile(r"Put this into `([\w.]+)`.*?```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
SECONDS_AT_MOST = 120


@pytest.fixture(scope="module")
def steps(tmp_path_factory) -> list[subprocess.CompletedProcess[str]]:
    """What every block of the page came to, after the installation, which this environment has had."""
    folder = tmp_path_factory.mktemp("newcomer")
    for name, source in PYTHON.findall(PAGE):
        (folder / name).write_text(source, encoding="utf-8")
    port = str(20000 + os.getpid() % 10000)
    beside = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    return [
        subprocess.run(
            ["bash", "-c", f"set -m\n{block.replace('9480', port)}"],
            cwd=folder,
            env=beside,
            capture_output=True,
            text=True,
            timeout=SECONDS_AT_MOST,
            check=False,
        )
        for block in SHELL.findall(PAGE)[1:]
    ]


def test_the_page_goes_from_nothing_to_a_failing_build(steps):
    said = [step.stdout + step.stderr for step in steps]

    assert "1 passed" in said[0], said[0]
    assert "1 of 1 interactions hold" in said[1], said[1]
    assert "Actual map is missing the following keys: units" in said[2], said[2]
    assert "0 of 1 interactions hold" in said[2]


def test_what_the_page_says_of_the_answers_is_so(steps):
    said = [step.stdout + step.stderr for step in steps]

    assert "commerce: " in said[3]
    assert "cloud_erp 25.0, complete: yes" in said[4]
    assert "facade needs $.value[0].invoiceDate" in said[4]
    assert "no: stock 7 was never tried with shop 1" in said[5]
    assert said[6].rstrip().endswith("All required verification results are published and successful")
    assert "1 of 1 interactions hold" in said[-1]


def test_a_facade_that_is_served_keeps_to_its_pacts_messages_and_all(steps):
    [said] = [step.stdout for step in steps if "holds   portal" in step.stdout]

    assert "holds   portal: that an order is processing" in said
    assert "BROKEN" not in said


def test_the_action_hands_on_every_input_it_declares():
    action = yaml.safe_load((ROOT / ".github/actions/contracts/action.yml").read_text(encoding="utf-8"))
    script = str(action["runs"]["steps"])

    assert action["runs"]["using"] == "composite"
    assert [name for name in action["inputs"] if f"inputs.{name}" not in script] == []
