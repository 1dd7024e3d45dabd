"""What do the tests of a run wish for? The mark `dualrun`, read where pytest knows it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from dualrun.testing.wish import Wish

MARK = (
    "dualrun(seed=None, snapshot=None, frozen=False, only=()): the world of this test: the business of a "
    "seed or a snapshot to begin from, whether its clock stands still, and the systems that it needs"
)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test whose mark says what cannot be, or speaks of a world that the test does not ask for."""
    if item.get_closest_marker("dualrun") is None:
        return
    from dualrun.testing import LandscapeError

    try:
        wish = wish_of(item)
    except LandscapeError as error:
        raise failed(error) from None
    if wish.is_of_a_world and "dualrun_world" not in _fixtures(item):
        raise failed("@pytest.mark.dualrun: it speaks of the fixture dualrun_world; ask for it")


def wish_of(item: pytest.Item) -> "Wish":
    """Read the marks of a test; what is nearer to it counts more.

    Raises:
        LandscapeError: a mark says what cannot be.
    """
    from dualrun.testing.wish import read_wish

    asked: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers("dualrun"))):
        asked.update(mark.kwargs)
        asked.update({str(word): None for word in mark.args})
    return read_wish(asked)


def is_ours(item: pytest.Item) -> bool:
    """Tell whether a test uses the landscape."""
    return "dualrun" in _fixtures(item)


def systems_for(items: Iterable[pytest.Item]) -> tuple[str, ...]:
    """Give the systems that are enough for all tests that use the landscape; none named means all."""
    from dualrun.testing import LandscapeError
    from dualrun.testing.wish import systems_for_all

    try:
        return systems_for_all(wish_of(item) for item in items if is_ours(item))
    except LandscapeError:  # the test will say so itself
        return ()


def failed(reason: object) -> BaseException:
    """Make the failure of a test that could not begin: one line, as a traceback would be ours."""
    return pytest.fail.Exception(f"dualrun: {reason}", pytrace=False)


def _fixtures(item: pytest.Item) -> Iterable[str]:
    names: Iterable[str] = getattr(item, "fixturenames", ())
    return names
