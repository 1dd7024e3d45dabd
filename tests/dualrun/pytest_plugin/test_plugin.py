"""The plugin as a team meets it: worlds, marks, failures that can be seen again, workers that share."""

import json
import shlex
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from dualrun.testing.ports import are_free

pytest_plugins = ("pytester",)
ROOT = Path(__file__).parents[3]
HEAVY = ("asyncio", "fastapi", "pydantic", "simulators", "facade", "urllib.request", "dualrun.testing")
FAILING = """
    from urllib.error import HTTPError
    from urllib.request import urlopen

    import pytest

    @pytest.mark.dualrun(only="wms")
    def test_asks_for_what_is_not_there(dualrun_world):
        try:
            urlopen(dualrun_world.url("wms", "/api/v1/order"))
        except HTTPError as error:
            assert error.code == 200
"""


@pytest.fixture
def alone(pytester, environment):
    """Runs pytest with this plugin and no other, in a process of its own, on the tests of a folder."""
    environment.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return lambda *options: pytester.runpytest_subprocess(
        "-p", "xdist.plugin", "-p", "dualrun.pytest_plugin", "-W", "error", *options
    )


@pytest.fixture
def run(alone, environment, warehouse):
    """The same, against the warehouse that runs already."""
    environment.setenv("DUALRUN_URL", warehouse.control.url)
    return alone


class TestTheWorldOfATest:
    def test_is_its_own_and_goes_with_it(self, run, pytester, warehouse):
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.parametrize("name", ["one", "two"])
            def test_begins_without_faults(dualrun, dualrun_world, dualrun_faults, name):
                assert dualrun_faults.rules() == []
                dualrun_faults.put("status")
                assert dualrun_world.name in dualrun.control.ask("GET", "/worlds")
            """
        )

        run().assert_outcomes(passed=2)
        assert not [name for name in warehouse.control.ask("GET", "/worlds") if "begins" in name]

    def test_is_what_the_mark_says(self, run, pytester, warehouse):
        with warehouse.world("template", seed=4) as template:
            template.keep("prepared")
        pytester.makepyfile(
            """
            import pytest

            pytestmark = pytest.mark.dualrun(only="wms", seed=9)

            @pytest.mark.dualrun(seed=3, frozen=True)
            def test_near(dualrun_world, dualrun_clock):
                assert dualrun_world.health()["seed"] == 3
                assert dualrun_clock.now() == dualrun_clock.now()

            def test_far(dualrun_world, dualrun_journal):
                assert dualrun_world.health()["seed"] == 9
                assert dualrun_journal.requests() == []
            """,
            test_of_a_snapshot="""
            import pytest

            @pytest.mark.dualrun(snapshot="prepared")
            def test_begins_there(dualrun_world):
                assert dualrun_world.health()["seed"] == 4

            def test_begins_with_the_seed_of_the_run(dualrun_world):
                assert dualrun_world.health()["seed"] == 6
            """,
        )

        run("--dualrun-seed=6").assert_outcomes(passed=4)
        warehouse.forget("prepared")

    def test_that_cannot_be_is_one_line_under_the_test(self, run, pytester):
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.dualrun(sed=3)
            def test_misspelt(dualrun_world): ...

            @pytest.mark.dualrun("wms")
            def test_wordless(dualrun_world): ...

            @pytest.mark.dualrun(frozen=True)
            def test_without_a_world(dualrun): ...

            @pytest.mark.dualrun(only=["wms", "commerce"])
            def test_lacks_a_system(dualrun_world): ...

            @pytest.mark.dualrun(snapshot="nowhere")
            def test_lacks_a_snapshot(dualrun_world): ...
            """
        )

        outcome = run()

        outcome.assert_outcomes(errors=5)
        outcome.stdout.fnmatch_lines(
            [
                "dualrun: @pytest.mark.dualrun(sed=...): no such word; did you mean seed?",
                "dualrun: @pytest.mark.dualrun(wms=...): no such word; there are seed, *",
                "dualrun: @pytest.mark.dualrun: it speaks of the fixture dualrun_world; ask for it",
                "dualrun: commerce: no such system runs here; there are wms, control",
                "dualrun: PUT /worlds/*: there is no snapshot or world 'nowhere'",
            ]
        )
        outcome.stdout.no_fnmatch_line("*Traceback*")


class TestAFailure:
    def test_tells_the_seed_the_world_the_requests_and_a_command_that_fails_again(self, run, pytester):
        pytester.makepyfile(test_it=FAILING)

        outcome = run("--dualrun-seed=8")

        outcome.stdout.fnmatch_lines(
            [
                "*- dualrun -*",
                "seed 8, world test-asks-for-what-is-not-there-????????",
                "no route took (1):",
                "  wms GET /api/v1/order  404  nearest: GET /api/v1/orders *",
                "reproduce: python -m pytest *",
            ]
        )
        [command] = [line for line in outcome.outlines if line.startswith("reproduce: ")]
        words = shlex.split(command.removeprefix("reproduce: "))
        assert words[:3] == ["python", "-m", "pytest"]
        again = run(*words[3:])
        again.assert_outcomes(failed=1)
        again.stdout.fnmatch_lines(["seed 8, world test-asks-for-what-is-not-there-????????"])

    def test_elsewhere_has_no_such_section(self, run, pytester):
        pytester.makepyfile("def test_fails():\n    assert not 'ours'\n")

        run().stdout.no_fnmatch_line("*dualrun*--*")


class TestNothingIsStarted:
    @pytest.mark.parametrize("options", [(), ("-n2",)], ids=["alone", "workers"])
    def test_unless_a_test_asks_for_it(self, alone, environment, pytester, options):
        environment.setenv("DUALRUN_PACE", "no pace at which anything comes up")
        pytester.makepyfile("def test_of_something_else():\n    pass\n")

        alone(*options).assert_outcomes(passed=1)

    def test_nor_loaded_by_the_plugin_alone(self, environment):
        script = "import json, sys; import dualrun.pytest_plugin; print(json.dumps(sorted(sys.modules)))"
        loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

        assert not set(HEAVY) & set(json.loads(loaded.stdout))

    def test_and_only_a_landscape_of_ones_own_can_be_told_how(self, run, pytester, warehouse):
        outcome = run(f"--dualrun-url={warehouse.control.url}", "--dualrun-only=wms")

        assert outcome.ret == pytest.ExitCode.USAGE_ERROR
        outcome.stderr.fnmatch_lines(["*--dualrun-only: the landscape at --dualrun-url runs already"])


class TestALandscapeOfTheRun:
    def test_has_the_systems_its_tests_are_marked_with(self, alone, pytester):
        pytester.makepyfile(
            """
            import pytest

            @pytest.mark.dualrun(only="wms")
            def test_a(dualrun):
                assert list(dualrun.systems) == ["wms", "control"]
                assert dualrun.seed == 12
            """
        )

        alone("--dualrun-seed=12").assert_outcomes(passed=1)

    @pytest.mark.parametrize("options", [(), ("-n2",)], ids=["alone", "workers"])
    def test_that_does_not_come_up_says_why_under_each_test(self, alone, pytester, options):
        pytester.makepyfile("def test_a(dualrun): ...\ndef test_b(dualrun_world): ...\n")

        outcome = alone("--dualrun-pace=brsk", *options)

        outcome.assert_outcomes(errors=2)
        said = "dualrun: no landscape came up: --pace brsk: did you mean brisk?"
        assert outcome.outlines.count(said) == 2

    def test_is_one_process_for_all_workers_and_ends_with_them(self, alone, pytester):
        pytester.makepyfile(
            test_it=FAILING,
            test_many="""
            import os
            import pathlib

            import pytest

            @pytest.mark.dualrun(only="wms")
            @pytest.mark.parametrize("number", range(8))
            def test_notes_where_it_is(dualrun, dualrun_world, number):
                note = f"{dualrun.control.url} {os.environ['PYTEST_XDIST_WORKER']} {dualrun_world.name}"
                pathlib.Path(f"note-{number}").write_text(note)
            """,
        )

        outcome = alone("-n2")

        outcome.assert_outcomes(passed=8, failed=1)
        outcome.stdout.fnmatch_lines(["*- dualrun -*", "seed 7, world test-asks-*", "reproduce: *"])
        notes = [path.read_text().split() for path in pytester.path.glob("note-*")]
        urls, workers, worlds = (sorted(set(column)) for column in zip(*notes, strict=True))
        assert workers == ["gw0", "gw1"]
        assert len(worlds) == 8
        [url] = urls
        assert are_free(int(url.rpartition(":")[2]) - 1)


def test_the_installed_package_brings_the_plugin():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    [module] = project["entry-points"]["pytest11"].values()

    assert callable(import_module(module).pytest_addoption)
