"""What stands under a test that failed: what happened in its world, and the command that does it again."""

import os
import shlex
from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

from dualrun.pytest_plugin.marks import is_ours

if TYPE_CHECKING:
    from dualrun.testing import Landscape, World

LANDSCAPE: "pytest.StashKey[Landscape]" = pytest.StashKey()
"""Of a run: what it tests against, once it is there."""
WORLD: "pytest.StashKey[World]" = pytest.StashKey()
"""Of a test: the world it has to itself."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add a section to the report of a failure."""
    report = yield
    landscape = item.config.stash.get(LANDSCAPE, None)
    if report.failed and landscape is not None and is_ours(item):
        from dualrun.testing.evidence import evidence

        seen = evidence(item.stash.get(WORLD, landscape.default))
        report.sections.append(("dualrun", f"{seen}\nreproduce: {_command(item, landscape.seed)}"))
    return report


def _command(item: pytest.Item, seed: int) -> str:
    """Give the command that runs this one test on the same business."""
    config = item.config
    file, *rest = item.nodeid.split("::")
    here = os.path.relpath(config.rootpath / file, config.invocation_params.dir)
    words = ["python", "-m", "pytest", "::".join([here, *rest]), f"--dualrun-seed={seed}"]
    words += [f"--dualrun-only={system}" for system in config.getoption("dualrun_only") or ()]
    if pace := config.getoption("dualrun_pace"):
        words.append(f"--dualrun-pace={pace}")
    return shlex.join(words)
