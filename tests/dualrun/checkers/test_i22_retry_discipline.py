from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from dualrun.checkers.i22_retry_discipline import RetryDiscipline
from dualrun.history import CallRecord, Paper
from tests.builders import Story, a_story
from tests.business import START

BUSY = Paper({"retry-after": "30"}, b"")
OWN_BUSY = Paper({"x-retry-after": "30"}, b"")


def tried_again(after_s: float, status: int = 0, heard: Paper | None = None) -> Story:
    """Tell a booking that failed at first and was tried again so many seconds after it had begun."""
    story = a_story().changing("call book", status=status, heard=heard)
    later = START + timedelta(seconds=after_s)
    return story.repeating("call book", at=later, attempt=2, status=200, heard=None)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "does not wait as long as it was asked to": lambda: tried_again(29, 429, BUSY),
    "does not read a product's own header": lambda: tried_again(5, 429, OWN_BUSY),
    "retries beneath a retry": lambda: tried_again(0.2),
    "comes back at once to a system that is down": lambda: tried_again(0.1, 503, Paper({}, b"")),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "nothing fails": a_story,
    "waits as long as it was asked to": lambda: tried_again(30, 429, BUSY),
    "waits a while of its own": lambda: tried_again(2),
    "a date instead of seconds": lambda: tried_again(2, 503, Paper({"retry-after": "Mon, 05 Jan"}, b"")),
    "a refusal is followed by the same call": lambda: tried_again(0.1, 400),
    "a killed process's call is heard of last": lambda: tried_again(-15),
}


def test_what_was_asked_for_is_told():
    [violation] = tried_again(29, 429, BUSY).play([RetryDiscipline()]).violations()

    assert "for 30 s were asked for" in violation.message


def test_what_a_killed_process_was_told_just_before_is_forgotten_with_it_and_nothing_else():
    at = START + timedelta(hours=1)
    for killed_s, violations in ((9, 0), (11, 1)):
        checker = RetryDiscipline()
        for asked_at in (at, at + timedelta(seconds=20)):
            checker.on_call(None, a_call(asked_at, 429, BUSY))
            if asked_at is at:
                checker.on_crash(at + timedelta(seconds=killed_s))

        assert len(checker.violations) == violations


def a_call(at: datetime, status: int, heard: Paper) -> CallRecord:
    return CallRecord(at, "facade", "wms", "POST /x", "K-1", "m-1", "m-0", 1, status, None, heard)
