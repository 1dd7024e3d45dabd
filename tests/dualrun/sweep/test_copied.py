import os
import signal

import pytest

from dualrun.errors import DefectError, UsageError
from dualrun.sweep.copied import in_a_copy


def test_a_copy_gives_what_the_work_gives_and_changes_nothing_here():
    seen: list[int] = []

    def work() -> tuple[int, int]:
        seen.append(1)
        return os.getpid(), len(seen)

    copy, seen_there = in_a_copy(work)
    assert copy != os.getpid()
    assert seen_there == 1
    assert seen == []


def test_more_is_said_than_a_pipe_holds():
    assert len(in_a_copy(lambda: b"x" * 1_000_000)) == 1_000_000


def test_what_the_work_raises_is_raised_here():
    def refuse() -> None:
        raise UsageError("no such seed")

    with pytest.raises(UsageError, match="no such seed"):
        in_a_copy(refuse)


def test_a_copy_that_is_killed_is_told_in_one_line():
    with pytest.raises(DefectError, match="the same command goes on"):
        in_a_copy(lambda: os.kill(os.getpid(), signal.SIGKILL))
