"""One warehouse that runs, for every test that needs a real landscape, and an environment without wishes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dualrun.testing import Landscape, World, running

ROOT = Path(__file__).parents[2]


@contextmanager
def plain_environment() -> Iterator[pytest.MonkeyPatch]:
    """Every process runs this tree, and none hears what the machine that runs the tests would like."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        for name in [name for name in os.environ if name.startswith("DUALRUN_")]:
            patch.delenv(name)
        yield patch


@pytest.fixture
def environment() -> Iterator[pytest.MonkeyPatch]:
    with plain_environment() as patch:
        yield patch


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Landscape]:
    with plain_environment(), running(only=["wms"]) as landscape:
        yield landscape


@pytest.fixture
def world(warehouse: Landscape) -> Iterator[World]:
    with warehouse.world("of-a-test") as made:
        yield made
