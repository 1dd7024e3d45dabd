"""dualrun for pytest: one landscape for a run, a world for each test, and in a failure how to see it again.

Nothing is started until a test asks for it, and nothing of dualrun but this is loaded until then: every test
run of every project that has dualrun installed loads this module.
"""

import os
import socket
from contextlib import ExitStack
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest

from dualrun.pytest_plugin.failures import LANDSCAPE, WORLD
from dualrun.pytest_plugin.marks import MARK, failed, systems_for, wish_of
from dualrun.pytest_plugin.workers import landscape_of, token, url_given, url_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dualrun.testing import Clock, Faults, Journal, Landscape, World

pytest_plugins = (
    "dualrun.pytest_plugin.marks",
    "dualrun.pytest_plugin.workers",
    "dualrun.pytest_plugin.failures",
)
WORLD_NAME_MAX = 48


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what may be set for a run; what is not set is taken from the environment, as `dualrun up` does."""
    group = parser.getgroup("dualrun", "the systems that tests run against")
    group.addoption("--dualrun-url", help="Use the landscape with this control plane (DUALRUN_URL).")
    group.addoption("--dualrun-seed", type=int, help="The business to test with (DUALRUN_SEED).")
    group.addoption(
        "--dualrun-only",
        action="append",
        help="Start this system alone; say it again for more (DUALRUN_ONLY). "
        "Without it, those that the tests are marked with.",
    )
    group.addoption("--dualrun-pace", help="brisk or realistic (DUALRUN_PACE).")


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known; a landscape that runs already cannot be told how to start."""
    config.addinivalue_line("markers", MARK)
    if config.getoption("dualrun_url"):
        for option in ("dualrun_only", "dualrun_pace"):
            if config.getoption(option):
                shown = "--" + option.replace("_", "-")
                raise pytest.UsageError(f"{shown}: the landscape at --dualrun-url runs already")


@pytest.fixture(scope="session", name="dualrun")
def _dualrun(request: pytest.FixtureRequest) -> "Iterator[Landscape]":
    """The landscape of this run: the systems with their addresses, and the way to make worlds there."""
    from dualrun.testing import Landscape, LandscapeError

    config = request.config
    with ExitStack() as opened:
        try:
            url = url_given(config) or url_shared(config)
            if url is None:
                url = opened.enter_context(landscape_of(config, systems_for(request.session.items)))
            made = Landscape(url, token(), config.getoption("dualrun_seed"))
        except LandscapeError as error:
            raise failed(error) from None
        config.stash[LANDSCAPE] = made
        yield made


@pytest.fixture(name="dualrun_world")
def _dualrun_world(dualrun: "Landscape", request: pytest.FixtureRequest) -> "Iterator[World]":
    """A world of this test alone: all systems as they begin, or as the mark says. It goes with the test."""
    from dualrun.testing import LandscapeError

    wish = wish_of(request.node)
    name = _world_name(request.node)
    try:
        for system in wish.only:
            dualrun.url(system)
        world = dualrun.world(name, snapshot=wish.snapshot, seed=wish.seed, frozen=wish.frozen)
    except LandscapeError as error:
        raise failed(error) from None
    with world:
        request.node.stash[WORLD] = world
        yield world


@pytest.fixture(name="dualrun_clock")
def _dualrun_clock(dualrun_world: "World") -> "Clock":
    """The clock of this test's world."""
    return dualrun_world.clock


@pytest.fixture(name="dualrun_faults")
def _dualrun_faults(dualrun_world: "World") -> "Faults":
    """What goes wrong in this test's world."""
    return dualrun_world.faults


@pytest.fixture(name="dualrun_journal")
def _dualrun_journal(dualrun_world: "World") -> "Journal":
    """What was asked, and what happened, in this test's world."""
    return dualrun_world.journal


def _world_name(item: pytest.Item) -> str:
    """Name a world so that a person knows the test, and no other run on the same landscape has it."""
    whose = f"{item.nodeid} {os.getpid()} {socket.gethostname()}"
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in item.name)
    mark = blake2b(whose.encode(), digest_size=4).hexdigest()
    return f"{plain[:WORLD_NAME_MAX].strip('-') or 'test'}-{mark}"
