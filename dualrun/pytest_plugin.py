"""dualrun for pytest: one landscape for a run, a world for each test, and in a failure how to see it again.

Nothing is started until a test asks for it, and nothing of dualrun is loaded until then: every test run of
every project on the machine loads this module.
"""

import os
import shlex
import socket
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from dualrun.testing import Clock, Faults, Journal, Landscape, World
    from dualrun.testing.meeting import Meeting
    from dualrun.testing.wish import Wish

MARK = (
    "dualrun(seed=None, snapshot=None, frozen=False, only=()): the world of this test: the business of a "
    "seed or a snapshot to begin from, whether its clock stands still, and the systems that it needs"
)
FOLDER = "dualrun_folder"
WORLD_NAME_MAX = 48
_landscape_key = pytest.StashKey["Landscape"]()
_world_key = pytest.StashKey["World"]()
_meeting_key = pytest.StashKey["Meeting"]()
_open_key = pytest.StashKey[ExitStack]()


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


# --- what the tests wish for


def _wish(item: pytest.Item) -> "Wish":
    """Read the marks of a test; what is nearer to it counts more."""
    from dualrun.testing.wish import read_wish

    asked: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers("dualrun"))):
        asked.update(mark.kwargs)
        if mark.args:
            asked[str(mark.args[0])] = None
    return read_wish(asked)


def _is_ours(item: pytest.Item) -> bool:
    return "dualrun" in getattr(item, "fixturenames", ())


def _systems_for(items: Iterable[pytest.Item]) -> tuple[str, ...]:
    from dualrun.testing import LandscapeError
    from dualrun.testing.wish import systems_for_all

    try:
        return systems_for_all(_wish(item) for item in items if _is_ours(item))
    except LandscapeError:  # the test itself will say so
        return ()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test whose mark says what cannot be, or speaks of a world that the test does not ask for."""
    if item.get_closest_marker("dualrun") is None:
        return
    from dualrun.testing import LandscapeError

    try:
        wish = _wish(item)
    except LandscapeError as error:
        pytest.fail(str(error), pytrace=False)
    if wish.is_of_a_world and "dualrun_world" not in getattr(item, "fixturenames", ()):
        pytest.fail("@pytest.mark.dualrun: it speaks of the fixture dualrun_world; ask for it", pytrace=False)


# --- one landscape for all workers of pytest-xdist


def _url_given(config: pytest.Config) -> str | None:
    return config.getoption("dualrun_url") or os.environ.get("DUALRUN_URL") or None


def _meeting(config: pytest.Config) -> "Meeting | None":
    """Give the place of the notes, to a worker."""
    from dualrun.testing.meeting import Meeting

    folder = getattr(config, "workerinput", {}).get(FOLDER)
    return Meeting(Path(folder)) if folder else None


def _url_shared(config: pytest.Config) -> str | None:
    meeting = _meeting(config)
    return None if meeting is None else meeting.url()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where notes are left."""
    from dualrun.testing.meeting import Meeting

    config = node.config
    if _open_key not in config.stash:
        config.stash[_open_key] = opened = ExitStack()
        config.add_cleanup(opened.close)
        folder = opened.enter_context(TemporaryDirectory(prefix="dualrun-", ignore_cleanup_errors=True))
        config.stash[_meeting_key] = Meeting(Path(folder))
    node.workerinput[FOLDER] = str(config.stash[_meeting_key].folder)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave a note, as a worker, of what its tests need; before it reports that it has collected them."""
    config = session.config
    if not any(_is_ours(item) for item in session.items) or _url_given(config):
        return
    if (meeting := _meeting(config)) is not None:
        meeting.want(os.environ["PYTEST_XDIST_WORKER"], _systems_for(session.items))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any) -> None:
    """Start the landscape that the workers' tests need; no test runs before this returns."""
    config = node.config
    meeting = config.stash[_meeting_key]
    wanted = meeting.wanted(node.gateway.id)
    if wanted is None or meeting.is_answered:
        return
    from dualrun.testing import LandscapeError

    try:
        meeting.answer(url=config.stash[_open_key].enter_context(_started(config, wanted)))
    except LandscapeError as error:
        meeting.answer(error=str(error))


def _started(config: pytest.Config, wanted: tuple[str, ...]) -> AbstractContextManager[str]:
    from dualrun.testing.starting import started

    only = config.getoption("dualrun_only") or (() if os.environ.get("DUALRUN_ONLY") else wanted)
    seed, pace = config.getoption("dualrun_seed"), config.getoption("dualrun_pace")
    return started(only, seed=seed, pace=pace, token=_token())


def _token() -> str:
    return os.environ.get("DUALRUN_ADMIN_TOKEN", "")


# --- fixtures


@pytest.fixture(scope="session", name="dualrun")
def _dualrun(request: pytest.FixtureRequest) -> "Iterator[Landscape]":
    """The landscape of this run: the systems with their addresses, and the way to make worlds there."""
    from dualrun.testing import Landscape, LandscapeError

    config = request.config
    with ExitStack() as opened:
        try:
            url = _url_given(config) or _url_shared(config)
            if url is None:
                url = opened.enter_context(_started(config, _systems_for(request.session.items)))
            made = Landscape(url, _token(), config.getoption("dualrun_seed"))
        except LandscapeError as error:
            pytest.fail(f"dualrun: {error}", pytrace=False)
        config.stash[_landscape_key] = made
        yield made


@pytest.fixture(name="dualrun_world")
def _dualrun_world(dualrun: "Landscape", request: pytest.FixtureRequest) -> "Iterator[World]":
    """A world of this test alone: all systems as they begin, or as the mark says. It goes with the test."""
    from dualrun.testing import LandscapeError

    try:
        wish = _wish(request.node)
        for system in wish.only:
            dualrun.url(system)
        world = dualrun.world(
            _world_name(request.node), snapshot=wish.snapshot, seed=wish.seed, frozen=wish.frozen
        )
    except LandscapeError as error:
        pytest.fail(f"dualrun: {error}", pytrace=False)
    with world:
        request.node.stash[_world_key] = world
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


# --- failures


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Put under a failure what happened in its world, and the command that does it again."""
    report: Any = yield
    landscape = item.config.stash.get(_landscape_key, None)
    if report.failed and landscape is not None and _is_ours(item):
        from dualrun.testing.evidence import evidence

        world = item.stash.get(_world_key, landscape.default)
        report.sections.append(("dualrun", f"{evidence(world)}\nreproduce: {_command(item, landscape)}"))
    return report


def _command(item: pytest.Item, landscape: "Landscape") -> str:
    """Give the command that runs this one test on the same business."""
    words = ["python", "-m", "pytest", item.config.cwd_relative_nodeid(item.nodeid)]
    words += ["--dualrun-seed", str(landscape.seed)]
    for system in item.config.getoption("dualrun_only") or ():
        words += ["--dualrun-only", system]
    if pace := item.config.getoption("dualrun_pace"):
        words += ["--dualrun-pace", pace]
    return shlex.join(words)
