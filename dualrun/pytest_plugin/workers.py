"""One landscape for all workers of pytest-xdist, started by the process above them if they need one."""

import os
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from dualrun.pytest_plugin.marks import is_ours, systems_for

if TYPE_CHECKING:
    from dualrun.testing.meeting import Meeting

FOLDER = "dualrun_folder"
_MEETING: "pytest.StashKey[Meeting]" = pytest.StashKey()
_OPENED = pytest.StashKey[ExitStack]()


def url_given(config: pytest.Config) -> str | None:
    """Give the landscape that the run was told to use, if it was."""
    return config.getoption("dualrun_url") or os.environ.get("DUALRUN_URL") or None


def url_shared(config: pytest.Config) -> str | None:
    """Give the landscape that this worker shares with the others; nothing in a run without workers.

    Raises:
        LandscapeError: it did not come up.
    """
    meeting = _meeting(config)
    return None if meeting is None else meeting.url()


def landscape_of(config: pytest.Config, wanted: tuple[str, ...]) -> AbstractContextManager[str]:
    """Start a landscape as the run was told to, or else with the systems that its tests want."""
    from dualrun.testing.starting import started

    only = config.getoption("dualrun_only") or (() if os.environ.get("DUALRUN_ONLY") else wanted)
    seed, pace = config.getoption("dualrun_seed"), config.getoption("dualrun_pace")
    return started(only, seed=seed, pace=pace, token=token())


def token() -> str:
    """Give what the control plane wants to be shown."""
    return os.environ.get("DUALRUN_ADMIN_TOKEN", "")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where notes are left."""
    from dualrun.testing.meeting import Meeting

    stash = node.config.stash
    if _OPENED not in stash:
        stash[_OPENED] = ExitStack()
        node.config.add_cleanup(stash[_OPENED].close)
        made = TemporaryDirectory(prefix="dualrun-", ignore_cleanup_errors=True)
        stash[_MEETING] = Meeting(Path(stash[_OPENED].enter_context(made)))
    node.workerinput[FOLDER] = str(stash[_MEETING].folder)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave a note, as a worker, of what its tests need, before it reports that it has collected them."""
    config = session.config
    if not any(is_ours(item) for item in session.items) or url_given(config):
        return
    if (meeting := _meeting(config)) is not None:
        meeting.want(os.environ["PYTEST_XDIST_WORKER"], systems_for(session.items))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any) -> None:
    """Start the landscape that the workers' tests need; no test runs before this returns."""
    stash = node.config.stash
    wanted = stash[_MEETING].wanted(node.gateway.id)
    if wanted is None or stash[_MEETING].is_answered:
        return
    from dualrun.testing import LandscapeError

    try:
        url = stash[_OPENED].enter_context(landscape_of(node.config, wanted))
        stash[_MEETING].answer(url=url)
    except LandscapeError as error:
        stash[_MEETING].answer(error=str(error))


def _meeting(config: pytest.Config) -> "Meeting | None":
    """Give the place of the notes, to a worker."""
    from dualrun.testing.meeting import Meeting

    folder = getattr(config, "workerinput", {}).get(FOLDER)
    return Meeting(Path(folder)) if folder else None
