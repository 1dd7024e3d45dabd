"""What the README shows a team that tests in CI works as it stands there."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)
ROOT = Path(__file__).parents[3]
SECTION = re.search(
    r"^## For teams with contract tests in CI$(.*?)^## ",
    (ROOT / "README.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)[1]
VARIABLE = re.compile(r"DUALRUN_[A-Z_]+")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)


def test_the_example_passes_and_is_short_enough_to_be_read(pytester, environment):
    [example] = blocks("python")
    assert len([line for line in example.splitlines() if line.strip()]) <= 15
    environment.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    environment.setenv("NO_PROXY", "127.0.0.1")
    pytester.makepyfile(test_example=example)

    outcome = pytester.runpytest_subprocess("-p", "dualrun.pytest_plugin", "-W", "error")

    outcome.assert_outcomes(passed=1)


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_the_commands_for_any_language_do_what_they_say(warehouse):
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl ")]
    assert len(lines) == 5

    for line in lines:
        here = line.replace("http://127.0.0.1:9200", warehouse.url("wms"))
        here = here.replace("http://127.0.0.1:9201", warehouse.control.url).replace("curl -s", "curl -sf")
        answer = subprocess.run(["bash", "-c", here], capture_output=True, text=True, check=True).stdout
        assert json.loads(answer)
        if "health" in line:
            assert json.loads(answer)["world"] == "pr-17"

    assert "pr-18" not in warehouse.control.ask("GET", "/worlds")
    warehouse.control.ask("DELETE", "/worlds/pr-17")


def test_the_variables_are_those_that_up_knows():
    import dualrun.cli.up

    known = set(VARIABLE.findall(Path(dualrun.cli.up.__file__).read_text(encoding="utf-8")))

    assert set(VARIABLE.findall(SECTION)) == known | {"DUALRUN_URL"}


def test_the_fixtures_are_those_of_the_plugin():
    plugin = (ROOT / "dualrun" / "pytest_plugin" / "__init__.py").read_text(encoding="utf-8")

    named = set(re.findall(r'name="(dualrun\w*)"', plugin))
    assert named == set(re.findall(r"^\| `(dualrun\w*)` \|", SECTION, re.MULTILINE))
